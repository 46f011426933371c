"""Writing to who reported a request, by the way they can be reached: through the gate, and into the time line.

Whoever writes sees neither name nor address. Nobody can write to somebody anonymous: there is no one to write to.
"""

import io
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID, uuid5

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from commonhall.errors import Refused
from commonhall.messaging import message_templates, outbox, rooms
from commonhall.messaging.content import LINK, Content
from commonhall.messaging.gate import Draft
from commonhall.messaging.models import Basis, Channel, TemplateVersion
from commonhall.messaging.outbox import Outgoing
from commonhall.messaging.rooms import Answer, Recipient
from commonhall.people import contacts
from commonhall.people.contacts import PersonIsGone
from commonhall.people.record import Record
from commonhall.service_requests import (
    deeds,
    links,
    notices,
    own_deeds,
    photos,
    reading,
    references,
    words,
    work,
)
from commonhall.service_requests.deeds import Change, NothingWritten
from commonhall.service_requests.models import MOST_PHOTOS, Event, ServiceRequest
from commonhall.service_requests.own_deeds import AddedEnough, Addition, NothingAdded
from commonhall.service_requests.photos import EnoughPhotos
from commonhall.service_requests.states import ALLOWED, State
from commonhall.staff.models import Member
from commonhall.vault.sealing import CannotOpen, DataKey
from commonhall.web import dates, spelling
from commonhall.web.forms import MOST_WORDS

ROOM = "service request"


class NobodyToWriteTo(Refused):
    """The request is anonymous, or the person was erased."""

    def __init__(self) -> None:
        super().__init__(_("There is nobody to write to. Write a public note: who reported it may read it."))


class CannotBeReached(Refused):
    """They left nothing by which they can be reached in this way, or asked not to be."""

    def __init__(self, channel: Channel | None = None) -> None:
        match channel:
            case Channel.TEXT:
                said = _("They left no mobile number, or asked to get no texts. Choose e-mail.")
            case Channel.EMAIL:
                said = _("They left no e-mail address, or asked to get no e-mails. Choose a text message.")
            case _:
                said = _(
                    "They left no e-mail address and no mobile number, or asked us not to write. Let the desk call "
                    "them, or write a public note."
                )
        super().__init__(said)


class TextsAreNotSent(Refused):
    """No provider of text messages is set up."""

    def __init__(self) -> None:
        super().__init__(_("The city sends no text messages. Choose e-mail."))


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """What a member of staff writes. `once`: the id it gets. `waits`: the request waits for the answer from now on.

    `channel` None: the way they would choose. `template`: what it was begun with.
    """

    once: UUID
    text: str
    channel: Channel | None = None
    waits: bool = False
    template: TemplateVersion | None = None


def ways(request: ServiceRequest) -> tuple[Channel, ...]:
    """By which who reported it can be written to, the one they would choose first; empty where by none."""
    try:
        return rooms.ways(_record(request))
    except NobodyToWriteTo:
        return ()


def person_of(row: ServiceRequest) -> int:
    """Who reported it. Raises NobodyToWriteTo."""
    link = None if words.is_erased(row) else words.contact_link(row)
    if link is None:
        raise NobodyToWriteTo
    return link.person


def language(request: ServiceRequest) -> str:
    """In which language who reported it reads. Raises NobodyToWriteTo, CannotBeReached."""
    record = _record(request)
    if not rooms.ways(record):
        raise CannotBeReached
    return record.given[request.pk].language


def write(request: UUID, letter: Letter, *, by: Member) -> None:
    """Write to who reported the request; it leaves as soon as this transaction is over.

    Raises NothingWritten, NobodyToWriteTo, CannotBeReached, TextsAreNotSent, MayNotLeave, SentBefore.
    """
    if not letter.text.strip():
        raise NothingWritten
    with work.locked(request, by) as row:
        record = _record(row)
        message = outbox.send(_outgoing(row, letter, record, by))
        if row.events.filter(message=message).exists():
            return
        deeds.event(row, Event.Kind.MESSAGE, by, message=message).save(force_insert=True)
        reading.keep_up(by, [row])
        if letter.waits and may_wait(row):
            work.do(row.pk, Change(state=State.WAITING_FOR_RESIDENT), by=by)
            notices.take_back(row)  # this message tells it


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


def filled(request: ServiceRequest, template: TemplateVersion) -> str:
    """What the template says about this request, in the recipient's language; the link stays a variable.

    Raises NobodyToWriteTo, CannotBeReached.
    """
    spoken = language(request)
    with translation.override(spoken):
        values = {
            "reference": spelling.grouped(request.reference),
            "service": str(request.service),
            "place": request.block_label,
            "department": str(request.department or _("the city")),
            "due": dates.day(request.due_on) if request.due_on else _("a day that is not set yet"),
            "link": LINK,  # it opens what whoever writes may not see
        }
    return message_templates.fill(template.texts.get(spoken) or template.texts["en"], values)


def draft(request: ServiceRequest, text: str, channel: Channel | None) -> Draft:
    """The message as the gate sees it, before it is sent. `channel` None: the way they would choose.

    Raises NobodyToWriteTo, CannotBeReached, TextsAreNotSent.
    """
    record = _record(request)
    chosen = _channel(channel, record)
    content = _content(request, text, record)
    return outbox.draft(Basis.REPLY, chosen, content, _number(chosen, record))


