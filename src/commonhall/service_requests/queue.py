"""The queue: a page of requests, due first. Bounded whatever the table holds: it reads on from where a page ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlencode

from django.core.validators import slug_re

from commonhall.service_requests import answers, references, words, work
from commonhall.service_requests.due import Due, due
from commonhall.service_requests.models import NEVER, RequestKey, ServiceRequest, ServiceRequests
from commonhall.service_requests.states import State
from commonhall.staff.models import Member

A_PAGE = 50
MOST_COUNTED = 1000


class Place(NamedTuple):
    """Where in the queue a page ended: the last request's due day and reference."""

    due: date
    reference: str

    @classmethod
    def from_text(cls, text: str) -> "Place | None":
        """The place that `str` wrote; None for anything else."""
        due, _, reference = text.partition("_")
        try:
            return cls(date.fromisoformat(due), references.normal(reference))
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.due}_{self.reference}"


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """What a member asks to see; all of it lies in the URL, and none of it is personal."""

    state: str = "open"
    mine: bool = False
    service: str = ""
    after: "Place | None" = None

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "View":
        """The view a URL names; what it does not know it leaves out."""
        state, service = query.get("state", "open"), query.get("service", "")
        known = state in {"open", "late", "all", *State.values}
        return cls(
            state=state if known else "open",
            mine=query.get("mine") == "1",
            service=service if slug_re.fullmatch(service) else "",
            after=Place.from_text(query.get("after", "")),
        )

    def query_after(self, place: Place) -> str:
        """The query string of this view, read on from a place."""
        parts = {
            "state": self.state,
            "mine": "1" if self.mine else "",
            "service": self.service,
            "after": place,
        }
        return urlencode({key: value for key, value in parts.items() if value})


@dataclass(frozen=True, slots=True)
class Row:
    """A request in the list: how late it is, and its first words."""

    request: ServiceRequest
    words: str
    today: date
    has_key: bool

    @property
    def due(self) -> Due:
        return due(self.request, self.today)

    @property
    def contact(self) -> str:
        """Whether there is a contact: anonymous, sealed, or erased since. Never more than that."""
        if self.request.is_anonymous:
            return "anonymous"
        return "sealed" if self.has_key else "erased"


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
        rows = self.rows[:A_PAGE]
        keys = set(RequestKey.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
        return [Row(row, _first_words(row), self.today, row.pk in keys) for row in rows]

    @property
    def next_query(self) -> str:
        """The query string of the page after this; empty on the last."""
        if len(self.rows) <= A_PAGE:
            return ""
        last = self.shown[-1].request
        return self.view.query_after(Place(last.due_on or NEVER, last.reference))

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
        found = self._all().select_related("service", "assigned_to", "questionnaire").due_first()
        return found.after(*self.view.after) if self.view.after else found


def _first_words(request: ServiceRequest) -> str:
    """What was written; where nothing was, what was answered."""
    return words.stripped(request) or answers.summary(request)
