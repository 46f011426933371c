"""What staff can do to a request: each deed changes the row in memory and says what happened, or refuses.

Who saves the row decides where: `work.do` for one request, `bulk` for many, and for a look ahead nobody.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from commonhall import calendar
from commonhall.errors import Refused
from commonhall.service_requests import states, words
from commonhall.service_requests.models import Event, ServiceRequest
from commonhall.service_requests.states import ClosedReason, State
from commonhall.staff.models import Department, Member
from commonhall.staff.roles import OF_A_DEPARTMENT


class NothingWritten(Refused):
    """A note without words."""

    def __init__(self) -> None:
        super().__init__(_("Write something first."))


class NoReason(Refused):
    """A request is closed for a public reason, with a sentence for the resident."""

    def __init__(self) -> None:
        super().__init__(_("Choose how it ended, and say in a sentence what the resident should know."))


class NotClosed(Refused):
    """Somebody chose how it ended and forgot to close it, or the other way round."""

    def __init__(self) -> None:
        super().__init__(
            _("You chose how it ended, but not to close it. Choose “Closed”, or leave how it ended empty.")
        )


class AlreadyClosed(Refused):
    """Work on a closed request begins with sending it back."""

    def __init__(self) -> None:
        super().__init__(_("This request is closed. Change its state to “Sent back” first."))


class WorksElsewhere(Refused):
    """A request is given to people of its own department."""

    def __init__(self) -> None:
        super().__init__(
            _("They do not work in the department that has this request. Choose somebody who does.")
        )


class IsThere(Refused):
    """A request is passed to another department than its own."""

    def __init__(self) -> None:
        super().__init__(_("That department has this request already. Choose another one."))


class NoDay(Refused):
    """A date is moved to a day that is still to come, and told why."""

    def __init__(self) -> None:
        super().__init__(_("Choose a day from today on, and say in a sentence why it moves."))


@dataclass(frozen=True, kw_only=True, slots=True)
class Deed(ABC):
    """`fields` are those of the row that it changes."""

    fields: ClassVar[tuple[str, ...]] = ()

    @property
    def published(self) -> str:
        """What everyone will read: it may hold nobody's details."""
        return ""

    @abstractmethod
    def apply(self, row: ServiceRequest, *, by: Member) -> Event:
        """Change the row in memory and give the event, not saved. Raises Refused; then the row is as it was."""


def event(row: ServiceRequest, kind: Event.Kind, by: Member, **more: object) -> Event:
    """What `by` does now, not saved."""
    return Event(request=row, kind=kind, by=by, day=calendar.today(), at=timezone.now(), **more)


@dataclass(frozen=True, kw_only=True, slots=True)
class Assign(Deed):
    """Give it to a member of its department. A new one thereby is *with a crew*."""

    to: Member
    fields = ("assigned_to", "state")

    def apply(self, row: ServiceRequest, *, by: Member) -> Event:
        """Raises AlreadyClosed, WorksElsewhere."""
        if not row.is_open:
            raise AlreadyClosed
        works_there = self.to.is_active and self.to.role in OF_A_DEPARTMENT
        if not works_there or row.department_id is None or self.to.department_id != row.department_id:
            raise WorksElsewhere
        row.assigned_to = self.to
        if row.state in {State.NEW, State.SENT_BACK}:
            row.state = State.ASSIGNED
        return event(row, Event.Kind.ASSIGNED, by, state=row.state)


@dataclass(frozen=True, kw_only=True, slots=True)
class Change(Deed):
    """Change its state. Closing needs a reason and a public note. One that is open again repeats no other."""

    state: State
    closed_reason: ClosedReason | None = None
    public_note: str = ""
    fields = ("state", "closed_reason", "duplicate_of")

    @property
    def published(self) -> str:
        return self.public_note.strip()

    def apply(self, row: ServiceRequest, *, by: Member) -> Event:
        """Raises ChangeNotAllowed, NoReason, NotClosed."""
        if self.state is State.CLOSED and not (self.closed_reason and self.published):
            raise NoReason
        if self.state is not State.CLOSED and self.closed_reason:
            raise NotClosed
        states.check(State(row.state), self.state)
        row.state = self.state
        row.closed_reason = self.closed_reason or ""
        row.duplicate_of = None
        more = {"state": row.state, "closed_reason": row.closed_reason, "public_note": self.published}
        return event(row, Event.Kind.STATE, by, **more)


