"""Bringing in what was reported before, with what was done about it: many requests at once, in a few statements.

The rows are those that `intake.submit` and `work.do` write one by one; a test compares them.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from uuid import UUID

from django.db import transaction

from commonhall import calendar
from commonhall.people import contacts
from commonhall.people.contacts import Contact
from commonhall.service_requests import deeds, intake, references, work
from commonhall.service_requests.deeds import Deed, Repeat
from commonhall.service_requests.intake import Report, Rows
from commonhall.service_requests.models import Event, RequestKey, ServiceRequest
from commonhall.staff.models import Member

_AT_ONCE = 500  # rows a statement


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """A deed, who did it, and when."""

    deed: Deed
    by: Member
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Past:
    """A report with what was done about it, in order. `whose`: the same word for all reports of one new person."""

    report: Report  # with `received_at`
    whose: Hashable = None
    done: Sequence[Done] = ()


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
        keys = [each.key_row for each in made if each.key_row]
        RequestKey.objects.bulk_create(keys, batch_size=_AT_ONCE)
        events = _events(pasts, made)
        ServiceRequest.objects.bulk_create([each.request for each in made], batch_size=_AT_ONCE)
        Event.objects.bulk_create(events, batch_size=_AT_ONCE)
    return persons


def _persons(pasts: Iterable[Past]) -> Mapping[Hashable, int]:
    given: dict[Hashable, list[tuple[Contact, UUID]]] = {}
    for past in pasts:
        if past.report.contact is not None:
            given.setdefault(past.whose, []).append((past.report.contact, past.report.request))
    return dict(zip(given, contacts.keep_each(given.values()), strict=True))


def _references(count: int) -> set[str]:
    found: set[str] = set()
    while len(found) < count:
        drawn = {references.new() for _ in range(count - len(found))}
        taken = ServiceRequest.objects.filter(reference__in=drawn).values_list("reference", flat=True)
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
