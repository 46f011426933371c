"""Derive the demonstration's blocks, crossings and boundaries: `python -m tools.demo_blocks FOLDER CITY`.

FOLDER holds `wilmington_geocoded_locations_a.csv` (location, lat, lon: blocks, addresses and crossings as
people wrote them) and `place_*.geojson` (boundaries, U.S. Census Bureau); CITY is the folder that is written to.
Only fitted blocks and crossings are kept; the places themselves stay where they are.

The city numbers its houses by a grid: on streets called N the number grows along one axis, on E and W
along the other. So a crossing tells a house number too.
"""

import csv
import json
import math
import re
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from pathlib import Path

import django
from django.conf import settings

if not settings.configured:
    settings.configure(INSTALLED_APPS=["commonhall.places"], USE_I18N=False)
    django.setup()

from tools.demo_grid import ONE_POINT, XY, Known, Plane, axis, fit_planes, on_its_side, on_the_grid

from commonhall.places import gazetteer, geometry, streets, typed
from commonhall.places.gazetteer import Gazetteer, Street
from commonhall.places.streets import StreetName
from tools import demo_boundaries, demo_downtown

ORIGIN = (39.745, -75.548)  # degrees; the middle of the city, where metres are counted from
METRES_PER_DEGREE = 111_200.0
NEAR_BOUNDARY = 500.0  # metres; some places were geocoded to towns of the same name elsewhere
OFF_THE_STREET = 200.0  # metres from where a number should lie; farther off was geocoded wrongly
OFF_THE_LINE = 300.0  # metres from the line of a street that crosses there
LEAST_STEP, MOST_STEP = 0.5, 2.5  # metres from one house number to the next: blocks of 50 to 250 metres
MORE = 300  # house numbers that a street is believed to go on beyond the last known one
SPECIAL = {"dupont": "DuPont", "mckean": "McKean", "mcdowell": "McDowell"}


@dataclass(frozen=True, slots=True)
class Model:
    """Where a house number lies on a straight stretch: at `start`, and one `step` further for each number."""

    start: XY
    step: XY
    number: float

    def point(self, number: float) -> XY:
        return (
            self.start[0] + self.step[0] * (number - self.number),
            self.start[1] + self.step[1] * (number - self.number),
        )


@dataclass(frozen=True, slots=True)
class Block:
    street: StreetName
    hundred: int
    xy: XY


def main(folder: Path, city: Path) -> None:
    """Write the blocks, crossings and boundaries into the city's folder, and print how many there are."""
    boundary = read_boundary(folder / "place_wilmington.geojson")
    places = read_places(folder / "wilmington_geocoded_locations_a.csv", boundary)
    blocks = sorted(
        derive(places, boundary), key=lambda block: (block.street.name, block.street.key, block.hundred)
    )
    rows = [(display(block.street), block.hundred, *to_degrees(block.xy)) for block in blocks]
    write(city / "blocks.csv", "street,hundred,latitude,longitude", rows)
    known = gazetteer.gather(rows, edition="")
    crossings = [
        (known.by_key[one].label, known.by_key[other].label, *at)
        for one, other, *at in meetings(known, places)
    ]
    write(city / "crossings.csv", "street,crosses,latitude,longitude", crossings)
    demo_boundaries.write_boundaries(folder, city / "boundaries.geojson")
    print(f"{len(rows)} blocks of {len(known.by_key)} streets, {len(crossings)} crossings")


