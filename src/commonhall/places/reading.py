"""Reading the lists of places in a city's folder: each mistake is told with its file and line."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from commonhall.calendar import tables
from commonhall.calendar.tables import BadFile
from commonhall.places import streets
from commonhall.places.models import Block, Crossing, House, Landmark

BLOCKS, HOUSES, CROSSINGS, LANDMARKS = "blocks.csv", "addresses.csv", "crossings.csv", "landmarks.csv"
AT = ("latitude", "longitude")
COLUMNS = {
    BLOCKS: ("street", "hundred", *AT),
    HOUSES: ("street", "number", *AT),
    CROSSINGS: ("street", "crosses", *AT),
    LANDMARKS: ("code", *AT),  # and one for each language
}
MISTAKES_TOLD = 20  # a file in a wrong form would fill the screen
# Who looks places up gives those it can't find one point for all, in the middle of the city. As many houses as a large
# building has entrances may lie on one point; two blocks do where streets meet.
MOST_HOUSES_ON_A_POINT, MOST_BLOCKS_ON_A_POINT = 8, 2


@dataclass(frozen=True, kw_only=True)
class Lists:
    """All that the files say. `on_a_fallback`: houses left out, since their point stands for “not found”."""

    blocks: list[Block]
    houses: list[House]
    crossings: list[Crossing]
    landmarks: list[Landmark]
    on_a_fallback: int


def lists(folder: Path, languages: Sequence[str]) -> Lists:
    """The lists in a city's folder; the blocks must be there. Raises BadFile with a sentence for each bad line."""
    blocks = _rows(folder / BLOCKS, COLUMNS[BLOCKS], _block)
    if not blocks:
        raise BadFile([f"{BLOCKS} holds no block; write one line for each hundred of each street."])
    _refuse_fallbacks(blocks)
    known = {block.street_key for block in blocks}
    houses = _if_any(folder / HOUSES, COLUMNS[HOUSES], lambda row: _house(row, known))
    on_points = Counter((house.latitude, house.longitude) for house in houses)
    placed = [
        house for house in houses if on_points[house.latitude, house.longitude] <= MOST_HOUSES_ON_A_POINT
    ]
    return Lists(
        blocks=blocks,
        houses=placed,
        crossings=_if_any(folder / CROSSINGS, COLUMNS[CROSSINGS], lambda row: _crossing(row, known)),
        landmarks=_if_any(
            folder / LANDMARKS, (*COLUMNS[LANDMARKS], *languages), lambda row: _landmark(row, languages)
        ),
        on_a_fallback=len(houses) - len(placed),
    )


def _refuse_fallbacks(blocks: list[Block]) -> None:
    on_points = Counter((block.latitude, block.longitude) for block in blocks)
    shared = [(point, count) for point, count in on_points.items() if count > MOST_BLOCKS_ON_A_POINT]
    if shared:
        raise BadFile(
            [
                f"{BLOCKS}: {count} blocks lie on one point, {point[0]}, {point[1]}. Where a place was not found, "
                "take its line out; a point that stands for “not found” is no place."
                for point, count in shared[:MISTAKES_TOLD]
            ]
        )


def _if_any[T: (House, Crossing, Landmark)](
    path: Path, columns: Sequence[str], read: Callable[[dict[str, str]], T]
) -> list[T]:
    return _rows(path, columns, read) if path.exists() else []


def _rows[T: (Block, House, Crossing, Landmark)](
    path: Path, columns: Sequence[str], read: Callable[[dict[str, str]], T]
) -> list[T]:
    found: dict[tuple[object, ...], T] = {}
    mistakes: list[str] = []
    for line, row in tables.rows(path, columns):
        try:
            entry = read(row)
        except ValueError as wrong:
            mistakes.append(f"{path.name}: line {line} {wrong}.")
            continue
        if identity(entry) in found:
            what = entry._meta.model_name
            mistakes.append(
                f"{path.name}: line {line} gives a {what} a second time; take one of the two out."
            )
        found[identity(entry)] = entry
    if mistakes:
        raise BadFile(mistakes[:MISTAKES_TOLD])
    return list(found.values())


def identity(entry: Block | House | Crossing | Landmark) -> tuple[object, ...]:
    """What makes it the same entry in another edition."""
    match entry:
        case Block():
            return (entry.street_key, entry.hundred)
        case House():
            return (entry.street_key, entry.number)
        case Crossing():
            return (entry.street_key, entry.other_key)
        case Landmark():
            return (entry.code,)


def _block(row: dict[str, str]) -> Block:
    """The block of one line. Raises ValueError with what is wrong and what to write instead, as do the others."""
    key = streets.read_label(row["street"]).key
    if not key or len(row["street"]) > 80:
        raise ValueError("names no street; write one of up to 80 letters, like N Market St")
    if not row["hundred"].isdecimal() or int(row["hundred"]) % 100:
        raise ValueError("has no hundred of house numbers; write 0, 100, 200 and so on")
    latitude, longitude = _position(row)
    return Block(
        street=row["street"],
        street_key=key,
        hundred=int(row["hundred"]),
        latitude=latitude,
        longitude=longitude,
    )


def _house(row: dict[str, str], known: set[str]) -> House:
    key = _key(row["street"], known)
    if not row["number"].isdecimal():
        raise ValueError("has no house number; write figures alone, like 1012")
    latitude, longitude = _position(row)
    return House(street_key=key, number=int(row["number"]), latitude=latitude, longitude=longitude)


def _crossing(row: dict[str, str], known: set[str]) -> Crossing:
    one, other = sorted((_key(row["street"], known), _key(row["crosses"], known)))
    if one == other:
        raise ValueError("lets a street cross itself; name two streets")
    latitude, longitude = _position(row)
    return Crossing(street_key=one, other_key=other, latitude=latitude, longitude=longitude)


def _landmark(row: dict[str, str], languages: Sequence[str]) -> Landmark:
    names = {language: list(_names(row[language])) for language in languages}
    if not row["code"] or not all(names.values()):
        raise ValueError("lacks a code or a name; write one in each language, several with | between them")
    latitude, longitude = _position(row)
    return Landmark(code=row["code"], names=names, latitude=latitude, longitude=longitude)


def _names(cell: str) -> Iterator[str]:
    return (name.strip() for name in cell.split("|") if name.strip())


def _key(label: str, known: set[str]) -> str:
    key = streets.read_label(label).key
    if key not in known:
        raise ValueError(
            f"names a street that {BLOCKS} does not have; write it as there, or take the line out"
        )
    return key


def _position(row: dict[str, str]) -> tuple[float, float]:
    try:
        latitude, longitude = float(row["latitude"]), float(row["longitude"])
    except ValueError:
        raise ValueError("has no position; write degrees, like 39.74595 and -75.54659") from None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError("lies nowhere on the earth; write the latitude first, then the longitude")
    return latitude, longitude
