"""Where staff can go. Rooms sign their pages in; the console's bar shows each person those of their role."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.functional import Promise as LazyText


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A page of the console: its URL's name, what the bar calls it, and the roles that may open it."""

    url_name: str
    title: str | LazyText
    roles: Collection[str]

    @property
    def room(self) -> str:
        """The namespace of its URL: on all pages of that room the entry is marked."""
        return self.url_name.partition(":")[0]


_entries: dict[str, Entry] = {}


def register(entry: Entry) -> None:
    """Let the bar show it. Raises ValueError when that page is there already."""
    if entry.url_name in _entries:
        raise ValueError(f"{entry.url_name} stands in the menu already")
    _entries[entry.url_name] = entry


def of(role: str) -> tuple[Entry, ...]:
    """The pages of a role, in the order in which they were signed in."""
    return tuple(entry for entry in _entries.values() if role in entry.roles)
