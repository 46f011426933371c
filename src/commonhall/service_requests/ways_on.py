"""What rooms above and beside this one can do for who reported a request: ways on from its page, for staff.

They sign in what the way is called and where it leads, and 311 knows no more of them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise as LazyText


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """`url`: of the way on from the request with that reference."""

    title: str | LazyText
    icon: str
    url: Callable[[str], str]


_ways: list[Way] = []


def register(way: Way) -> None:
    """Show it on the page of each open request that somebody left a contact with."""
    _ways.append(way)


def of(reference: str) -> list[tuple[str | LazyText, str, str]]:
    """Title, icon and address of each, for the request with that reference."""
    return [(way.title, way.icon, way.url(reference)) for way in _ways]
