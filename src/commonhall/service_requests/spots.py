"""The spots of the public map: how many requests lie where, by block; of blocks close to each other one together.

Read from the tallies: their cost is that of the city's blocks, and they move once a day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Aggregate, Avg, F, Max, Min, Q, QuerySet, Value
from django.db.models.functions import Floor
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonhall.places.place import block_key, block_label
from commonhall.places.tiles import Tile
from commonhall.service_requests.models import Tally
from commonhall.service_requests.public_filters import PublicFilters

CELLS = 8  # of a tile of 512 pixels a side: spots lie 64 pixels apart
APART = 15  # from this zoom each block stands alone


class _Most(Aggregate):
    """The value that most rows have."""

    template = "mode() WITHIN GROUP (ORDER BY %(expressions)s)%(filter)s"


@dataclass(frozen=True, kw_only=True, slots=True)
class Spot:
    """`block` is the key of the block where it is of one alone, else empty; `street` the one that most of it is on."""

    longitude: float
    latitude: float
    open: int
    fixed: int
    street: str
    block: str
    block_label: str

    @property
    def said(self) -> str:
        """What it shows, in words."""
        counts = in_words(self.open, self.fixed)
        where = self.block_label or _("Around %(street)s") % {"street": self.street}
        return f"{where}: {counts}"


def in_words(is_open: int, is_fixed: int) -> str:
    """How many are open, and how many fixed; what there is none of is left out."""
    parts = (
        (is_open, ngettext("%(count)d open", "%(count)d open", is_open)),
        (is_fixed, ngettext("%(count)d fixed", "%(count)d fixed", is_fixed)),
    )
    return ", ".join(words % {"count": count} for count, words in parts if count)


def within(tile: Tile, filters: PublicFilters) -> Iterator[Spot]:
    """The spots of a tile, of what is open or fixed; requests closed for another reason stand in the list alone."""
    west, south, east, north = tile.bounds
    found = filters.tallies().filter(
        latitude__gte=south, latitude__lt=north, longitude__gte=west, longitude__lt=east
    )
    counted = (
        _together(found, tile)
        .annotate(
            open=filters.sum_of(Tally.Kind.OPEN),
            fixed=filters.sum_of(Tally.Kind.FIXED),
            north=Avg("latitude", filter=_is_shown(filters)),
            east=Avg("longitude", filter=_is_shown(filters)),
            most=_Most("street", filter=_is_shown(filters)),
            first=Min("street", filter=_is_shown(filters)),
            last=Max("street", filter=_is_shown(filters)),
            lowest=Min("hundred", filter=_is_shown(filters)),
            highest=Max("hundred", filter=_is_shown(filters)),
        )
        .order_by()
    )
    return (_spot(cell) for cell in counted if cell["open"] or cell["fixed"])


def _together(found: QuerySet[Tally], tile: Tile) -> QuerySet[Tally, Any]:
    if tile.zoom >= APART:
        return found.values("street", "hundred")
    west, south, east, north = tile.bounds
    cells = found.annotate(
        column=Floor((F("longitude") - Value(west)) * Value(CELLS / (east - west))),
        row=Floor((F("latitude") - Value(south)) * Value(CELLS / (north - south))),
    )
    return cells.values("column", "row")


def _is_shown(filters: PublicFilters) -> Q:
    """Of the tallies that count for the spot; of the others nothing is said of where they lie."""
    either = Q(pk=None)
    for kind in (Tally.Kind.OPEN, Tally.Kind.FIXED):
        if column := filters.column_of(kind):
            either |= Q(kind=kind, **{f"{column}__gt": 0})
    return either


def _spot(cell: dict[str, Any]) -> Spot:
    is_one = cell["first"] == cell["last"] and cell["lowest"] == cell["highest"]
    street, hundred = cell["first"], cell["lowest"]
    return Spot(
        longitude=round(cell["east"], 5),
        latitude=round(cell["north"], 5),
        open=cell["open"],
        fixed=cell["fixed"],
        street=cell["most"],
        block=block_key(street, hundred) if is_one else "",
        block_label=block_label(street, hundred) if is_one else "",
    )
