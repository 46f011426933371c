"""Intake: the one way in for every report, whatever door it came by.

An anonymous report leaves no trace that could join it to a person: no contact, no time, no job, no row in the
people's tables, and its words and answers without personal details alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from commonhall import calendar
from commonhall.holdings import oversharing
from commonhall.people import contacts
from commonhall.people.contacts import Contact
from commonhall.people.record import Answer
from commonhall.places.lookup import Place
from commonhall.service_requests import answers, jobs, official, photos, references, routing, words
from commonhall.service_requests.answers import Answers, StrippedAnswers
from commonhall.service_requests.models import Channel, Event, RequestKey, Service, ServiceRequest
from commonhall.staff.models import Member
from commonhall.vault import copying
from commonhall.vault.asking import Question
from commonhall.vault.sealing import DataKey

_OF_ID = Question(lambda number: ServiceRequest.objects.filter(pk=number))


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What somebody reports. `contact` None: anonymous, by their own choice. `photos`: from `photos.prepare`.

    `told_optional_by`: the call taker who said what is optional. Nobody ever stands beside an anonymous report.
    `old_number`: what it was called in an earlier system; of an anonymous one it is not kept.
    `received_at`: when it came, for what is brought in from before; None: now. Of an anonymous one the day is kept.
    `may_be_stored`: False where its id was drawn for this very call, so that nothing can be stored under it yet.
    `is_confirmed`: somebody saw the words as they will be kept; where a program sends them, nobody did.
    `wants_news`: who reports wants an e-mail when its state changes.
    `person`: whom a call taker found and opened before; what is given here becomes theirs. An anonymous report
    belongs to nobody: with a person it raises ValueError.
    """

    request: UUID
    service: Service
    place: Place
    words: str
    contact: Contact | None
    photos: tuple[bytes, ...] = ()
    wants_news: bool = False
    answers: Answers | None = None  # None: its service asks nothing
    language: str = "en"
    channel: Channel = Channel.WEB
    told_optional_by: Member | None = None
    person: int | None = None
    received_at: datetime | None = None
    old_number: str = ""
    is_confirmed: bool = True
    may_be_stored: bool = True

    def __post_init__(self) -> None:
        if self.contact is None and self.told_optional_by is not None:
            raise ValueError("an anonymous report names no call taker")
        if self.contact is None and self.wants_news:
            raise ValueError("nobody is told of an anonymous report")
        if self.contact is None and self.person is not None:
            raise ValueError("an anonymous report belongs to nobody")


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """That the report is stored, and whether it was before: then what was changed since is not in it."""

    request: ServiceRequest
    was_stored: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Rows:
    """What a report becomes: the request, what happened to it at once, and of a named one its key."""

    request: ServiceRequest
    events: tuple[Event, ...]
    key: DataKey | None = None
    key_row: RequestKey | None = None


def submit(report: Report) -> Receipt:
    """Store the report, its photos and its first event: all or nothing; the same report again stores nothing.

    Raises PersonIsGone when the person found was erased or merged meanwhile: nothing is stored then.
    """
    if report.may_be_stored and (before := of_draft(report.request)):
        return Receipt(request=before, was_stored=True)
    stripped = strip(report)
    stored = None
    while stored is None:
        reference = references.new()
        try:
            stored = _store(report, stripped.text, reference)
        except IntegrityError:  # sent twice at once, or the reference is taken: then draw another
            stored = of_draft(report.request)
            if stored is None and not ServiceRequest.objects.filter(reference=reference).exists():
                raise
    return Receipt(request=stored, was_stored=False)


def kept_place(report: Report) -> Place:
    """The place as it is kept: of an anonymous report about a home the block alone, for the house tells whose it is."""
    if report.contact is None and report.service.is_home:
        return replace(report.place, number=None)
    return report.place


def strip(report: Report) -> oversharing.Stripped:
    """The words without personal details, as the office keeps them. The address of a home is one."""
    contact = report.contact or Contact()
    return oversharing.remove(
        report.words,
        known=official.known(),
        contact_address=_own_address(report),
        names=(contact.name,),
        language=report.language,
    )


def strip_answers(report: Report) -> StrippedAnswers | None:
    """The answers likewise; None where nothing was asked."""
    if not report.answers:
        return None
    return answers.strip(
        report.answers, report.contact, language=report.language, own_address=_own_address(report)
    )


def _own_address(report: Report) -> str | None:
    home = report.place.label if report.service.is_home else ""
    return (report.contact.address if report.contact else "") or home or None


