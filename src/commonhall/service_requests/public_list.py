"""The public list: newest day first, or nearest first around a place. Its cost does not grow with the table.

Newest first a page is read on from where the last one ended; near a place it is one page (`nearness`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from commonhall.places.place import Place as Spot
from commonhall.places.place import block_key
from commonhall.service_requests import nearness
from commonhall.service_requests.filters import Place
from commonhall.service_requests.models import ServiceRequest, ServiceRequests, Tally
from commonhall.service_requests.public_filters import PublicFilters

A_PAGE = 20


@dataclass(frozen=True)
class Page:
    """A page of the list on a day. With `near` it is all of what lies nearest, and has no next."""

    filters: PublicFilters
    today: date
    after: Place | None = None
    near: Spot | None = None

    @cached_property
    def requests(self) -> list[ServiceRequest]:
        if self.near is not None:
            return _in_order(nearness.nearest(self.near, self.filters, self.today))
        return _in_order(self._ids[:A_PAGE])

    @property
    def chosen(self) -> str:
        """The key of the block that was chosen; empty for none."""
        return block_key(self.near.street, self.near.hundred) if self.near else ""

    @property
    def next(self) -> Place | None:
        """Where this page ended; None on the last."""
        if self.near is not None or len(self._ids) <= A_PAGE:
            return None
        return Place(self.requests[-1].day, self.requests[-1].reference)

    @property
    def next_query(self) -> str:
        """The query string of the page after this; empty on the last."""
        return self.filters.query_after(self.next) if self.next else ""

    @cached_property
    def total(self) -> int:
        """How many there were when the last day ended; nothing counts them while they come in."""
        found = self.filters.tallies().aggregate(
            **{
                kind: Sum(column, filter=Q(kind=kind), default=0)
                for kind in Tally.Kind.values
                if (column := self.filters.column_of(kind))
            }
        )
        return sum(found.values())

    @cached_property
    def _ids(self) -> list[UUID]:
        """The ids of this page, and one more where there is a next."""
        listed = ServiceRequest.objects.listed(self.today)
        if self.after:
            listed = listed.older(*self.after)
        strands = self.filters.strands(listed, self.today)
        first, *rest = [_beginning(strand) for strand in strands]
        together = first.union(*rest, all=True) if rest else first
        in_order = sorted(together, key=lambda row: (-row[0].toordinal(), row[1]))
        return [pk for _, _, pk in in_order[: A_PAGE + 1]]


def _beginning(strand: ServiceRequests) -> QuerySet[Any, tuple[date, str, UUID]]:
    return strand.newest_first().values_list("day", "reference", "pk")[: A_PAGE + 1]


def _in_order(ids: Sequence[UUID]) -> list[ServiceRequest]:
    found = ServiceRequest.objects.select_related("service").in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]
