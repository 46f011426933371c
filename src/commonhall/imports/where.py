"""Where an old request was: on a street of the city, or, of a place that the city's lists do not know, by its point.

The place that is kept is public to its block: whatever else stands in an address is left out.

`places.typed` reads what is held against the city's own lists, and shortens it ("ave", "31"). Here the street is kept
as it was written: of 57,000 addresses of other cities that reader lost 604, and would have renamed nearly all.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from operator import itemgetter

from django.conf import settings
from django.utils import translation

from commonhall.imports.rejections import Unusable, Why
from commonhall.places import position, streets
from commonhall.places.gazetteer import Gazetteer, Street
from commonhall.places.geometry import Point, metres
from commonhall.places.lookup import Place, PlaceNotFound, place_of, resolve_among
from commonhall.places.place import crossing_label

_NUMBERED = re.compile(r"(\d{1,5})(?:[-/]\d+)?[a-z]?\s+(\S.*)", re.IGNORECASE)
_CROSSING = re.compile(r"(?:intersection\s+of\s+)?(\S.*?)\s+(?:&|and|at|@)\s+(\S.*)", re.IGNORECASE)
_BLOCK = re.compile(r"\s*block\s+(?:of\s+)?", re.IGNORECASE)
_MOST_WORDS = 6  # of a street's name
_A_BLOCK = 3  # decimals of a degree: about a hundred metres
_REMEMBERED = 20_000  # addresses; a city's requests come back to the same ones
_SQUARES_A_DEGREE = 250  # each is farther across than STREET_METRES
_POINTS = frozenset(["N", "S", "E", "W", "NE", "NW", "SE", "SW"])


type Square = tuple[int, int]
type Block = tuple[Point, Street, int]


@dataclass(frozen=True, kw_only=True)
class Unlisted:
    """A street as somebody wrote it. `number` 0: none. `names`: of a crossing, or of a point, by language."""

    street: str
    number: int = 0
    names: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def key(self) -> str:
        return streets.read_label(self.street).key


@dataclass(slots=True)
class Places:
    """Finds them, and remembers what it found."""

    streets: Gazetteer
    _found: dict[str, Place | None] = field(default_factory=dict)
    _unlisted: dict[str, Unlisted | None] = field(default_factory=dict)
    _squares: dict[Square, list[Block]] = field(init=False)

    def __post_init__(self) -> None:
        self._squares = {}
        for street in self.streets.by_key.values():
            for hundred, middle in street.blocks.items():
                self._squares.setdefault(_square(middle), []).append((middle, street, hundred))

    def at(self, address: str, point: Point | None) -> Place:
        """The place. Raises Unusable where neither says one."""
        if found := self._on_a_street(address) if address else None:
            return found
        if point is None:
            raise Unusable("address", Why.NO_PLACE)
        return self._near(point) or elsewhere(self._as_written(address), point)

    def _on_a_street(self, address: str) -> Place | None:
        if address not in self._found:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            self._found[address] = self._resolved(address)
        return self._found[address]

    def _as_written(self, address: str) -> Unlisted | None:
        if address not in self._unlisted:
            if len(self._unlisted) >= _REMEMBERED:
                self._unlisted.clear()
            self._unlisted[address] = unlisted(address)
        return self._unlisted[address]

    def _resolved(self, address: str) -> Place | None:
        try:
            return resolve_among(self.streets, address) if self.streets.by_key else None
        except PlaceNotFound:
            return None

    def _near(self, point: Point) -> Place | None:
        """The block whose middle is nearest. A telephone's position is held to the city's line; this one is history."""
        row, column = _square(point)
        near = [
            (metres(point, middle), street, hundred)
            for square in product((row - 1, row, row + 1), (column - 1, column, column + 1))
            for middle, street, hundred in self._squares.get(square, ())
        ]
        off, street, hundred = min(near, key=itemgetter(0), default=(math.inf, None, 0))
        return place_of(street, hundred) if street and off <= position.STREET_METRES else None


def point(latitude: str, longitude: str) -> Point | None:
    """What the two columns say; None for neither, and for 0, 0, which is what programs write for unknown.

    Raises Unusable.
    """
    if not latitude and not longitude:
        return None
    found = (_degrees("lat", latitude, 90), _degrees("long", longitude, 180))
    return None if found == (0, 0) else found


def unlisted(address: str) -> Unlisted | None:
    """The street of an address and its number, or the two of a crossing; None where it ends in no street."""
    if numbered := _NUMBERED.match(address):
        street = _street(_BLOCK.sub("", numbered[2]))
        return Unlisted(street=street, number=int(numbered[1])) if street else None
    if crossing := _CROSSING.match(address):
        street, other = _street(crossing[1]), _street(crossing[2])
        return Unlisted(street=street, names=_in_each_language(street, other)) if street and other else None
    return None


def elsewhere(written: Unlisted | None, point: Point) -> Place:
    """A place of which the city's lists know nothing: its street as it was written, the point as of its block."""
    latitude, longitude = (round(degrees, _A_BLOCK) for degrees in point)
    if written is None:
        label = f"{latitude:.3f}, {longitude:.3f}"
        written = Unlisted(street=label, names=dict.fromkeys(settings.CITY.languages, label))
    return Place(
        street=written.street[:80],
        street_key=written.key,
        hundred=written.number - written.number % 100,
        number=written.number or None,
        latitude=latitude,
        longitude=longitude,
        names=written.names,
    )


def _in_each_language(street: str, other: str) -> dict[str, str]:
    names = {}
    for language in settings.CITY.languages:
        with translation.override(language):
            names[language] = crossing_label(street, other)
    return names


def _street(written: str) -> str:
    """Up to the word that ends a street's name, such as "St", and a point of the compass behind it; else nothing."""
    said = written.split(",", 1)[0].split()[:_MOST_WORDS]
    for last in range(1, len(said)):
        if streets.ends_in_a_kind(" ".join(said[: last + 1])):
            after = said[last + 1 : last + 2]
            name = said[: last + 1] + [word for word in after if word.upper() in _POINTS]
            return " ".join(word if word.upper() in _POINTS else word.capitalize() for word in name)
    return ""


def _square(point: Point) -> Square:
    return math.floor(point[0] * _SQUARES_A_DEGREE), math.floor(point[1] * _SQUARES_A_DEGREE)


def _degrees(column: str, written: str, most: int) -> float:
    try:
        found = float(written)
    except ValueError:
        raise Unusable(column, Why.NO_POINT) from None
    if not math.isfinite(found) or abs(found) > most:
        raise Unusable(column, Why.NO_POINT)
    return found
