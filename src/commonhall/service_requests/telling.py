"""Telling who reported a request that its state changed, where they want that: by e-mail, in their language.

Told is what changes something for them: that work begins, waits or goes on, that it is closed, or opened again. Not
that it was received: anybody can write anybody's address into a report. Nobody is told of an anonymous request.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from commonhall import calendar
from commonhall.messaging import outbox
from commonhall.messaging.content import Content
from commonhall.messaging.models import Basis, Channel
from commonhall.messaging.outbox import Outgoing
from commonhall.people.record import Answer, Record, Way
from commonhall.service_requests import correspondence, links, notices, own_deeds, timeline, words, work
from commonhall.service_requests.deeds import Deed
from commonhall.service_requests.models import Event, ServiceRequest
from commonhall.service_requests.states import ClosedReason, State
from commonhall.staff.models import Member
from commonhall.vault.sealing import CannotOpen
from commonhall.web import dates

WAITS = timedelta(minutes=5)  # for what is done right after
_AT_WORK = frozenset({State.ASSIGNED, State.IN_PROGRESS})


@dataclass(frozen=True, kw_only=True, slots=True)
class Changed:
    """A locked request, the state it had before, and the event that tells what was done."""

    row: ServiceRequest
    before: State
    done: Event


def do(request: UUID, deed: Deed, *, by: Member) -> None:
    """Do one deed to one request (`work.do`), and tell who reported it."""
    with work.locked(request, by) as row:
        before = State(row.state)
        tell([Changed(row=row, before=before, done=work.apply(row, deed, by=by))])


def tell(changes: Sequence[Changed]) -> None:
    """Tell who reported these; call it in the transaction of the deed. Raises MayNotLeave."""
    changes = [each for each in changes if each.before != each.row.state and not each.row.is_anonymous]
    records = correspondence.reachable([each.row for each in changes])
    for each in changes:
        record = records.get(each.row.pk)
        if record and wants(each.row, record):
            _tell(each, record)


def wants(row: ServiceRequest, record: Record) -> bool:
    """Whether they want it: what they said of this request, or else what they said at the desk."""
    said = Answer(row.wants_news)
    return (record.answer(Way.EMAIL) if said is Answer.NOT_ASKED else said) is Answer.YES


def choice(row: ServiceRequest, record: Record) -> bool | None:
    """Whether they are told of this request; None where there is no way to."""
    return wants(row, record) if correspondence.takes_mail(record) else None


def choose(request: UUID, *, wants_news: bool) -> None:
    """What the resident chose for this request. What waits to be sent is not."""
    with transaction.atomic():
        row = ServiceRequest.objects.select_for_update().filter(pk=request, is_anonymous=False).first()
        if row is None:
            return
        row.wants_news = Answer.YES if wants_news else Answer.NO
        row.save(update_fields=["wants_news"])
        if not wants_news:
            notices.take_back(row)


def _tell(change: Changed, record: Record) -> None:
    row = change.row
    try:
        key = words.key_held(row.pk)
    except CannotOpen:  # erased meanwhile
        return
    waiting = notices.waiting(row)
    before = waiting.before if waiting else change.before
    if not is_news(before, State(row.state)):
        notices.take_back(row)
        return
    content = _content(change, record.given[row.pk].language, before)
    if waiting:
        message = waiting.message
        outbox.rewrite(message, content, key)
    else:
        message = outbox.send(
            Outgoing(
                once=uuid.uuid4(),
                room=correspondence.ROOM,
                about=row.pk,
                key=key,
                basis=Basis.REPLY,
                channel=Channel.EMAIL,
                content=content,
                due_at=timezone.now() + WAITS,
            )
        )
    Event.objects.filter(pk=change.done.pk).update(message=message)


def is_news(before: State, after: State) -> bool:
    """Whether that changes something for who reported it; who of the city has it does not."""
    if after is State.SENT_BACK:
        return before is State.CLOSED
    if after is State.NEW or before is after:
        return False
    return not (before in _AT_WORK and after in _AT_WORK)


def _content(change: Changed, language: str, before: State) -> Content:
    row = change.row
    with translation.override(language):
        return Content(
            subject=correspondence.subject(row, language),
            text="\n\n".join(filter(None, (_said(row, before), *_more(change)))),
            language=language,
            link=f"{settings.SITE_URL}{links.follow(row)}",
            stop=f"{settings.SITE_URL}{links.stop(row)}",
        )


def _said(row: ServiceRequest, before: State) -> str:
    match State(row.state):
        case State.ASSIGNED | State.IN_PROGRESS if before in {
            State.WAITING_FOR_PARTS,
            State.WAITING_FOR_RESIDENT,
        }:
            return _("The work on your request goes on.")
        case State.ASSIGNED | State.IN_PROGRESS:
            return _("A crew has your request now.")
        case State.WAITING_FOR_RESIDENT:
            return _("Before the work can go on, we need to hear from you. Your page says what was asked.")
        case State.WAITING_FOR_PARTS:
            return _("The work on your request waits for parts.")
        case State.CLOSED:
            reason = ClosedReason(row.closed_reason).label
            return _("This is how your request ended: %(reason)s.") % {"reason": reason}
        case _sent_back:
            return _("Your request was opened again.")


def _more(change: Changed) -> tuple[str, ...]:
    """What everybody can read of it: why, and by when."""
    row, note = change.row, change.done.public_note
    if row.is_open:
        due = _("It should be done by %(day)s.") % {"day": dates.day(row.due_on)} if row.due_on else ""
        return (note, due)
    if own_deeds.may_send_back(row, timeline.events_of(row), calendar.today()):
        return (note, _("If it is not fixed, say so on your page."))
    return (note,)
