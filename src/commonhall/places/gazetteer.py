"""The city's streets and landmarks in memory, and which of them a written name may mean.

A city has thousands of blocks, not millions: each process keeps them all and asks the database only whether
its copy is the current edition (one row by its key).
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from commonhall.places import geometry, landmarks, streets
from commonhall.places.geometry import Point
from commonhall.places.landmarks import Landmarks
from commonhall.places.models import Block, Crossing, Edition, House, Landmark
from commonhall.places.streets import StreetName
from commonhall.vault.asking import Question

MEETING_METRES = 60.0  # two streets whose lines come so close meet there
NEAR_DEGREES = 0.0015  # more than that anywhere people live
MOST_SLIPS, BEGUN = 3, 3  # letters mistyped in a name; letters that begin one
_REMEMBERED = 2_000  # names as they were written
HALF = 50  # house numbers from the middle of a block to its end


@dataclass(frozen=True, kw_only=True)
class Street:
    """A street and its blocks, hundred by hundred; and its houses, where the city told them."""

    label: str
    name: StreetName
    blocks: Mapping[int, Point]
    houses: Mapping[int, Point] = field(default_factory=dict)  # by number, in order

    @property
    def key(self) -> str:
        return self.name.key

    @property
    def undirected(self) -> str:
        """As the city writes it, without north, south, east or west."""
        return self.label.split(maxsplit=1)[1] if self.name.direction else self.label

    @cached_property
    def line(self) -> tuple[tuple[Point, Point], ...]:
        """The street in straight stretches. The middles of blocks are drawn out by half a block at both ends."""
        if self.houses:
            return tuple(pairwise(self.houses.values())) or ((next(iter(self.houses.values())),) * 2,)
        middles = [self.blocks[hundred] for hundred in sorted(self.blocks)]
        if len(middles) == 1:
            return ((middles[0], middles[0]),)
        start = geometry.along(middles[0], middles[1], -0.5)
        end = geometry.along(middles[-1], middles[-2], -0.5)
        return tuple(pairwise([start, *middles, end]))

    @cached_property
    def box(self) -> tuple[float, float, float, float]:
        """South, north, west and east of the line, in degrees."""
        points = [point for stretch in self.line for point in stretch]
        latitudes, longitudes = zip(*points, strict=True)
        return min(latitudes), max(latitudes), min(longitudes), max(longitudes)

    def spot(self, number: int) -> Point:
        """Where about the house of that number is: between its known neighbours, or in the middle of its block."""
        if number // 100 not in self._told:
            return self.blocks[number - number % 100]
        known = self._numbers
        at = bisect_left(known, number)
        before, after = known[max(at - 1, 0)], known[min(at, len(known) - 1)]
        part = (number - before) / (after - before) if after > before else 0.0
        return geometry.along(self.houses[before], self.houses[after], min(max(part, 0.0), 1.0))

    @cached_property
    def _told(self) -> frozenset[int]:
        """The hundreds in which a house is known."""
        return frozenset(number // 100 for number in self.houses)

    @cached_property
    def _numbers(self) -> list[int]:
        return sorted(self.houses)


@dataclass(frozen=True, kw_only=True, order=True, slots=True)
class Match:
    """A street that may be meant; the smaller, the likelier. `slips` counts mistyped letters."""

    slips: int
    is_begun: bool  # the name was not typed to its end
    other_area: bool
    other_direction: bool
    other_kind: bool
    label: str
    street: Street = field(compare=False)

    @property
    def is_what_was_written(self) -> bool:
        """Nothing that was written speaks against it; what was left out may."""
        return not self.slips and self.is_as_good_as_written

    @property
    def is_as_good_as_written(self) -> bool:
        """As above, but for slips of the finger in the name."""
        return not (self.is_begun or self.other_area or self.other_direction or self.other_kind)


@dataclass(frozen=True, kw_only=True)
class Gazetteer:
    """All streets and landmarks of one edition. `crossings`: by the keys of two streets, the smaller first."""

    edition: str
    by_key: Mapping[str, Street]
    crossings: Mapping[tuple[str, str], Point] = field(default_factory=dict)
    landmarks: Landmarks = field(default_factory=Landmarks)

    @cached_property
    def by_name(self) -> Mapping[str, tuple[Street, ...]]:
        """The streets by their name alone, in its compact form: N and S Market St stand together."""
        named: dict[str, list[Street]] = {}
        for street in self.by_key.values():
            named.setdefault(street.name.compact, []).append(street)
        return {name: tuple(same) for name, same in named.items()}

    @cached_property
    def areas(self) -> frozenset[str]:
        """The parts of the city that tell apart streets of one name."""
        return frozenset(street.name.area for street in self.by_key.values()) - {""}

    @cached_property
    def longest(self) -> Street | None:
        """The street with the most blocks: a good example, as everybody knows it."""
        return max(self.by_key.values(), key=lambda street: (len(street.blocks), street.key), default=None)

    def matches(self, written: StreetName) -> list[Match]:
        """Every street that may be meant, likeliest first."""
        return [*self._remembered(written)]

    @cached_property
    def _remembered(self) -> Callable[[StreetName], list[Match]]:
        """A city's addresses come back to the same streets, and a name is held against every other one."""
        return lru_cache(maxsize=_REMEMBERED)(self._matched)

    def _matched(self, written: StreetName) -> list[Match]:
        return sorted(self._matches(written)) or sorted(self._matches(streets.mended(written)))

    def crossing(self, one: Street, other: Street) -> Point | None:
        """Where two streets meet, as the city told it, else where their lines do; None where they don't."""
        if one.key == other.key:
            return None
        told = self.crossings.get((min(one.key, other.key), max(one.key, other.key)))
        if told is not None:
            return told
        if not _touch(one.box, other.box):
            return None
        apart, point = min(geometry.meeting(here, there) for here in one.line for there in other.line)
        return point if apart <= MEETING_METRES else None

    def block_near(self, point: Point, within: Iterable[Street] = ()) -> tuple[float, Street, int]:
        """The block whose stretch of street lies nearest, and how many metres off. Needs a street."""
        return min(
            (
                (geometry.metres(point, near), street, hundred)
                for street in within or self.by_key.values()
                for hundred, near in _nearest_of(street, point)
            ),
            key=lambda found: (found[0], found[1].key, found[2]),
        )

    def streets_near(self, point: Point, within_metres: float) -> list[Street]:
        """The streets that come so near to a point."""
        return [
            street
            for street in self.by_key.values()
            if any(
                geometry.metres(point, near) <= within_metres for _block, near in _nearest_of(street, point)
            )
        ]

    def _matches(self, written: StreetName) -> Iterator[Match]:
        if not written.name:
            return
        for name, slips in self._near(written.compact):
            for street in self.by_name[name]:
                yield Match(
                    slips=slips or 0,
                    is_begun=slips is None,
                    other_area=bool(written.area) and written.area != street.name.area,
                    other_direction=bool(written.direction) and written.direction != street.name.direction,
                    other_kind=bool(written.kind) and written.kind != street.name.kind,
                    label=street.label,
                    street=street,
                )

    def _near(self, written: str) -> Iterator[tuple[str, int | None]]:
        """Names that may be meant, each with its slips; None: it was only begun.

        A letter missed, doubled, mixed up or in another's place is a slip: one in four letters, two in eight, three
        in twelve. None in a numbered street: 4th and 14th are two.
        """
        is_numbered = written[0].isdigit()
        cutoff = 0 if is_numbered else MOST_SLIPS
        close = process.extract_iter(written, list(self.by_name), scorer=OSA.distance, score_cutoff=cutoff)
        near = {
            name: slips
            for name, slips in ((name, int(slips)) for name, slips, _key in close)
            if slips <= (0 if name[0].isdigit() else len(name) // 4)
        }
        yield from near.items()
        if len(written) >= BEGUN:
            yield from (
                (name, None) for name in self.by_name if name.startswith(written) and name not in near
            )


_EDITION = Question(lambda number: Edition.objects.filter(pk=number))
_kept: Gazetteer | None = None


def current() -> Gazetteer:
    """The streets of the current edition: one query, and a few more when the edition has changed."""
    global _kept
    found = _EDITION.first(1)
    edition = found.digest if found else ""
    kept = _kept
    if kept is None or kept.edition != edition:
        kept = _kept = _stored(edition)
    return kept


def _stored(edition: str) -> Gazetteer:
    at = ("latitude", "longitude")
    return gather(
        Block.objects.order_by("street_key", "hundred").values_list("street", "hundred", *at).iterator(),
        edition=edition,
        houses=House.objects.values_list("street_key", "number", *at).iterator(),
        crossings=Crossing.objects.values_list("street_key", "other_key", *at).iterator(),
        known_by_name=Landmark.objects.order_by("code").values_list("code", "names", *at).iterator(),
    )


def gather(
    blocks: Iterable[tuple[str, int, float, float]],
    *,
    edition: str,
    houses: Iterable[tuple[str, int, float, float]] = (),
    crossings: Iterable[tuple[str, str, float, float]] = (),
    known_by_name: Iterable[tuple[str, Mapping[str, list[str]], float, float]] = (),
) -> Gazetteer:
    """A gazetteer of rows: street (houses and crossings: its key), hundred or number, latitude, longitude."""
    names: dict[str, StreetName] = {}
    middles: dict[str, dict[int, Point]] = {}
    labels: dict[str, str] = {}
    numbers: defaultdict[str, dict[int, Point]] = defaultdict(dict)
    for key, number, latitude, longitude in houses:
        numbers[key][number] = (latitude, longitude)
    for label, hundred, latitude, longitude in blocks:
        name = names.setdefault(label, streets.read_label(label))
        middles.setdefault(name.key, {})[hundred] = (latitude, longitude)
        labels[name.key] = label
    by_key = {
        key: Street(
            label=label, name=names[label], blocks=middles[key], houses=dict(sorted(numbers[key].items()))
        )
        for key, label in labels.items()
    }
    return Gazetteer(
        edition=edition,
        by_key=by_key,
        crossings={(key, other): (latitude, longitude) for key, other, latitude, longitude in crossings},
        landmarks=landmarks.gather(known_by_name),
    )


def _touch(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    """Whether two boxes come so close that what is in them could meet."""
    return (
        one[0] <= other[1] + NEAR_DEGREES
        and other[0] <= one[1] + NEAR_DEGREES
        and one[2] <= other[3] + NEAR_DEGREES
        and other[2] <= one[3] + NEAR_DEGREES
    )


def _nearest_of(street: Street, point: Point) -> Iterator[tuple[int, Point]]:
    """For each block of the street, the point of it nearest to this one: each half of the way to its neighbours."""
    hundreds = sorted(street.blocks)
    middles = [street.blocks[hundred] for hundred in hundreds]
    for at, hundred in enumerate(hundreds):
        yield hundred, middles[at]
        for neighbour in (at - 1, at + 1):
            if 0 <= neighbour < len(middles) and abs(hundreds[neighbour] - hundred) == 2 * HALF:
                half = geometry.along(middles[at], middles[neighbour], 0.5)
                part = geometry.nearest_part(point, middles[at], half)
                yield hundred, geometry.along(middles[at], half, part)