def write(path: Path, head: str, rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as lines:
        out = csv.writer(lines, lineterminator="\n")
        out.writerow(head.split(","))
        out.writerows((*names, f"{latitude:.5f}", f"{longitude:.5f}") for *names, latitude, longitude in rows)


def derive(places: Iterable[tuple[str, XY]], boundary: Sequence[XY]) -> list[Block]:
    """The blocks of the streets on which places are known, and a few more at each end."""
    known = by_street(places)
    planes = fit_planes(known)
    known = {
        on_its_side(name, points, planes): on_the_grid(name, points, planes) for name, points in known.items()
    }
    known = {name: points for name, points in known.items() if points}
    axes = {name: axis(name, points, planes) for name, points in known.items()}
    counted = {name: with_numbers(name, points, planes, axes[name]) for name, points in known.items()}
    models = {name: fit(points) for name, points in counted.items()}
    steps = usual_steps(models)
    middles = {
        (name.key, hundred): xy
        for name, points in counted.items()
        for hundred, xy in blocks_of(points, models[name], steps.get(name.direction or axes[name]))
    }
    middles = demo_downtown.downtown(middles) | middles
    return [
        Block(streets.read(key), hundred, xy)
        for (key, hundred), xy in (demo_downtown.numbered(middles) | middles).items()
        if is_inside(xy, boundary)
    ]


def meetings(known: Gazetteer, places: Iterable[tuple[str, XY]]) -> list[tuple[str, str, float, float]]:
    """The crossings that places tell: the keys of the two streets, and where they meet.

    Of the streets that may be meant it is the pair whose lines lie nearest; what lies far off both was geocoded
    wrongly and is left out.
    """
    found: defaultdict[tuple[str, str], list[XY]] = defaultdict(list)
    for text, xy in places:
        said = typed.read(text, own=["wilmington"], state=["delaware", "de"], towns=[])
        if said is None or said.crosses is None:
            continue
        near = [
            [
                (off(match.street, xy), match.street.key)
                for match in known.matches(name)
                if match.is_what_was_written
            ]
            for name in (said.street, said.crosses)
        ]
        if all(near) and max(min(near[0]), min(near[1]))[0] <= OFF_THE_LINE:
            keys = sorted((min(near[0])[1], min(near[1])[1]))
            if keys[0] != keys[1]:
                found[keys[0], keys[1]].append(xy)
    return [(one, other, *to_degrees(_middle(points))) for (one, other), points in sorted(found.items())]


def off(street: Street, xy: XY) -> float:
    """Metres from the street's line."""
    point = to_degrees(xy)
    return min(
        geometry.metres(point, geometry.along(a, b, geometry.nearest_part(point, a, b)))
        for a, b in street.line
    )


def read_places(path: Path, boundary: Sequence[XY]) -> list[tuple[str, XY]]:
    """What was written and where it was found, of all places in the city or hard by it."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [
            (row["location"], to_metres(float(row["lat"]), float(row["lon"])))
            for row in csv.DictReader(lines)
        ]
    return [
        (text, xy)
        for text, xy in rows
        if is_inside(xy, boundary) or min(math.dist(xy, corner) for corner in boundary) < NEAR_BOUNDARY
    ]


def read_boundary(path: Path) -> list[XY]:
    """The outer ring of the city's boundary."""
    shape = json.loads(path.read_text("utf-8"))["features"][0]["geometry"]
    return [to_metres(latitude, longitude) for longitude, latitude in shape["coordinates"][0]]


def by_street(places: Iterable[tuple[str, XY]]) -> dict[StreetName, list[Known]]:
    """The known points of each street, under its full name."""
    found: defaultdict[StreetName, list[Known]] = defaultdict(list)
    for text, xy in places:
        for name, point in mentions(text, xy):
            found[name].append(point)
    return complete(found)


def mentions(text: str, xy: XY) -> Iterator[tuple[StreetName, Known]]:
    """The streets that a place names, each with what it tells about this point of it."""
    said = typed.read(text, own=["wilmington"], state=["delaware", "de"], towns=[])
    if said is None or re.search("hospital|unknown", text, re.IGNORECASE):
        return
    if said.crosses is not None:
        for name, other in ((said.street, said.crosses), (said.crosses, said.street)):
            figures = re.match(r"\d+", other.name)
            along = "n" if figures or other.direction in {"e", "w"} else "ew" if other.direction else ""
            yield name, Known(xy, crosses=int(figures[0]) if figures else 0, along=along)
    elif said.number is not None:
        yield said.street, Known(xy, said.number + 50.0 if said.is_block else float(said.number))


def complete(found: Mapping[StreetName, list[Known]]) -> dict[StreetName, list[Known]]:
    """Put together what names the same street: Du Pont and Dupont, 10th and W 10th St.

    A name without a kind takes the usual one; a point of a name without a direction goes to the nearest
    street of that name that has one.
    """
    spellings: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for name, points in found.items():
        spellings[name.compact][name.name, name.kind or "st"] += len(points)
    full: defaultdict[StreetName, list[Known]] = defaultdict(list)
    for name, points in found.items():
        words, usual = spellings[name.compact].most_common(1)[0][0]
        full[StreetName(direction=name.direction, name=words, kind=name.kind or usual)] += points
    for name in [name for name in full if not name.direction]:
        twins = [
            other for other in full if other.direction and (other.name, other.kind) == (name.name, name.kind)
        ]
        for point in full.pop(name) if twins else ():
            nearest = min(twins, key=lambda twin: min(math.dist(point.xy, its.xy) for its in full[twin]))
            full[nearest].append(point)
    return full


def with_numbers(
    name: StreetName, points: Iterable[Known], planes: Mapping[str, Plane], along: str
) -> list[tuple[float, XY]]:
    """House numbers and where they are. At a crossing an N street has the number of the street it crosses,
    any other the number that the grid has there.
    """
    found = []
    for point in points:
        if point.number is not None:
            found.append((point.number, point.xy))
        elif name.direction == "n" and point.crosses:
            found.append((100.0 * point.crosses, point.xy))
        elif along in planes:
            found.append((max(planes[along].number(point.xy), 0.0), point.xy))
    return found


def usual_steps(models: Mapping[StreetName, Model | None]) -> dict[str, XY]:
    """For each direction the step from one house number to the next on most of its streets."""
    steps: defaultdict[str, list[XY]] = defaultdict(list)
    for name, model in models.items():
        if name.direction and model is not None:
            steps[name.direction].append(model.step)
    usual = {direction: _middle(its) for direction, its in steps.items()}
    east, north = usual["n"]
    return {"s": (-east, -north)} | usual  # both are counted from the same street


def blocks_of(
    known: Sequence[tuple[float, XY]], model: Model | None, usual_step: XY | None
) -> Iterator[tuple[int, XY]]:
    """Hundreds and the middles of their blocks: the known ones, those between, and some more at each end."""
    if model is not None:
        known = [pair for pair in known if is_believed(pair, known, model)]
    elif known and usual_step is not None:
        model = Model(known[0][1], usual_step, known[0][0])
    middles = _middles(known)
    if model is None:
        yield from middles.items()
        return
    for hundred in range(max(min(middles) - MORE, 0), max(middles) + MORE + 1, 100):
        yield hundred, between(middles, hundred, model)


def is_believed(pair: tuple[float, XY], known: Sequence[tuple[float, XY]], model: Model) -> bool:
    """Whether a point lies about where its number should, or another way to write it was found in the same place."""
    if math.dist(model.point(pair[0]), pair[1]) <= OFF_THE_STREET:
        return True
    same = [xy for number, xy in known if number // 100 == pair[0] // 100]
    return 2 * sum(math.dist(xy, pair[1]) <= ONE_POINT for xy in same) > max(len(same), 2)


def fit(known: Sequence[tuple[float, XY]]) -> Model | None:
    """The straight stretch, through two of the points, on which the most of the points lie."""
    models = [
        Model(a, ((b[0] - a[0]) / (n - m), (b[1] - a[1]) / (n - m)), m)
        for (m, a), (n, b) in combinations(known, 2)
        if abs(n - m) >= 100 and LEAST_STEP <= math.dist(a, b) / abs(n - m) <= MOST_STEP
    ]
    return max(
        models,
        key=lambda model: sum(max(OFF_THE_STREET - math.dist(model.point(n), xy), 0) for n, xy in known),
        default=None,
    )


def between(middles: Mapping[int, XY], hundred: int, model: Model) -> XY:
    """The middle of a block: as known, or between its known neighbours, or beyond them by the model."""
    before = max((known for known in middles if known <= hundred), default=min(middles))
    after = min((known for known in middles if known >= hundred), default=max(middles))
    if not before <= hundred <= after:
        return replace(model, start=middles[before], number=before).point(hundred)
    part = (hundred - before) / (after - before) if after > before else 0.0
    return demo_downtown.along(middles[before], middles[after], part)


def display(name: StreetName) -> str:
    """The name as it stands on the sign: "N Van Buren St"."""
    words = [SPECIAL.get(word, word.capitalize()) for word in name.name.split()]
    return " ".join(part for part in (name.direction.upper(), *words, name.kind.capitalize()) if part)


def to_metres(latitude: float, longitude: float) -> XY:
    """Metres east and north of ORIGIN; flat, which is right enough in one city."""
    east = (longitude - ORIGIN[1]) * METRES_PER_DEGREE * math.cos(math.radians(ORIGIN[0]))
    return east, (latitude - ORIGIN[0]) * METRES_PER_DEGREE


def to_degrees(xy: XY) -> tuple[float, float]:
    """Latitude and longitude of a point in metres."""
    longitude = ORIGIN[1] + xy[0] / (METRES_PER_DEGREE * math.cos(math.radians(ORIGIN[0])))
    return ORIGIN[0] + xy[1] / METRES_PER_DEGREE, longitude


def is_inside(xy: XY, ring: Sequence[XY]) -> bool:
    """Whether a ray to the east crosses the ring an odd number of times."""
    crossings = (
        xy[0] < a[0] + (xy[1] - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
        for a, b in pairwise(ring)
        if (a[1] > xy[1]) != (b[1] > xy[1])
    )
    return sum(crossings) % 2 == 1


def _middles(known: Iterable[tuple[float, XY]]) -> dict[int, XY]:
    """For each hundred the middle of the points that are known in it."""
    within: defaultdict[int, list[XY]] = defaultdict(list)
    for number, xy in known:
        within[int(number // 100) * 100].append(xy)
    return {hundred: _middle(its) for hundred, its in sorted(within.items())}


def _middle(points: Sequence[XY]) -> XY:
    return statistics.median(x for x, _y in points), statistics.median(y for _x, y in points)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
