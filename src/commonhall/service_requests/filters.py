"""What a member asks the queue to show: all of it lies in the URL, and none of it is personal."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple, Self
from urllib.parse import urlencode

from django.core.validators import slug_re

from commonhall import calendar
from commonhall.service_requests import references, work
from commonhall.service_requests.models import ServiceRequests
from commonhall.service_requests.states import State
from commonhall.staff.models import Member
from commonhall.staff.roles import OF_A_DEPARTMENT

OPEN, ALL = "open", "all"
ME, NOBODY = "me", "nobody"
LATE, TODAY = "late", "today"


class Place(NamedTuple):
    """Where a page ended: the day the list is ordered by, of its last request, and its reference."""

    day: date
    reference: str

    @classmethod
    def from_text(cls, text: str) -> "Place | None":
        """The place that `str` wrote; None for anything else."""
        day, _, reference = text.partition("_")
        try:
            return cls(date.fromisoformat(day), references.normal(reference))
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.day}_{self.reference}"

    def read_on(self, query: str) -> str:
        """The query string of the page behind it, of a list with these filters."""
        return "&".join(filter(None, (query, urlencode({"after": self}))))


@dataclass(frozen=True, kw_only=True, slots=True)
class Filters:
    """Each narrows what is shown; left empty it lets everything through."""

    state: str = OPEN
    whose: str = ""
    due: str = ""
    service: str = ""
    department: str = ""  # for those who see all
    unread: bool = False

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Self:
        """The filters a URL names; what it does not know it leaves out."""
        state = query.get("state", OPEN)
        return cls(
            state=state if state in {OPEN, ALL, *State.values} else OPEN,
            whose=_one_of(query.get("whose", ""), {ME, NOBODY}),
            due=_one_of(query.get("due", ""), {LATE, TODAY}),
            service=slug(query.get("service", "")),
            department=slug(query.get("department", "")),
            unread=query.get("unread") == "1",
        )

    @property
    def query(self) -> str:
        """The query string that names these filters, always in the same order; empty for all that is open."""
        parts = {
            "state": "" if self.state == OPEN else self.state,
            "whose": self.whose,
            "due": self.due,
            "service": self.service,
            "department": self.department,
            "unread": "1" if self.unread else "",
        }
        return urlencode({key: value for key, value in parts.items() if value})

    def query_after(self, place: Place) -> str:
        """The query string of these filters, read on from a place."""
        return place.read_on(self.query)

    def but(self, **changes: Any) -> Self:
        """These filters with some of them changed."""
        return replace(self, **changes)

    def find(self, member: Member, now: datetime) -> ServiceRequests:
        """The requests that this member may see and that pass."""
        found = self._in_state(work.visible_to(member), now)
        if self.whose == ME:
            found = found.filter(assigned_to=member)
        elif self.whose == NOBODY:
            found = found.filter(assigned_to=None)
        if self.service:
            found = found.filter(service=self.service)
        if self.department and member.role not in OF_A_DEPARTMENT:
            found = found.filter(department=self.department)
        if self._is_of_what_is_unread(member):
            today = calendar.day_of(now)
            found = found.changed_last(today).unread_by(member, today)
        return found

    def find_in_order(self, member: Member, now: datetime) -> ServiceRequests:
        """As `find`, due first."""
        found = self.find(member, now)
        return found.few_due_first() if self._is_of_what_is_unread(member) else found.due_first()

    def _is_of_what_is_unread(self, member: Member) -> bool:
        return self.unread and member.role in OF_A_DEPARTMENT  # others leave no marks

    def _in_state(self, found: ServiceRequests, now: datetime) -> ServiceRequests:
        if self.due == LATE:
            found = found.overdue(now)
        elif self.due == TODAY:
            found = found.due_by(calendar.day_of(now))
        if self.state == OPEN:
            return found.open()
        return found if self.state == ALL else found.filter(state=self.state)


def _one_of(value: str, known: set[str]) -> str:
    return value if value in known else ""


def slug(value: str) -> str:
    """The code that a URL holds, where it could be a service's or department's; else nothing."""
    return value if slug_re.fullmatch(value) and len(value) <= 40 else ""
