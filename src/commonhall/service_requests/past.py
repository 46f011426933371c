"""Bringing in what was reported before, with what was done about it: many requests at once, in a few statements.

The rows are those that `intake.submit` and `work.do` write one by one; a test compares them.
"""

import random
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from uuid import UUID

from django.db import transaction
from django.db.models.expressions import RawSQL

from commonhall import calendar
from commonhall.holdings import oversharing
from commonhall.people import contacts
from commonhall.people.contacts import Contact
from commonhall.service_requests import deeds, intake, official, references, words, work
from commonhall.service_requests.deeds import Deed, Repeat
from commonhall.service_requests.intake import Report, Rows
from commonhall.service_requests.models import Event, ServiceRequest
from commonhall.service_requests.states import ClosedReason, State
from commonhall.staff.models import Member
from commonhall.vault import copying

_by_chance = random.SystemRandom()


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """A deed, who did it, and when."""

    deed: Deed
    by: Member
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Ended:
    """How it ended in another system, where nobody of ours did it. `note`: what was written there; never public."""

    at: datetime
    reason: ClosedReason
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Past:
    """A report with what was done about it, in order. `whose`: the same word for all reports of one new person.

    `ended`: then nothing of it is due any more, and nobody is told.
    """

    report: Report  # with `received_at`
    whose: Hashable = None
    done: Sequence[Done] = ()
    ended: Ended | None = None


def bring_in(pasts: Sequence[Past]) -> Mapping[Hashable, int]:
    """Store them all, or none; who everybody became. Each person's reports come in the order of `pasts`.

    What is published is held against the rules alone, not against the reporter's name: that would be a look.
    Raises what a deed refuses, and NoteHoldsPersonalDetails.
    """
    for note in {done.deed.published for past in pasts for done in past.done}:
        work.refuse_details(note)
    with transaction.atomic():
        persons = _persons(pasts)
        made = [
            intake.rows(past.report, reference, intake.strip(past.report).text, persons.get(past.whose))
            for past, reference in zip(pasts, _references(len(pasts)), strict=True)
        ]
        # Keys first: internal notes are sealed under them. Foreign keys are looked at in the end.
        copying.copy([each.key_row for each in made if each.key_row])
        events = _events(pasts, made)
        events += [event for past, each in zip(pasts, made, strict=True) for event in _ended(past, each)]
        requests = [each.request for each in made]
        intake.count(requests, events)
        copying.copy(requests)
        copying.copy(events)
    return persons


def _persons(pasts: Iterable[Past]) -> Mapping[Hashable, int]:
    given: dict[Hashable, list[tuple[Contact, UUID]]] = {}
    for past in pasts:
        if past.report.contact is not None:
            given.setdefault(past.whose, []).append((past.report.contact, past.report.request))
    whose = list(given)
    _by_chance.shuffle(whose)  # persons in the order of their requests would tell whose each is
    return dict(zip(whose, contacts.keep_each(given[each] for each in whose), strict=True))


def _references(count: int) -> set[str]:
    found: set[str] = set()
    while len(found) < count:
        drawn = {references.new() for _ in range(count - len(found))}
        listed = RawSQL("SELECT unnest(%s::text[])", [list(drawn)])
        taken = ServiceRequest.objects.filter(reference__in=listed).values_list("reference", flat=True)
        found |= drawn - set(taken)
    return found


def _events(pasts: Iterable[Past], made: Sequence[Rows]) -> list[Event]:
    """Every event, of each request in the order in which it happened: the database numbers them so."""
    by_id = {each.request.pk: each.request for each in made}
    later: list[tuple[datetime, Event]] = []
    for past, each in zip(pasts, made, strict=True):
        for done in past.done:
            happened = [done.deed.apply(each.request, by=done.by)]
            if isinstance(done.deed, Repeat):
                happened.append(deeds.repeated(by_id[done.deed.first], done.by, each.request))
            for event in happened:
                event.day, event.at = calendar.day_of(done.at), done.at
                later.append((done.at, event))
    later.sort(key=itemgetter(0))
    return [event for each in made for event in each.events] + [event for _at, event in later]


def _ended(past: Past, made: Rows) -> list[Event]:
    """Close it, and give the events of it. Of an anonymous request they have a day, and its note is cleaned."""
    if past.ended is None:
        return []
    row, ended = made.request, past.ended
    row.state, row.closed_reason = State.CLOSED, ended.reason
    row.due_on, row.due_at = None, None
    when = {"day": calendar.day_of(ended.at), "at": None if row.is_anonymous else ended.at}
    of_it = {"request_id": row.pk, **when}
    closed = copying.row(Event, kind=Event.Kind.STATE, state=row.state, closed_reason=ended.reason, **of_it)
    note = _cleaned(past) if row.is_anonymous else ended.note
    if not note:
        return [closed]
    noted = copying.row(Event, kind=Event.Kind.INTERNAL_NOTE, **of_it)
    words.seal_internal_under(noted, note, made.key)
    return [noted, closed]


def _cleaned(past: Past) -> str:
    note = past.ended.note if past.ended else ""
    return oversharing.remove(note, known=official.known(), language=past.report.language).text
