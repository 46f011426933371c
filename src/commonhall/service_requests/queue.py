"""The queue: a page of requests, due first. Bounded whatever the table holds: it reads on from where a page ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from commonhall.service_requests import words, work
from commonhall.service_requests.due import Due, due
from commonhall.service_requests.models import ServiceRequest, ServiceRequests
from commonhall.service_requests.states import State
from commonhall.staff.models import Member

A_PAGE = 50
MOST_COUNTED = 1000
_NEVER = date(9999, 12, 31)


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """What a member asks to see; all of it lies in the URL, and none of it is personal."""

    state: str = "open"
    mine: bool = False
    service: str = ""
    after: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "View":
        """The view a URL names; what it does not know it leaves out."""
        state = query.get("state", "open")
        known = state in {"open", "late", "all", *State.values}
        return cls(
            state=state if known else "open",
            mine=query.get("mine") == "1",
            service=query.get("service", ""),
            after=query.get("after", ""),
        )

    def query(self, **changed: str) -> str:
        """The query string of this view, with some parts changed."""
        parts = {"state": self.state, "mine": "1" if self.mine else "", "service": self.service, **changed}
        return urlencode({key: value for key, value in parts.items() if value})


@dataclass(frozen=True, slots=True)
class Row:
    """A request in the list: how late it is, and its first words."""

    request: ServiceRequest
    words: str
    today: date

    @property
    def due(self) -> Due:
        return due(self.request, self.today)


@dataclass(frozen=True)
class Page:
    """One page of the queue for one member on one day."""

    member: Member
    view: View
    today: date

    @cached_property
    def rows(self) -> list[ServiceRequest]:
        """The requests of this page, and one more where there is a next."""
        return list(self._from_here()[: A_PAGE + 1])

    @cached_property
    def shown(self) -> list[Row]:
        """What the page shows, each with its stripped words."""
        return [Row(request, words.stripped(request), self.today) for request in self.rows[:A_PAGE]]

    @property
    def next_query(self) -> str:
        """The query string of the page after this; empty on the last."""
        if len(self.rows) <= A_PAGE:
            return ""
        last = self.shown[-1].request
        return self.view.query(after=f"{last.due_on or _NEVER}_{last.reference}")

    @cached_property
    def count(self) -> int:
        """How many there are, counted to a thousand."""
        return self._all()[:MOST_COUNTED].count()

    @property
    def is_more(self) -> bool:
        return self.count >= MOST_COUNTED

    @cached_property
    def late(self) -> int:
        """How many of them are late, counted to a thousand."""
        return self._all().overdue(self.today)[:MOST_COUNTED].count()

    def _all(self) -> ServiceRequests:
        found = work.visible_to(self.member)
        match self.view.state:
            case "open":
                found = found.open()
            case "late":
                found = found.overdue(self.today)
            case "all":
                pass
            case state:
                found = found.filter(state=state)
        if self.view.mine:
            found = found.filter(assigned_to=self.member)
        return found.filter(service=self.view.service) if self.view.service else found

    def _from_here(self) -> ServiceRequests:
        ordered = (
            self._all()
            .select_related("service", "assigned_to")
            .annotate(due=Coalesce("due_on", Value(_NEVER)))
        )
        due, _, reference = self.view.after.partition("_")
        try:
            since = date.fromisoformat(due)
        except ValueError:
            return ordered.order_by("due", "reference")
        return ordered.filter(Q(due__gt=since) | Q(due=since, reference__gt=reference)).order_by(
            "due", "reference"
        )
