"""A home address as the search knows it: its number, and its street by the name alone.

Direction, kind of street, flat, town and ZIP code are left out: people leave them out, or say them wrongly.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from commonhall.places import typed

_LINE = re.compile(r"[^,\n]*\d[^,\n]*[^\W\d_][^,\n]*")


@dataclass(frozen=True, slots=True)
class Home:
    """`number` is empty where none was given; `street` is in one form, such as "4th" or "du pont"."""

    number: str
    street: str

    @property
    def compact(self) -> str:
        """The street without spaces: some write Du Pont where others write Dupont."""
        return self.street.replace(" ", "")


@lru_cache(1 << 12)
def read(written: str) -> Home:
    """The home in an address: of its first line that has a number and a word, else of all of it."""
    line = _LINE.search(written)
    found = typed.read(line[0] if line else written, own=(), state=(), towns=())
    if found is None:
        return Home("", "")
    return Home("" if found.number is None else str(found.number), found.street.name)
