"""How many requests each street has: the public map in words. Read from the tallies, as the map is."""

from collections.abc import Iterator
from dataclasses import dataclass

from commonhall.places import gazetteer, streets
from commonhall.service_requests import spots
from commonhall.service_requests.models import Tally
from commonhall.service_requests.public_filters import PublicFilters


@dataclass(frozen=True, kw_only=True, slots=True)
class Area:
    """`query`: the query string of the list of that street; empty where the city knows the street no more."""

    street: str
    open: int
    fixed: int
    query: str

    @property
    def said(self) -> str:
        return spots.in_words(self.open, self.fixed)


def by_street(filters: PublicFilters) -> Iterator[Area]:
    """The streets on which something is open or fixed, by name."""
    known = gazetteer.current().by_key
    counted = (
        filters.tallies()
        .values("street")
        .annotate(open=filters.sum_of(Tally.Kind.OPEN), fixed=filters.sum_of(Tally.Kind.FIXED))
        .order_by("street")
    )
    for row in counted:
        key = streets.read_label(row["street"]).key
        if row["open"] or row["fixed"]:
            yield Area(**row, query=filters.but(street=key).query if key in known else "")
