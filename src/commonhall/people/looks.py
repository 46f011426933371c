"""The front door to people: every search and every opening goes through here, and leaves its entry in the log.

A look needs a role, a reason and a pace; whom it may be at, `sight` says. What is found wrong is refused before
anything is shown, and what is shown was noted before.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.people import alarms, contacts, keystrokes, look_sessions, pace, sight
from commonhall.people.contacts import Contact, Record
from commonhall.people.models import LookSession, Receipt
from commonhall.people.reasons import Grounds
from commonhall.staff.models import Member


class NotOfTheirDepartment(PermissionDenied):
    """A person none of whose requests is of the member's department."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "None of this person’s requests is your department’s. "
                "In an emergency you can open it with a note."
            )
        )


def searching(session: LookSession, query: str, *, found: Collection[int]) -> None:
    """Note a search and the persons its results show, before they are shown; at most `pace.MOST_RESULTS`.

    Call it for every query that the box sends: those that go on from each other become one entry. Raises
    SessionIsOver, TooFast (then nothing may be shown), PermissionDenied.
    """
    if len(found) > pace.MOST_RESULTS:
        raise ValueError(f"a search shows {pace.MOST_RESULTS} persons at the most")
    sight.refuse_others(session.member)
    with alarm_when_too_fast(session.member), transaction.atomic():
        locked = _locked(session)
        if typing := keystrokes.under_way(locked, query):
            keystrokes.go_on(typing, query, found)
            return
        keystrokes.finish(locked)
        pace.refuse_search(locked.member)
        why = look_sessions.grounds(locked)
        keystrokes.begin(
            locked,
            _search(query, why, found, by=locked.member),
        )


def at_once(query: str, why: Grounds, *, found: Collection[int], by: Member) -> dict[int, Record]:
    """A search that opens all it shows, as a program asks: noted like a search and each of its results opened.

    All of it or nothing. Who was erased since they were found is left out. Raises PermissionDenied, TooFast.
    """
    if len(found) > pace.MOST_RESULTS:
        raise ValueError(f"a search shows {pace.MOST_RESULTS} persons at the most")
    sight.refuse_others(by)
    with alarm_when_too_fast(by), transaction.atomic():
        pace.one_after_the_other(by)
        pace.refuse_search(by)
        subject = _search(query, why, found, by=by)
        entry = log.note(Entry.Kind.SEARCHED, subject, actor=by.pk)
        alarms.listen([subject.query], by, entry)
        return _open_each(found, why, by=by)


def _open_each(people: Collection[int], why: Grounds, *, by: Member) -> dict[int, Record]:
    records = contacts.records(people)
    pace.refuse_opening(by, persons=len(records))
    if len(sight.visible(by, records)) < len(records):
        raise NotOfTheirDepartment
    shown = {
        person: replace(record, contact=sight.only_parts(record.contact, by.role))
        for person, record in records.items()
    }
    looks = [(_opening(person, why), record.contact) for person, record in shown.items()]
    _note_openings(Entry.Kind.CONTACT_OPENED, looks, by=by)
    return shown


def _search(query: str, why: Grounds, found: Collection[int], *, by: Member) -> log.Subject:
    return log.Subject(
        query=keystrokes.normal(query),
        reason=why.reason,
        request=why.request,
        shown=tuple(found),
        role=by.role,
        token=by.token,
    )


def open_found(session: LookSession, person: int) -> Record:
    """Open somebody among the results, for the session's reason; the search is finished by it.

    Raises what `open_person` raises, and SessionIsOver.
    """
    with transaction.atomic():
        locked = _locked(session)
        keystrokes.finish(locked)
        why = look_sessions.grounds(locked)
    return open_person(person, why, by=locked.member)


def open_person(person: int, why: Grounds, *, by: Member) -> Record:
    """Somebody's record with the parts of the contact that the member's role may read; the look is noted.

    Raises PermissionDenied for a role without that right and for a person of other departments, TooFast,
    PersonIsGone.
    """
    sight.refuse_others(by)
    with alarm_when_too_fast(by), transaction.atomic():
        pace.refuse_opening(by)
        record = contacts.open_record(person)
        if not sight.may_see(by, record):
            raise NotOfTheirDepartment
        contact = sight.only_parts(record.contact, by.role)
        note_opening(Entry.Kind.CONTACT_OPENED, _opening(person, why), contact, by=by)
    return replace(record, contact=contact)


def _opening(person: int, why: Grounds) -> log.Subject:
    return log.Subject(person=person, request=why.request, reason=why.reason)


def note_opening(kind: Entry.Kind, subject: log.Subject, contact: Contact, *, by: Member) -> Entry:
    """Note that this contact is shown, and to whom: the entry, its receipt, and what rings. All in one transaction."""
    (entry,) = _note_openings(kind, [(subject, contact)], by=by)
    return entry


def _note_openings(
    kind: Entry.Kind, looks: Sequence[tuple[log.Subject, Contact]], *, by: Member
) -> list[Entry]:
    """The same for many at once, in as many queries as for one."""
    whole = [
        replace(subject, role=by.role, parts=contact.parts, token=by.token) for subject, contact in looks
    ]
    entries = log.note_each(kind, whole, actor=by.pk)
    Receipt.objects.bulk_create(Receipt(pk=entry.pk, at=entry.at) for entry in entries)
    heard = [(entry, (contact.name,)) for entry, (_subject, contact) in zip(entries, looks, strict=True)]
    alarms.listen_to_each(heard, by)
    return entries


def _locked(session: LookSession) -> LookSession:
    """The session as it is now, held against the member's other windows. Raises SessionIsOver."""
    rows = LookSession.objects.select_for_update(of=("self",)).select_related("member")
    row = rows.filter(pk=session.pk).first()
    if row is None or not look_sessions.is_running(row):
        raise look_sessions.SessionIsOver
    return row


@contextmanager
def alarm_when_too_fast(member: Member) -> Iterator[None]:
    """Outside the transaction that is rolled back: the alarm stays."""
    try:
        yield
    except pace.TooFast:
        alarms.too_fast(member)
        raise
