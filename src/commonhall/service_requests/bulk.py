"""One deed to many requests: first a look at what would change and what is refused, then all of it in one go.

The look and the deed follow the same rules (`deeds`). What was looked at is what is done: where somebody changed one
of the requests meanwhile, nothing is done and the look is shown again.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from commonhall.errors import Refused
from commonhall.holdings.oversharing import Kind
from commonhall.service_requests import own_name, reading, telling, work
from commonhall.service_requests.deeds import Deed
from commonhall.service_requests.models import Event, ServiceRequest
from commonhall.service_requests.states import State
from commonhall.service_requests.telling import Changed
from commonhall.service_requests.undoing import Before
from commonhall.staff.models import Member

MOST = 100


class ChangedSince(Refused):
    """One of the requests is not as it was when the member looked."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Nothing is done yet: some of these requests were changed a moment ago. Look at the list again."
            )
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One of the requests: how it stands, and why it is refused; empty where it will be done."""

    request: ServiceRequest
    before: Before
    refusal: str = ""

    @property
    def was(self) -> str:
        """The state it leaves, in words; empty where that stays."""
        return str(State(self.before.state).label) if self.before.state != self.request.state else ""


@dataclass(frozen=True, slots=True)
class Look:
    """What a deed would do to each."""

    lines: tuple[Line, ...]

    @property
    def done(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if not line.refusal)

    @property
    def refused(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.refusal)


def look(requests: Collection[UUID], deed: Deed, *, by: Member) -> Look:
    """What would change; nothing does. Raises NoteHoldsPersonalDetails for what would be published.

    Whether the text names a reporter is not looked at here: who may look ahead for nothing could guess names.
    """
    work.refuse_details(deed.published)
    return _tried(chosen(requests, by), deed, by)[0]


def do(requests: Mapping[UUID, int], deed: Deed, *, by: Member) -> Look:
    """Do it to each that allows it, in one transaction. `requests`: each with the revision the member looked at.

    A text that names one of their reporters is refused for all of them, and whose name it is is not told. Raises
    ChangedSince, and then nothing is done; NoteHoldsPersonalDetails, TooManyNames.
    """
    work.refuse_details(deed.published)
    with work.locked_all(requests, by) as rows:
        if any(pk not in rows or rows[pk].revision != seen for pk, seen in requests.items()):
            raise ChangedSince
        if own_name.standing_in(deed.published, rows.values(), by=by):
            why = str(work.NoteHoldsPersonalDetails(str(Kind.NAME.label)))
            return Look(tuple(Line(row, Before.of(row), why) for row in rows.values()))
        found, events = _tried(rows.values(), deed, by)
        changed = [line.request for line in found.done]
        if deed.fields and changed:
            ServiceRequest.objects.bulk_update(changed, deed.fields)
        Event.objects.bulk_create(events)
        reading.keep_up(by, changed)
        telling.tell(_changes(found, events))
    return found


def _changes(found: Look, events: Collection[Event]) -> list[Changed]:
    prefetch_related_objects([line.request for line in found.done], "service")
    return [
        Changed(row=line.request, before=State(line.before.state), done=done)
        for line, done in zip(found.done, events, strict=True)
    ]


def chosen(requests: Collection[UUID], by: Member) -> list[ServiceRequest]:
    """Those of the requests that the member may see, in the order of the queue."""
    rows = work.visible_to(by).filter(pk__in=requests)
    return list(rows.select_related("service", "assigned_to", "department").due_first()[:MOST])


def _tried(rows: Collection[ServiceRequest], deed: Deed, by: Member) -> tuple[Look, list[Event]]:
    lines, events = [], []
    for row in rows:
        before = Before.of(row)
        try:
            events.append(deed.apply(row, by=by))
            lines.append(Line(row, before))
        except Refused as refusal:
            lines.append(Line(row, before, str(refusal)))
    return Look(tuple(lines)), events
