"""Writing to who reported a request, by the way they can be reached: through the gate, and into the time line.

Whoever writes sees neither name nor address. Nobody can write to somebody anonymous: there is no one to write to.
"""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from commonhall.errors import Refused
from commonhall.messaging import outbox, rooms
from commonhall.messaging.content import Content
from commonhall.messaging.models import Basis, Channel
from commonhall.messaging.outbox import Outgoing
from commonhall.messaging.rooms import Recipient
from commonhall.people import contacts
from commonhall.people.record import Answer, Record, Way
from commonhall.service_requests import deeds, links, reading, words, work
from commonhall.service_requests.deeds import Change, NothingWritten
from commonhall.service_requests.models import Event, ServiceRequest
from commonhall.service_requests.states import ALLOWED, State
from commonhall.staff.models import Member
from commonhall.vault.sealing import CannotOpen, DataKey
from commonhall.web import spelling

ROOM = "service request"
_WAYS = {Channel.EMAIL: Way.EMAIL, Channel.TEXT: Way.TEXT}


class NobodyToWriteTo(Refused):
    """The request is anonymous, or the person was erased."""

    def __init__(self) -> None:
        super().__init__(_("There is nobody to write to. Write a public note: who reported it may read it."))


class CannotBeReached(Refused):
    """They left nothing by which they can be reached in this way, or asked not to be."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "They left no e-mail address, or asked not to get e-mails. Let the desk call them, or write a "
                "public note."
            )
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """What a member of staff writes. `once`: the id it gets. `waits`: the request waits for the answer from now on."""

    once: UUID
    text: str
    channel: Channel = Channel.EMAIL
    waits: bool = False


def language(request: ServiceRequest) -> str:
    """In which language who reported it reads. Raises NobodyToWriteTo, CannotBeReached."""
    record = _record(request)
    if not _ways(record):
        raise CannotBeReached
    return record.given[request.pk].language


def write(request: UUID, letter: Letter, *, by: Member) -> None:
    """Write to who reported the request; it leaves as soon as this transaction is over.

    Raises NothingWritten, NobodyToWriteTo, CannotBeReached, MayNotLeave, SentBefore.
    """
    if not letter.text.strip():
        raise NothingWritten
    with work.locked(request, by) as row:
        record = _record(row)
        if letter.channel not in _ways(record):
            raise CannotBeReached
        message = outbox.send(_outgoing(row, letter, record.given[row.pk].language, by))
        if row.events.filter(message=message).exists():
            return
        deeds.event(row, Event.Kind.MESSAGE, by, message=message).save(force_insert=True)
        reading.keep_up(by, [row])
        if letter.waits and may_wait(row):
            work.do(row.pk, Change(state=State.WAITING_FOR_RESIDENT), by=by)


def may_wait(request: ServiceRequest) -> bool:
    """Whether it can wait for an answer of the resident, as one that is at work can."""
    return State.WAITING_FOR_RESIDENT in ALLOWED[State(request.state)]


def subject(request: ServiceRequest, language: str) -> str:
    """What the mail is called: service, block and reference, in the recipient's language."""
    with translation.override(language):
        return _("%(service)s, %(place)s (%(reference)s)") % {
            "service": request.service,
            "place": request.block_label,
            "reference": spelling.grouped(request.reference),
        }


def _outgoing(row: ServiceRequest, letter: Letter, language: str, by: Member) -> Outgoing:
    with translation.override(language):
        link = f"{settings.SITE_URL}{links.follow(row)}"
    return Outgoing(
        once=letter.once,
        room=ROOM,
        about=row.pk,
        key=_key(row),
        basis=Basis.REPLY,
        channel=letter.channel,
        content=Content(
            subject=subject(row, language), text=letter.text.strip(), language=language, link=link
        ),
        by=by,
    )


def _key(row: ServiceRequest) -> DataKey:
    try:
        return words.key_held(row.pk)
    except CannotOpen:  # erased since the record was read
        raise NobodyToWriteTo from None


def _record(row: ServiceRequest) -> Record:
    link = None if words.is_erased(row) else words.contact_link(row)
    record = contacts.records([link.person]).get(link.person) if link else None
    if record is None or row.pk not in record.given:
        raise NobodyToWriteTo
    return record


def _ways(record: Record) -> tuple[Channel, ...]:
    """A contact left with a request is there so that the city can ask about it, unless they said no to a way."""
    return tuple(
        channel
        for channel in (Channel.EMAIL,)
        if record.contact.email and record.answer(_WAYS[channel]) is not Answer.NO
    )


def _recipient(request: UUID) -> Recipient | None:
    row = ServiceRequest.objects.filter(pk=request, is_anonymous=False).select_related("key").first()
    link = words.contact_link(row) if row else None
    record = contacts.records([link.person]).get(link.person) if link else None
    key = words.key_as_read(row) if row else None
    return Recipient(contact=record.contact, key=key) if record and key and _ways(record) else None


WRITES = rooms.Room(name=ROOM, recipient=_recipient, key=words.key_of)
