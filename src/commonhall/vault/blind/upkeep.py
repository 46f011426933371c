"""Keeping the indexes: each is made anew at night, when much has changed, and when a part of it is lost."""

from datetime import date
from enum import StrEnum

from django.db import connection

from commonhall.vault.blind import Index, rebuild
from commonhall.vault.blind.reader import IndexIsLost, Reader
from commonhall.vault.blind.rebuild import Rebuilt

MOST_CHANGES = 5_000  # each process keeps them in memory: some 2 kB a row

_indexes: dict[str, Index] = {}


class Due(StrEnum):
    """Why an index is made anew."""

    FIRST = "there is none yet"
    LOST = "a part of it is lost"
    CHANGES = "much has changed since"
    DAY = "a day has begun"


def register(index: Index) -> Index:
    """Sign an index in, to be kept. Raises ValueError when it is in already."""
    if index.name in _indexes:
        raise ValueError(f"{index.name} signed in twice")
    _indexes[index.name] = index
    return index


def registered() -> tuple[Index, ...]:
    """Every index that signed in."""
    return tuple(_indexes.values())


def due(index: Index, today: date) -> Due | None:
    """Why the index has to be made anew now; None where it need not."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT (SELECT cut_on FROM {index.name}_epoch WHERE is_live), "  # noqa: S608  names of our own tables
            f"(SELECT count(*) FROM {index.name}_delta)"
        )
        cut_on, changes = cursor.fetchone()
    if cut_on is None:
        return Due.FIRST if changes else None
    if _is_lost(index):
        return Due.LOST
    if changes > MOST_CHANGES:
        return Due.CHANGES
    return Due.DAY if cut_on < today else None


def make_anew(name: str) -> Rebuilt:
    """Make the index of this name anew. Raises AnotherRebuildRuns."""
    return rebuild.rebuild(_indexes[name])


def _is_lost(index: Index) -> bool:
    try:
        Reader(index).check()
    except IndexIsLost:
        return True
    return False
