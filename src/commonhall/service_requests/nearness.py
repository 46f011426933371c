"""What was reported nearest to a place. Blocks are known by their tallies: only those near by are looked into.

A tally is of the end of a day. What was reported by name since is looked at beside it, and how a request stands is
read from itself: of what came to stand otherwise today, a block that had no such request yet shows it tomorrow.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q

from commonhall.places import geometry
from commonhall.places.place import Place
from commonhall.service_requests import tallies
from commonhall.service_requests.models import ServiceRequest
from commonhall.service_requests.public_filters import PublicFilters

MOST = 50
# How far around a place blocks are looked for, in degrees of latitude: 900 m, 6 km, the rest of the city.
REACHES = (0.008, 0.05, 25.0)
_COLUMNS = ("pk", "street", "hundred", "latitude", "longitude", "day", "reference")

type Block = tuple[str, int]


def nearest(place: Place, filters: PublicFilters, today: date) -> list[UUID]:
    """The ids of the requests that pass, nearest block first, at most MOST."""
    listed = ServiceRequest.objects.listed(today)
    blocks = _blocks(place, filters)
    counted = tallies.counted_day() or today - timedelta(days=1)
    found = list(filters.passing(listed.filter(day__gt=counted), today).values_list(*_COLUMNS))
    if blocks:
        there = reduce(or_, (Q(street=street, hundred=hundred) for street, hundred in blocks))
        before = listed.filter(there, day__lte=counted)
        found += filters.passing(before, today).values_list(*_COLUMNS)
    by_distance = sorted(
        found,
        key=lambda row: (
            geometry.metres((place.latitude, place.longitude), (row[3], row[4])),
            -row[5].toordinal(),
            row[6],
        ),
    )
    return [row[0] for row in by_distance[:MOST]]


def _blocks(place: Place, filters: PublicFilters) -> list[Block]:
    """The nearest blocks that together hold as many as are shown."""
    for reach in REACHES:
        counts = _counts(place, filters, reach)
        if sum(counts.values()) >= MOST or reach == REACHES[-1]:
            return list(_enough(counts))
    return []


def _counts(place: Place, filters: PublicFilters, reach: float) -> Mapping[Block, int]:
    """How many pass in each block around the place, nearest first."""
    around = filters.tallies().filter(
        latitude__range=(place.latitude - reach, place.latitude + reach),
        longitude__range=(place.longitude - reach, place.longitude + reach),
    )
    counts: dict[Block, int] = {}
    metres: dict[Block, float] = {}
    for tally in around:
        column = filters.column_of(tally.kind)
        block = tally.street, tally.hundred
        if column and (count := getattr(tally, column)):
            counts[block] = counts.get(block, 0) + count
            metres[block] = geometry.metres(
                (place.latitude, place.longitude), (tally.latitude, tally.longitude)
            )
    return {block: counts[block] for block in sorted(counts, key=lambda each: (metres[each], each))}


def _enough(counts: Mapping[Block, int]) -> Iterator[Block]:
    found = 0
    for block, count in counts.items():
        yield block
        found += count
        if found >= MOST:
            return
