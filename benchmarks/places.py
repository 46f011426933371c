"""How well places are found: `python benchmarks/places.py [FOLDER]`. Only counts are printed, no place.

FOLDER holds `delaware/wilmington_geocoded_locations_a.csv` (addresses, blocks and crossings of the demonstration city
as people wrote them), `boston_addresses_from_311.csv` and `boston_intersections_from_311.csv`, each with where it is.
“Found” is one place within 60 metres; what is offered to choose from is counted apart. Each list is sought as it
stands and with a slip: one letter of the longest word left out, or two that changed places.

Without a folder the demonstration's own blocks and crossings are sought, as its lists have them.

Of Wilmington's rows, some name a street alone or were geocoded to points far apart: *every row* counts them as not
found, *told rows* leaves them out.

Two questions are asked. *Loaded*: a city brings its own list, and what is on it is sought; this measures the reading.
*Held out*: half of the list is loaded, and the other half is sought; nothing was tuned on it. That measures what a
sample of a city's places tells of the rest of it, and streets that stand in one half alone cannot be found.
"""

import csv
import random
import re
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import django
from django.conf import settings

from commonhall import demo
from commonhall.calendar import city, tables

CITY = Path(demo.__file__).parent / "city"
settings.configure(CITY=city.load(CITY), INSTALLED_APPS=["commonhall.places"], USE_I18N=False)
django.setup()
sys.path.append(str(Path(__file__).parents[1]))

from commonhall.places import gazetteer, geometry, lookup, streets, typed  # noqa: E402
from commonhall.places.gazetteer import Gazetteer  # noqa: E402
from commonhall.places.geometry import Point  # noqa: E402
from commonhall.places.lookup import PlaceNotFound  # noqa: E402
from tools import demo_blocks  # noqa: E402

