"""How well places are found: `python benchmarks/places.py FOLDER`.

FOLDER holds `wilmington_geocoded_locations_a.csv`: addresses, blocks and crossings of the demonstration city as
people wrote them, with where they are. Only counts are printed, no place. The list of blocks is derived from
these very places, so this measures the reading of what was written, and of the same with a slip: one letter
of the longest word left out, or two that changed places.
"""

import csv
import math
import random
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import django
from django.conf import settings

from commonhall import demo
from commonhall.calendar import city, tables

CITY = Path(demo.__file__).parent / "city"
settings.configure(CITY=city.load(CITY), INSTALLED_APPS=["commonhall.places"], USE_I18N=False)
django.setup()

from commonhall.places import gazetteer, lookup  # noqa: E402
from commonhall.places.gazetteer import Gazetteer  # noqa: E402
from commonhall.places.lookup import PlaceNotFound  # noqa: E402

FRAME = {"block", "of", "Unit", "First", "Found", "Hospital"}  # no words of a street's name
IN_THE_CITY_METRES = 12_000.0
Result = tuple[str, float | None]


def main(folder: Path) -> None:
    known = streets_of_the_demonstration()
    with (folder / "wilmington_geocoded_locations_a.csv").open(encoding="utf-8", newline="") as lines:
        places = {row["location"]: (float(row["lat"]), float(row["lon"])) for row in csv.DictReader(lines)}
    report("as written", places, known, str)
    chance = random.Random(7)
    report("one slip", places, known, lambda text: mistype(text, chance))


def report(
    title: str, places: dict[str, tuple[float, float]], known: Gazetteer, change: Callable[[str], str]
) -> None:
    """Print how many were found, offered or refused, how far off, and the time of a look-up."""
    started = time.perf_counter()
    results = [result(known, change(text), point) for text, point in places.items()]
    microseconds = (time.perf_counter() - started) / len(results) * 1e6
    counted = Counter(kind for kind, _metres in results)
    metres = sorted(metres for _kind, metres in results if metres is not None and metres < IN_THE_CITY_METRES)
    shares = ", ".join(f"{kind} {number / len(results):.0%}" for kind, number in counted.most_common())
    print(f"{title}: {len(results)} places, {shares}")
    print(
        f"  median {statistics.median(metres):.0f} m off, nine of ten within {metres[len(metres) * 9 // 10]:.0f} m"
    )
    print(f"  {microseconds:.0f} µs a look-up among {len(known.by_key)} streets")


def result(known: Gazetteer, written: str, point: tuple[float, float]) -> Result:
    """What became of one place, and how many metres off the block was that was found."""
    try:
        found = lookup.resolve_among(known, written)
    except PlaceNotFound as refusal:
        return ("offered" if refusal.candidates else f"refused ({type(refusal).__name__})"), None
    north = (found.latitude - point[0]) * 111_200
    east = (found.longitude - point[1]) * 111_200 * math.cos(math.radians(point[0]))
    return "found", math.hypot(north, east)


def mistype(text: str, chance: random.Random) -> str:
    """The text with two neighbouring letters of its longest word swapped, or one of them left out."""
    head, comma, tail = text.removeprefix("In the area of ").partition(",")
    word = max((word for word in re.findall(r"[A-Za-z]+", head) if word not in FRAME), key=len)
    at = chance.randrange(1, len(word) - 1) if len(word) > 2 else 0
    here, after = word[at], word[at + 1 : at + 2]
    spoiled = word[:at] + chance.choice([after + here, after]) + word[at + 2 :]
    return head.replace(word, spoiled, 1) + comma + tail


def streets_of_the_demonstration() -> Gazetteer:
    rows = tables.rows(CITY / "blocks.csv", ("street", "hundred", "latitude", "longitude"))
    return gazetteer.gather(
        (
            (row["street"], int(row["hundred"]), float(row["latitude"]), float(row["longitude"]))
            for _line, row in rows
        ),
        edition="benchmark",
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
