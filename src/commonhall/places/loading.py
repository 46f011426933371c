"""Bringing the city's blocks, houses, crossings and landmarks from its folder into the database."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from django.conf import settings
from django.db import models, transaction

from commonhall.places import reading
from commonhall.places.models import Block, Crossing, Edition, House, Landmark
from commonhall.places.reading import Lists

type Row = Block | House | Crossing | Landmark


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """How one of the lists differs from its table. `now`: how many it holds; `left_out`: rows that are no place."""

    what: str
    now: int
    added: tuple[Row, ...]
    changed: tuple[Row, ...]
    removed: tuple[Row, ...]
    left_out: int = 0

    @property
    def is_none(self) -> bool:
        return not (self.added or self.changed or self.removed)


def load_places(folder: Path) -> tuple[Difference, ...]:
    """Make the tables of places what the files in the city's folder say; a second run changes nothing.

    Raises BadFile with a sentence for each line that cannot be used; nothing has changed then.
    """
    return take_in(read(folder, settings.CITY.languages))


def read(folder: Path, languages: Sequence[str]) -> Lists:
    """What the folder lists, not saved. Raises BadFile."""
    return reading.lists(folder, languages)


def difference(lists: Lists) -> tuple[Difference, ...]:
    """What would change in each table if these were taken in."""
    return (
        _of_one("blocks", lists.blocks, Block.objects.all()),
        replace(_of_one("addresses", lists.houses, House.objects.all()), left_out=lists.on_a_fallback),
        _of_one("crossings", lists.crossings, Crossing.objects.all()),
        _of_one("landmarks", lists.landmarks, Landmark.objects.all()),
    )


def take_in(lists: Lists) -> tuple[Difference, ...]:
    """Make the tables these lists, in one transaction. Requests keep the names of places that are gone."""
    with transaction.atomic():
        # The edition's row is the lock: two loads at a time would each remove what the other adds.
        Edition.objects.get_or_create(pk=1, defaults={"digest": ""})
        edition = Edition.objects.select_for_update().get(pk=1)
        found, digest = difference(lists), _digest(lists)
        if digest != edition.digest or not all(each.is_none for each in found):
            _replace(Block, lists.blocks)
            _replace(House, lists.houses)
            _replace(Crossing, lists.crossings)
            _replace(Landmark, lists.landmarks)
            edition.digest = digest
            edition.save(update_fields=["digest"])
    return found


def _of_one(what: str, rows: Iterable[Row], stored: Iterable[Row]) -> Difference:
    wanted = {reading.identity(row): row for row in rows}
    there = {reading.identity(row): row for row in stored}
    return Difference(
        what=what,
        now=len(wanted),
        added=tuple(row for key, row in wanted.items() if key not in there),
        changed=tuple(row for key, row in wanted.items() if key in there and _said(there[key]) != _said(row)),
        removed=tuple(row for key, row in there.items() if key not in wanted),
    )


def _replace[T: models.Model](model: type[T], rows: Sequence[T]) -> None:
    model._default_manager.all().delete()
    model._default_manager.bulk_create(rows, batch_size=1000)


def _said(row: models.Model) -> tuple[object, ...]:
    """All that stands in the row but its number."""
    return tuple(getattr(row, field.attname) for field in row._meta.concrete_fields if field.name != "id")


def _digest(lists: Lists) -> str:
    rows = chain(lists.blocks, lists.houses, lists.crossings, lists.landmarks)
    said = sorted(repr((row._meta.model_name, _said(row))) for row in rows)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()