FRAME = {"block", "of", "Unit", "First", "Found", "Hospital", "and", "streets"}  # no words of a street's name
FOUND_METRES = 60.0
ON_A_FALLBACK = 8  # so many addresses on one point: the geocoder gave up
HOUSE = re.compile(r"(\d+)[\w/]*(?:-\d+\w*)?\s+(.+)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """A place as somebody wrote it, and where it is. `meaning`: the same for each way to write it."""

    written: str
    point: Point
    meaning: object


def main(folder: Path | None) -> None:
    if folder is None:
        listed()
        return
    wilmington(folder / "delaware")
    boston(folder)


def listed() -> None:
    """What stands in the lists that come along: this measures the reading, and slips."""
    known, chance = demonstration(), random.Random(3)
    houses = [
        Known(
            written=f"{hundred + chance.randint(1, 98)} {street.label}",
            point=point,
            meaning=(street.key, hundred),
        )
        for street in known.by_key.values()
        for hundred, point in street.blocks.items()
    ]
    crossings = [
        Known(
            written=f"{known.by_key[one].label} and {known.by_key[other].label}",
            point=point,
            meaning=(one, other),
        )
        for (one, other), point in known.crossings.items()
    ]
    seek("the demonstration's blocks", houses, known)
    seek("the demonstration's crossings", crossings, known)


def wilmington(folder: Path) -> None:
    boundary = demo_blocks.read_boundary(folder / "place_wilmington.geojson")
    places = demo_blocks.read_places(folder / "wilmington_geocoded_locations_a.csv", boundary)
    every = [
        Known(written=text, point=demo_blocks.to_degrees(xy), meaning=meaning(text)) for text, xy in places
    ]
    seek("Wilmington, the demonstration's lists, every row", agreed(every), demonstration())
    seek("Wilmington, the demonstration's lists, told rows", agreed(told_places(every)), demonstration())
    told, kept = halves(every)
    meant = {place.meaning for place in told}
    derived = demo_blocks.derive([(text, xy) for text, xy in places if meaning(text) in meant], boundary)
    blocks = [
        (demo_blocks.display(block.street), block.hundred, *demo_blocks.to_degrees(block.xy))
        for block in derived
    ]
    seek("Wilmington, held out", agreed(kept), gazetteer.gather(blocks, edition="half"))


def boston(folder: Path) -> None:
    houses, crossings = boston_houses(folder), boston_crossings(folder)
    known = boston_lists(houses, crossings)
    seek("Boston addresses, loaded", random.Random(1).sample(houses, 2000), known)
    seek("Boston crossings, loaded", crossings, known)
    told, kept = halves(houses)
    crossings_told, crossings_kept = halves(crossings)
    known = boston_lists(told, crossings_told)
    seek("Boston addresses, held out", random.Random(1).sample(kept, 2000), known)
    seek("Boston crossings, held out", crossings_kept, known)


def seek(title: str, places: Sequence[Known], known: Gazetteer) -> None:
    """Print how many of the places are found, offered or refused, and the time of a look-up."""
    chance = random.Random(7)
    ways: dict[str, Callable[[str], str]] = {
        "as written": str,
        "one slip": lambda text: mistype(text, chance),
    }
    for name, change in ways.items():
        started = time.perf_counter()
        results = [result(known, change(place.written), place.point) for place in places]
        microseconds = (time.perf_counter() - started) / len(results) * 1e6
        counted = Counter(kind for kind, _metres in results)
        shares = ", ".join(f"{kind} {number / len(results):.1%}" for kind, number in counted.most_common())
        median = statistics.median([metres for _kind, metres in results if metres is not None] or [0])
        print(
            f"{title}, {name}: {len(results)} places, {shares}; median {median:.0f} m; {microseconds:.0f} µs"
        )


def result(known: Gazetteer, written: str, point: Point) -> tuple[str, float | None]:
    """What became of one place, and how many metres off that was found."""
    try:
        place = lookup.resolve_among(known, written)
    except PlaceNotFound as refusal:
        return ("offered" if refusal.candidates else type(refusal).__name__), None
    here = (place.latitude, place.longitude)
    if place.number is not None:
        here = known.by_key[place.street_key].spot(place.number)
    metres = geometry.metres(here, point)
    return ("found" if metres <= FOUND_METRES else "elsewhere"), metres


def mistype(text: str, chance: random.Random) -> str:
    """The text with two neighbouring letters of its longest word swapped, or one of them left out."""
    head, comma, tail = text.removeprefix("In the area of ").partition(",")
    word = max((word for word in re.findall(r"[A-Za-z]+", head) if word not in FRAME), key=len)
    at = chance.randrange(1, len(word) - 1) if len(word) > 2 else 0
    here, after = word[at], word[at + 1 : at + 2]
    spoiled = word[:at] + chance.choice([after + here, after]) + word[at + 2 :]
    return head.replace(word, spoiled, 1) + comma + tail


def agreed(places: Iterable[Known]) -> list[Known]:
    """Each way of writing once, with the middle of where its meaning was geocoded: single rows lie in other towns."""
    points: defaultdict[object, list[Point]] = defaultdict(list)
    for place in places:
        points[place.meaning].append(place.point)
    return [
        Known(written=written, point=middle(points[meaning_]), meaning=meaning_)
        for written, meaning_ in {place.written: place.meaning for place in places}.items()
    ]


def told_places(places: Sequence[Known]) -> list[Known]:
    """Those that name an address, a block or a crossing, and that were geocoded to one point each time: of the others
    nobody can say where they are.
    """
    points: defaultdict[object, list[Point]] = defaultdict(list)
    for place in places:
        points[place.meaning].append(place.point)
    return [
        place
        for place in places
        if is_whole(place.written)
        and all(
            geometry.metres(middle(points[place.meaning]), point) <= FOUND_METRES
            for point in points[place.meaning]
        )
    ]


def is_whole(written: str) -> bool:
    """Whether it names more than a street."""
    said = typed.read(written, own=["wilmington"], state=["delaware", "de"], towns=[])
    return (
        said is not None
        and "unknown" not in said.words
        and not (said.number is None and said.crosses is None)
    )


def halves(places: Sequence[Known]) -> tuple[list[Known], list[Known]]:
    """The places in two parts by chance; all ways to write one place are in one part."""
    meanings = sorted({repr(place.meaning) for place in places})
    random.Random(5).shuffle(meanings)
    first = set(meanings[: len(meanings) // 2])
    return [p for p in places if repr(p.meaning) in first], [
        p for p in places if repr(p.meaning) not in first
    ]


def meaning(text: str) -> object:
    said = typed.read(text, own=["wilmington"], state=["delaware", "de"], towns=[])
    assert said is not None
    if said.crosses is not None:
        return tuple(sorted((said.street.name, said.crosses.name)))
    return said.street.direction, said.street.name, said.number, said.is_block


def middle(points: Sequence[Point]) -> Point:
    return statistics.median(lat for lat, _lon in points), statistics.median(lon for _lat, lon in points)


def demonstration() -> Gazetteer:
    at = ("latitude", "longitude")
    blocks = [row for _line, row in tables.rows(CITY / "blocks.csv", ("street", "hundred", *at))]
    crossings = [row for _line, row in tables.rows(CITY / "crossings.csv", ("street", "crosses", *at))]
    return gazetteer.gather(
        ((row["street"], int(row["hundred"]), *position(row)) for row in blocks),
        edition="benchmark",
        crossings=((*pair(row["street"], row["crosses"]), *position(row)) for row in crossings),
    )


def boston_houses(folder: Path) -> list[Known]:
    rows = rows_of(folder / "boston_addresses_from_311.csv")
    on_points = Counter(map(position, rows))
    return [
        Known(
            written=f"{house[1]} {house[2]}, {area(row)}",
            point=position(row),
            meaning=(f"{house[2]}, {area(row)}", int(house[1])),
        )
        for row in rows
        if on_points[position(row)] <= ON_A_FALLBACK
        and (house := HOUSE.fullmatch(row["location_street_name"].strip()))
    ]


def boston_crossings(folder: Path) -> list[Known]:
    found = []
    for row in rows_of(folder / "boston_intersections_from_311.csv"):
        words = " ".join(row["location"].removeprefix("INTERSECTION of ").split("  ")[0].split())
        if len(parts := words.split(" & ")) == 2:
            found.append(
                Known(written=" and ".join(parts), point=position(row), meaning=tuple(sorted(parts)))
            )
    return found


def boston_lists(houses: Sequence[Known], crossings: Sequence[Known]) -> Gazetteer:
    """What the city would bring: addresses, blocks in their middle, and the crossings of streets it has."""
    by_block: defaultdict[tuple[str, int], list[Point]] = defaultdict(list)
    for house in houses:
        label, number = house.meaning  # type: ignore[misc]
        by_block[label, number - number % 100].append(house.point)
    blocks = [(label, hundred, *middle(points)) for (label, hundred), points in by_block.items()]
    numbers = [(streets.read_label(h.meaning[0]).key, h.meaning[1], *h.point) for h in houses]  # type: ignore[index]
    known = gazetteer.gather(blocks, edition="boston", houses=numbers)
    told = []
    for crossing in crossings:
        pairs = [
            min(
                ((geometry.metres(crossing.point, near), match.street.key) for match in known.matches(name)
                 if match.is_what_was_written for near in match.street.houses.values()),
                default=(0.0, name.key),
            )[1]
            for name in map(streets.read, crossing.meaning)  # type: ignore[call-overload]
        ]  # fmt: skip
        told.append((*sorted(pairs), *crossing.point))
    absent = {key for one, other, *_point in told for key in (one, other)} - known.by_key.keys()
    points = {key: point for one, other, *point in told for key in (one, other)}
    blocks += [(key, 0, *points[key]) for key in absent]  # a street without an address on the list
    return gazetteer.gather(blocks, edition="boston", houses=numbers, crossings=told)


def area(row: dict[str, str]) -> str:
    return row["neighborhood"].replace(" / ", " ")


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def position(row: dict[str, str]) -> Point:
    return float(row["latitude"]), float(row["longitude"])


def pair(one: str, other: str) -> tuple[str, str]:
    first, second = sorted((streets.read_label(one).key, streets.read_label(other).key))
    return first, second


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
