"""Bringing the city's blocks from its folder into the database."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from commonhall.calendar import tables
from commonhall.calendar.tables import BadFile
from commonhall.places import streets
from commonhall.places.models import Block, Edition

FILE = "blocks.csv"
COLUMNS = ("street", "hundred", "latitude", "longitude")
MISTAKES_TOLD = 20  # a file in a wrong form would fill the screen


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """How a list of blocks differs from the table, as rows to write and to delete."""

    added: tuple[Block, ...]
    changed: tuple[Block, ...]
    removed: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaded:
    """How many blocks the list holds, and how the table differed from it before."""

    blocks: int
    added: int
    changed: int
    removed: int


def load_blocks(folder: Path) -> Loaded:
    """Make the table of blocks what `blocks.csv` in the city's folder says; a second run changes nothing.

    Raises BadFile with a sentence for each line that cannot be used; nothing has changed then.
    """
    wanted = read(folder)
    found = take_in(wanted)
    return Loaded(
        blocks=len(wanted),
        added=len(found.added),
        changed=len(found.changed),
        removed=len(found.removed),
    )


def read(folder: Path) -> list[Block]:
    """The blocks that the folder lists, not saved. Raises BadFile."""
    return _read(folder / FILE)


def difference(wanted: Iterable[Block]) -> Difference:
    """What would change if these were taken in."""
    by_key = {(block.street_key, block.hundred): block for block in wanted}
    there = {(block.street_key, block.hundred): block for block in Block.objects.all()}
    return Difference(
        added=tuple(block for key, block in by_key.items() if key not in there),
        changed=tuple(
            _take_over(there[key], block) for key, block in by_key.items() if _differs(there.get(key), block)
        ),
        removed=tuple(block for key, block in there.items() if key not in by_key),
    )


def take_in(wanted: Sequence[Block]) -> Difference:
    """Make the table these blocks, in one transaction. Requests keep the names of blocks that are gone."""
    with transaction.atomic():
        # The edition's row is the lock: two loads at a time would each remove what the other adds.
        Edition.objects.get_or_create(pk=1, defaults={"digest": ""})
        edition = Edition.objects.select_for_update().get(pk=1)
        found = difference(wanted)
        Block.objects.filter(pk__in=[block.pk for block in found.removed]).delete()
        Block.objects.bulk_create(found.added, batch_size=1000)
        Block.objects.bulk_update(found.changed, ["street", "latitude", "longitude"], batch_size=1000)
        edition.digest = _digest(wanted)
        edition.save(update_fields=["digest"])
    return found


def _read(path: Path) -> list[Block]:
    found: dict[tuple[str, int], Block] = {}
    mistakes: list[str] = []
    for line, row in tables.rows(path, COLUMNS):
        try:
            block = _block(row)
        except ValueError as wrong:
            mistakes.append(f"{path.name}: line {line} {wrong}.")
            continue
        if (block.street_key, block.hundred) in found:
            mistakes.append(f"{path.name}: line {line} gives a block a second time; take one of the two out.")
        found[block.street_key, block.hundred] = block
    if not found and not mistakes:
        mistakes.append(f"{path.name} holds no block; write one line for each hundred of each street.")
    if mistakes:
        raise BadFile(mistakes[:MISTAKES_TOLD])
    return list(found.values())


def _block(row: dict[str, str]) -> Block:
    """The block of one line. Raises ValueError with what is wrong and what to write instead."""
    key = streets.read(row["street"]).key
    if not key or len(row["street"]) > 80:
        raise ValueError("names no street; write one of up to 80 letters, like N Market St")
    if not row["hundred"].isdecimal() or int(row["hundred"]) % 100:
        raise ValueError("has no hundred of house numbers; write 0, 100, 200 and so on")
    try:
        latitude, longitude = float(row["latitude"]), float(row["longitude"])
    except ValueError:
        raise ValueError("has no position; write degrees, like 39.74595 and -75.54659") from None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError("lies nowhere on the earth; write the latitude first, then the longitude")
    return Block(
        street=row["street"],
        street_key=key,
        hundred=int(row["hundred"]),
        latitude=latitude,
        longitude=longitude,
    )


def _differs(there: Block | None, wanted: Block) -> bool:
    return there is not None and _said(there) != _said(wanted)


def _take_over(there: Block, wanted: Block) -> Block:
    there.street, there.latitude, there.longitude = wanted.street, wanted.latitude, wanted.longitude
    return there


def _said(block: Block) -> tuple[str, int, float, float]:
    return block.street, block.hundred, block.latitude, block.longitude


def _digest(blocks: Iterable[Block]) -> str:
    return hashlib.sha256(repr(sorted(map(_said, blocks))).encode()).hexdigest()