@dataclass(frozen=True, kw_only=True, slots=True)
class Transfer(Deed):
    """Pass it to another department, where it is new and nobody's. The reason is for staff, and sealed."""

    to: Department
    reason: str
    fields = ("department", "assigned_to", "state")

    def apply(self, row: ServiceRequest, *, by: Member) -> Event:
        """Raises AlreadyClosed, IsThere, NothingWritten."""
        if not self.reason.strip():
            raise NothingWritten
        if not row.is_open:
            raise AlreadyClosed
        if row.department_id == self.to.pk:
            raise IsThere
        row.department, row.assigned_to, row.state = self.to, None, State.NEW
        passed = event(row, Event.Kind.TRANSFERRED, by, department=self.to, state=row.state)
        words.seal_internal(passed, self.reason.strip())
        return passed


@dataclass(frozen=True, kw_only=True, slots=True)
class MoveDate(Deed):
    """Promise another day, and say why. `said_on`: when it was promised, of what is brought in; None: today."""

    to: date | None
    public_note: str
    said_on: date | None = None
    fields = ("due_on", "due_at")

    @property
    def published(self) -> str:
        return self.public_note.strip()

    def apply(self, row: ServiceRequest, *, by: Member) -> Event:
        """Raises AlreadyClosed, NoDay."""
        if self.to is None or self.to < (self.said_on or calendar.today()) or not self.published:
            raise NoDay
        if not row.is_open:
            raise AlreadyClosed
        was, row.due_on, row.due_at = row.due_on, self.to, None
        return event(row, Event.Kind.DATE_MOVED, by, due_on=self.to, due_was=was, public_note=self.published)


@dataclass(frozen=True, kw_only=True, slots=True)
class Repeat(Deed):
    """Close it as a repeat of another one, by its id. Whether that one can be the first, `merging` knows."""

    first: UUID
    fields = ("state", "closed_reason", "duplicate_of")

    def apply(self, row: ServiceRequest, *, by: Member) -> Event:
        """Raises AlreadyClosed."""
        if not row.is_open:
            raise AlreadyClosed
        row.state, row.closed_reason, row.duplicate_of_id = State.CLOSED, ClosedReason.DUPLICATE, self.first
        told = {"state": row.state, "closed_reason": row.closed_reason}
        return event(row, Event.Kind.MERGED, by, other_id=self.first, **told)


def repeated(first: ServiceRequest, by: Member, repeat: ServiceRequest) -> Event:
    """What the time line of the first says then, not saved."""
    return event(first, Event.Kind.REPEATED, by, other=repeat)


@dataclass(frozen=True, kw_only=True, slots=True)
class Publish(Deed):
    """Add a note that everyone can read."""

    note: str

    @property
    def published(self) -> str:
        return self.note.strip()

    def apply(self, row: ServiceRequest, *, by: Member) -> Event:
        """Raises NothingWritten."""
        if not self.published:
            raise NothingWritten
        return event(row, Event.Kind.PUBLIC_NOTE, by, public_note=self.published)


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteInternally(Deed):
    """Add a note that staff alone can read; it is sealed."""

    note: str

    def apply(self, row: ServiceRequest, *, by: Member) -> Event:
        """Raises NothingWritten."""
        if not self.note.strip():
            raise NothingWritten
        noted = event(row, Event.Kind.INTERNAL_NOTE, by)
        words.seal_internal(noted, self.note.strip())
        return noted
