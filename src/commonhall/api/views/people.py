"""Finding people. By POST: what is sought is personal."""

from collections.abc import Iterable

from django.http import HttpRequest
from ninja import Router

from commonhall.api import shapes
from commonhall.api.bearer import Bearer, member
from commonhall.api.problems import ANSWERS
from commonhall.people import finding, handles, look_sessions, looks, requests, sight
from commonhall.people.handles import Look
from commonhall.people.reasons import Grounds
from commonhall.people.record import Record
from commonhall.people.requests import Line
from commonhall.people.search.ranking import Fit
from commonhall.staff.models import Member

router = Router(tags=["people"])


@router.post("/search", response={200: shapes.People, **ANSWERS}, auth=Bearer(*sight.SEARCHES))
def search(request: HttpRequest, sent: shapes.Search) -> shapes.People:
    """At most ten, best first. Each of them counts as opened: an entry of the log each, and the pace of the screen."""
    by = member(request)
    why = look_sessions.stated(sent.reason, sent.reference)
    fits, are_others = finding.fitting(sent.query, by=by)
    records = looks.at_once(sent.query, why, found=[fit.person for fit in fits], by=by)
    if are_others:
        raise finding.NotAmongTheFirst
    lines = requests.lines([each for record in records.values() for each in record.requests], by)
    shown = [_person(fit, records[fit.person], lines, why, by) for fit in fits if fit.person in records]
    return shapes.People(people=shown)


def _person(fit: Fit, record: Record, lines: Iterable[Line], why: Grounds, by: Member) -> shapes.Person:
    known = [sight.only_parts(contact, by.role) for contact in (record.contact, *record.contacts)]
    return shapes.Person(
        id=handles.opened(Look(person=fit.person, why=why, record=record), by),
        name=record.contact.name,
        phones=_each(contact.phone for contact in known),
        emails=_each(contact.email for contact in known),
        addresses=_each(contact.address for contact in known),
        score=round(fit.score, 3),
        requests=[line.reference for line in lines if line.request in record.requests],
    )


def _each(given: Iterable[str]) -> list[str]:
    """Each once, those of now first."""
    return list(dict.fromkeys(filter(None, given)))