def of_draft(request: UUID) -> ServiceRequest | None:
    """The request that a draft became, if it was sent."""
    return _OF_ID.first(request)


def rows(report: Report, reference: str, stripped: str, person: int | None) -> Rows:
    """The rows of a report, not saved. `person`: whose it is, known already; None where it is anonymous."""
    now = report.received_at or timezone.now()
    request = copying.row(
        ServiceRequest,
        id=report.request,
        reference=reference,
        channel=report.channel,
        is_anonymous=report.contact is None,
        street=report.place.street,
        hundred=report.place.hundred,
        latitude=report.place.latitude,
        longitude=report.place.longitude,
        place_names=dict(report.place.names),
        day=calendar.day_of(now),
    )
    request.service = report.service
    _set_due(request, report.service, now)
    words.seal_stripped(request, stripped, kept_place(report).label)
    kept = strip_answers(report)
    if kept:
        answers.seal_stripped(request, kept.answers)
    is_cut = stripped != report.words or bool(kept and kept.removed)
    request.is_unconfirmed = request.is_anonymous and is_cut and not report.is_confirmed
    if report.contact is None or person is None:
        return _anonymous(request)
    return _named(request, report, person, now)


def count(requests: Iterable[ServiceRequest], events: Iterable[Event]) -> None:
    """Give new requests and their events, neither saved yet, the numbers that they would get one by one.

    The database gives an event without a number its own, and writes its request anew for it, into every index: three
    quarters of what a report cost it.
    """
    by_id = {request.pk: request for request in requests}
    for event in events:
        request = by_id[event.request_id]
        request.revision += 1
        request.changed_on = max(request.changed_on or event.day, event.day)
        event.number = request.revision


def _store(report: Report, stripped: str, reference: str) -> ServiceRequest:
    with transaction.atomic():
        person = _person(report, report.contact) if report.contact else None
        made = rows(report, reference, stripped, person)
        count([made.request], made.events)
        key_row = [made.key_row] if made.key_row else []
        pictures = photos.rows(made.request, report.photos, made.key)
        copying.insert([made.request, *key_row, *made.events, *pictures])
        if report.contact and not report.received_at:
            jobs.route.defer(request_id=str(made.request.pk))
    return made.request


def _anonymous(request: ServiceRequest) -> Rows:
    routing.route(request)  # here and now: a job would keep the time
    received = _received(request)
    return Rows(request=request, events=(received, routing.note(request)))


def _received(request: ServiceRequest, at: datetime | None = None) -> Event:
    return copying.row(Event, request_id=request.pk, kind=Event.Kind.RECEIVED, day=request.day, at=at)


def _named(request: ServiceRequest, report: Report, person: int, now: datetime) -> Rows:
    request.received_at = now
    request.wants_news = Answer.YES if report.wants_news else Answer.NOT_ASKED
    key, key_row = words.new_key(request.pk)
    words.seal_words(request, key, report.words)
    if report.answers:
        answers.seal_full(request, key, report.answers)
    if report.service.is_home:
        words.seal_home(request, key, report.place.label)
    if report.old_number:
        words.seal_old_number(request, key, report.old_number)
    words.link(request, person, report.contact or Contact())
    events = [_received(request, at=now)]
    if by := report.told_optional_by:
        events.append(Event(request=request, kind=Event.Kind.TOLD_OPTIONAL, day=request.day, at=now, by=by))
    if report.received_at:  # here and now: what is brought in is many at once
        routing.route(request)
        events.append(routing.note(request))
    return Rows(request=request, events=tuple(events), key=key, key_row=key_row)


def _person(report: Report, contact: Contact) -> int:
    if report.person is None:
        return contacts.keep(contact, request=report.request)
    contacts.attach(report.person, contact, request=report.request)
    return report.person


def _set_due(request: ServiceRequest, service: Service, now: datetime) -> None:
    """Its day, and for a named request whose target is in hours also the hour; an anonymous one has only a day."""
    if service.target_working_days is not None:
        request.due_on = calendar.working_day_after(request.day, service.target_working_days)
    elif service.target_working_hours is not None and request.is_anonymous:
        request.due_on = calendar.working_day_of_hours(request.day, service.target_working_hours)
    elif service.target_working_hours is not None:
        request.due_at = calendar.working_moment_after(now, service.target_working_hours)
        request.due_on = calendar.day_of(request.due_at)
