"""Keeping the index: made anew each night, when much has changed, and when a part of it is lost."""

from datetime import date
from enum import StrEnum

from commonhall.people import search
from commonhall.people.models import Person, SearchChange, SearchEpoch
from commonhall.vault.blind import rebuild
from commonhall.vault.blind.reader import IndexIsLost
from commonhall.vault.blind.rebuild import Rebuilt

MOST_CHANGES = 5_000  # each process keeps them in memory: some 2 kB a person


class Due(StrEnum):
    """Why the index is made anew."""

    FIRST = "there is none yet"
    LOST = "a part of it is lost"
    CHANGES = "much has changed since"
    DAY = "a day has begun"


def due(today: date) -> Due | None:
    """Why the index has to be made anew now; None where it need not."""
    live = SearchEpoch.objects.filter(is_live=True).first()
    if live is None:
        return Due.FIRST if Person.objects.exists() else None
    if _is_lost():
        return Due.LOST
    if SearchChange.objects.count() > MOST_CHANGES:
        return Due.CHANGES
    return Due.DAY if live.cut_on < today else None


def make_anew() -> Rebuilt:
    """Make the index anew. Raises AnotherRebuildRuns."""
    return rebuild.rebuild(search.INDEX)


def _is_lost() -> bool:
    try:
        search.reader().check()
    except IndexIsLost:
        return True
    return False