def reachable(rows: Collection[ServiceRequest]) -> dict[UUID, Record]:
    """Of those requests who can be reached by e-mail about them, with what they gave; one query of persons."""
    linked = {row.pk: link.person for row in rows if (link := words.contact_link(row))}
    people = contacts.records(set(linked.values())) if linked else {}
    found = {request: people[person] for request, person in linked.items() if person in people}
    return {
        request: record for request, record in found.items() if request in record.given and takes_mail(record)
    }


def takes_mail(record: Record) -> bool:
    """Whether they left an e-mail address, and did not ask to get no e-mails."""
    return Channel.EMAIL in rooms.ways(record)


def _outgoing(row: ServiceRequest, letter: Letter, record: Record, by: Member) -> Outgoing:
    channel = _channel(letter.channel, record)
    return Outgoing(
        once=letter.once,
        room=ROOM,
        about=row.pk,
        key=_key(row),
        basis=Basis.REPLY,
        channel=channel,
        content=_content(row, letter.text, record),
        by=by,
        template=letter.template,
        number=_number(channel, record),
    )


def _content(row: ServiceRequest, text: str, record: Record) -> Content:
    language = record.given[row.pk].language
    with translation.override(language):
        link = f"{settings.SITE_URL}{links.follow(row)}"
    return Content(subject=subject(row, language), text=text.strip(), language=language, link=link)


def _number(channel: Channel, record: Record) -> str:
    return record.contact.phone if channel is Channel.TEXT else ""


def _channel(wanted: Channel | None, record: Record) -> Channel:
    """Raises CannotBeReached, TextsAreNotSent."""
    if wanted is Channel.TEXT and settings.TEXT_GATEWAY is None:
        raise TextsAreNotSent
    found = rooms.ways(record)
    if not found or (wanted and wanted not in found):
        raise CannotBeReached(wanted if found else None)
    return wanted or found[0]


def _key(row: ServiceRequest) -> DataKey:
    try:
        return words.key_held(row.pk)
    except CannotOpen:  # erased since the record was read
        raise NobodyToWriteTo from None


def _record(row: ServiceRequest) -> Record:
    person = person_of(row)
    record = contacts.records([person]).get(person)
    if record is None or row.pk not in record.given:
        raise NobodyToWriteTo
    return record


def _recipient(request: UUID) -> Recipient | None:
    row = ServiceRequest.objects.filter(pk=request, is_anonymous=False).select_related("key").first()
    link = words.contact_link(row) if row else None
    record = contacts.records([link.person]).get(link.person) if link else None
    key = words.key_as_read(row) if row else None
    return (
        Recipient(contact=record.contact, key=key, said_no=rooms.said_no(record)) if record and key else None
    )


def _take(answer: Answer) -> int:
    """What the resident answered becomes something they added, as on their own page; each photo beyond the first apart.

    Raises NotTheirs, NobodyThere, NothingNew; AddedEnough where it holds as much as it may.
    """
    row = ServiceRequest.objects.filter(pk=answer.about, is_anonymous=False).first()
    try:
        record = _record(row) if row else None
    except NobodyToWriteTo:
        record = None
    if row is None or record is None:
        raise rooms.NobodyThere
    if not answer.is_from(record):
        raise rooms.NotTheirs
    try:
        return _add(row, answer, record.given[row.pk].language)
    except PersonIsGone:
        raise rooms.NobodyThere from None
    except NothingAdded:
        raise rooms.NothingNew from None


def _add(row: ServiceRequest, answer: Answer, language: str) -> int:
    """How many of its files were not taken."""
    pictures = list(_pictures(answer.files))
    note = _note(answer.words)
    first = pictures[:1] if _has_room(row) else []
    own_deeds.add(
        row.pk,
        Addition(once=answer.once, note=note, photo=first[0] if first else b"", language=language),
    )
    taken = len(first)
    for place, photo in enumerate(pictures[taken:], 1):
        try:
            own_deeds.add(
                row.pk, Addition(once=uuid5(answer.once, str(place)), photo=photo, language=language)
            )
        except (EnoughPhotos, AddedEnough):
            break
        taken += 1
    return len(answer.files) - taken


def _has_room(row: ServiceRequest) -> bool:
    return row.photos.count() < MOST_PHOTOS


def _note(words: str) -> str:
    """Of what is longer than one page takes its beginning; what came is kept whole elsewhere."""
    plain = words.replace("\0", "").strip()
    return plain if len(plain) <= MOST_WORDS else f"{plain[: MOST_WORDS - 1]}…"


def _pictures(files: tuple[bytes, ...]) -> Iterator[bytes]:
    for file in files[:MOST_PHOTOS]:
        with suppress(photos.NotAPhoto):
            yield photos.prepare(io.BytesIO(file))


def _find(called: str) -> UUID | None:
    found = ServiceRequest.objects.filter(reference=references.normal(called), is_anonymous=False)
    return found.values_list("pk", flat=True).first()


def _called(request: UUID) -> str:
    reference = ServiceRequest.objects.filter(pk=request).values_list("reference", flat=True).first()
    return spelling.grouped(reference) if reference else ""


WRITES = rooms.Room(
    name=ROOM,
    recipient=_recipient,
    key=words.key_of,
    take=_take,
    find=_find,
    called=_called,
)
