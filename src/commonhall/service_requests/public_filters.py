"""What everybody may ask the public list and map to show: all of it lies in the URL, and none of it is personal."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import Q, QuerySet, Sum, Value
from django.utils.translation import gettext_lazy as _

from commonhall.places import gazetteer
from commonhall.service_requests.filters import Place, slug
from commonhall.service_requests.models import ServiceRequests, Tally
from commonhall.service_requests.states import ClosedReason
from commonhall.service_requests.tallies import MONTH, WEEK, YEAR

CURRENT, OPEN, FIXED, ALL = "", "open", "fixed", "all"
STATES = (
    (CURRENT, _("Open, or new in the last 30 days")),
    (OPEN, _("Open")),
    (FIXED, _("Fixed")),
    (ALL, _("All")),
)
DAYS = (
    ("", _("At any time")),
    (str(WEEK), _("In the last 7 days")),
    (str(MONTH), _("In the last 30 days")),
    (str(YEAR), _("In the last year")),
)
STILL_OPEN = ""  # the reason of one that is not closed
_KINDS = {STILL_OPEN: Tally.Kind.OPEN, ClosedReason.FIXED: Tally.Kind.FIXED}
_COLUMNS = {WEEK: "of_week", MONTH: "of_month", YEAR: "of_year", 0: "of_all"}


@dataclass(frozen=True, kw_only=True, slots=True)
class PublicFilters:
    """Each narrows what is shown; left empty it lets everything through, but for `state`.

    `days`: reported in the last so many; 0 for at any time. `street`: the key of a street, such as "n market st".
    """

    service: str = ""
    state: str = CURRENT
    days: int = 0
    street: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Self:
        """The filters a URL or form names; what it does not know it leaves out."""
        state, days, street = query.get("state", ""), query.get("days", ""), query.get("street", "")
        return cls(
            service=slug(query.get("service", "")),
            state=state if state in dict(STATES) else CURRENT,
            days=int(days) if days in dict(DAYS) and days else 0,
            street=street if street and street in gazetteer.current().by_key else "",
        )

    @property
    def street_label(self) -> str:
        """The street as the city writes it."""
        return gazetteer.current().by_key[self.street].label

    @property
    def query(self) -> str:
        """The query string that names these filters, always in the same order."""
        parts = {"service": self.service, "state": self.state, "days": self.days, "street": self.street}
        return urlencode({key: value for key, value in parts.items() if value})

    @property
    def query_of_all_streets(self) -> str:
        return self.but(street="").query

    def query_after(self, place: Place) -> str:
        """The query string of these filters, read on from a place."""
        return place.read_on(self.query)

    def but(self, **changes: Any) -> Self:
        """These filters with some of them changed."""
        return replace(self, **changes)

    def days_of(self, reason: str) -> int | None:
        """How many days back requests with that reason are shown, 0 for all of them; None for not at all."""
        if self.state == FIXED and reason != ClosedReason.FIXED:
            return None
        if reason != STILL_OPEN and self.state == OPEN:
            return None
        if reason != STILL_OPEN and self.state == CURRENT:
            return min(self.days, MONTH) if self.days else MONTH
        return self.days

    def column_of(self, kind: str) -> str | None:
        """The column of a tally that counts what is shown of a kind; None where nothing of it is."""
        reason = next((reason for reason, named in _KINDS.items() if named == kind), ClosedReason.NOT_OURS)
        days = self.days_of(reason)
        return None if days is None else _COLUMNS[days]

    def tallies(self) -> QuerySet[Tally]:
        """The tallies of the service and street; of all services together where none is chosen."""
        counted = Tally.objects.filter(service=self.service or None)
        return counted.filter(street=self.street_label) if self.street else counted

    def sum_of(self, kind: str) -> Sum | Value:
        """Over tallies: how many of a kind are shown."""
        column = self.column_of(kind)
        return Sum(column, filter=Q(kind=kind), default=0) if column else Value(0)

    def strands(self, found: ServiceRequests, today: date) -> list[ServiceRequests]:
        """What passes, as one query for each reason: each is read from its own index, in the list's order.

        Of a street it is one query for all.
        """
        if self.street:
            return [self.passing(found.filter(street=self.street_label), today)]
        return [self._of_service(found).filter(each) for each in self._passing(today)]

    def passing(self, found: ServiceRequests, today: date) -> ServiceRequests:
        """What passes, in one query: of few rows, such as those of a block."""
        return self._of_service(found).filter(reduce(or_, self._passing(today)))

    def _passing(self, today: date) -> list[Q]:
        shown = {reason: self.days_of(reason) for reason in (STILL_OPEN, *ClosedReason.values)}
        return [_with_reason(reason, days, today) for reason, days in shown.items() if days is not None]

    def _of_service(self, found: ServiceRequests) -> ServiceRequests:
        return found.filter(service=self.service) if self.service else found


def _with_reason(reason: str, days: int, today: date) -> Q:
    with_reason = Q(closed_reason=reason)
    return with_reason & Q(day__gte=today - timedelta(days=days)) if days else with_reason
