"""What is brought in from before is what intake and the work on it would have written, row by row."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from commonhall.demo import cast
from commonhall.people import contacts
from commonhall.people.contacts import Contact
from commonhall.service_requests import answers, intake, jobs, merging, past, questions, words, work
from commonhall.service_requests.answers import Answers
from commonhall.service_requests.deeds import (
    Assign,
    Change,
    Deed,
    MoveDate,
    NoteInternally,
    Publish,
    Repeat,
    Transfer,
    WorksElsewhere,
)
from commonhall.service_requests.intake import Report
from commonhall.service_requests.models import Channel, Event, Service, ServiceRequest
from commonhall.service_requests.past import Done, Past
from commonhall.service_requests.states import ClosedReason, State
from commonhall.service_requests.work import NoteHoldsPersonalDetails
from commonhall.staff.models import Department, Member
from commonhall.staff.roles import Role
from tests.service_requests.making import PLACE, ROSA

pytestmark = pytest.mark.usefixtures("services")
CAME = datetime(2026, 3, 10, 14, 5, tzinfo=UTC)
LATER = Contact(name="Rosa Marin Ortiz", email="rosa.ortiz@example.com", language="es")


def report(service: str, words: str, contact: Contact | None, at: datetime, **more: object) -> Report:
    """As the pages make it, with the answers to a street light's questions where it is about one."""
    asks = questions.all_current().get(service)
    given = {"what": "dark", "pole": "Call 302-555-0147"} if service == "street-light" else {}
    return Report(
        request=uuid.uuid4(),
        service=Service.objects.select_related("department").get(pk=service),
        place=PLACE,
        words=words,
        contact=contact,
        answers=Answers(questionnaire=asks, given=given) if asks else None,
        received_at=at,
        **more,  # type: ignore[arg-type]  # a test says which
    )


@pytest.fixture
def staff() -> dict[Role, Member]:
    return cast.members()


@pytest.fixture
def story(staff: dict[Role, Member]) -> list[Past]:
    """Four requests of two people and of nobody, with every kind of deed between them."""
    crews = cast.crews()
    public_works, parks = crews["public-works"], crews["parks-and-trees"]
    taker = staff[Role.CALL_TAKER]

    def done(deed: Deed, days: float, by: Member = public_works) -> Done:
        return Done(deed=deed, by=by, at=CAME + timedelta(days=days))

    first = report("pothole", "Deep. Call Rosa Marin, 302-555-0147", ROSA, CAME, told_optional_by=taker)
    lamp = report("street-light", "Lámpara apagada", None, CAME + timedelta(hours=3), language="es")
    again = report("pothole", "Same hole.", LATER, CAME + timedelta(days=1), channel=Channel.TELEPHONE)
    home = report("no-heat", "No heat.", Contact(phone="+13025550111"), CAME + timedelta(days=2))
    return [
        Past(
            report=first,
            whose="Rosa",
            done=(
                done(NoteInternally(note="Bring the photos."), 0.1),
                done(Assign(to=public_works), 0.2),
                done(Change(state=State.WAITING_FOR_PARTS, public_note="Ordered."), 1.5),
                done(MoveDate(to=date(2026, 3, 20), public_note="Rain.", said_on=date(2026, 3, 12)), 2),
                done(Change(state=State.CLOSED, closed_reason=ClosedReason.FIXED, public_note="Filled."), 9),
                done(Change(state=State.SENT_BACK, public_note="It broke out."), 12),
            ),
        ),
        Past(
            report=lamp,
            done=(
                done(Transfer(to=Department.objects.get(pk="parks-and-trees"), reason="A branch."), 1),
                done(Assign(to=parks), 1.1, parks),
                done(Publish(note="We cut it."), 1.2, parks),
            ),
        ),
        Past(report=again, whose="Rosa", done=(done(Repeat(first=first.request), 1.2),)),
        Past(report=home, whose="nobody by name"),
    ]


def one_by_one(story: Sequence[Past]) -> None:
    """The same by intake and the deeds of staff, each at its own time."""
    known: dict[object, int] = {}
    deeds = [(each.report.request, done) for each in story for done in each.done]
    for each in story:
        person = known.get(each.whose) if each.report.contact else None
        request = intake.submit(replace(each.report, person=person)).request
        if link := words.contact_link(request):
            known[each.whose] = link.person
        jobs.route(request_id=str(request.pk))
    for request, done in sorted(deeds, key=lambda each: each[1].at):
        with time_machine.travel(done.at, tick=False):
            if isinstance(done.deed, Repeat):
                kept = ServiceRequest.objects.get(pk=done.deed.first)
                merging.merge(request, kept.reference, by=done.by)
            else:
                work.do(request, done.deed, by=done.by)


def told(story: Sequence[Past]) -> list[object]:
    """Everything that the rows say, opened; without what is drawn anew each time."""
    place = {each.report.request: number for number, each in enumerate(story)}
    persons: dict[int, int] = {}
    found: list[object] = []
    for each in story:
        row = ServiceRequest.objects.select_related("questionnaire").get(pk=each.report.request)
        found.append(dict(_columns(row, place)))
        found.append((words.stripped(row), words.place(row), answers.stripped(row)))
        if link := words.contact_link(row):
            record = contacts.open_record(link.person)
            person = persons.setdefault(link.person, len(persons))
            given = [(place[request], contact) for request, contact in record.given.items()]
            found.append((person, link.parts, record.contact, given, words.full(row), answers.full(row)))
        events = Event.objects.filter(request=row).order_by("number")
        key = words.own_key(row)
        found += [(dict(_columns(event, place)), words.internal(event, key)) for event in events]
    return found


def _columns(row: ServiceRequest | Event, place: dict[uuid.UUID, int]) -> Iterator[tuple[str, object]]:
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.attname == "reference" or (field.attname == "id" and isinstance(row, Event)):
            continue
        if field.attname.endswith("_sealed"):
            value = value is not None
        yield field.attname, place.get(value, value) if isinstance(value, uuid.UUID) else value


def test_the_rows_are_those_that_intake_and_the_deeds_write(story: list[Past]) -> None:
    one_by_one(story)
    expected = told(story)
    Event.objects.all().delete()
    ServiceRequest.objects.filter(duplicate_of__isnull=False).delete()
    ServiceRequest.objects.all().delete()
    past.bring_in(story)
    assert told(story) == expected
    assert len(expected) > 4 * 4


def test_one_person_keeps_all_their_requests_and_the_last_contact(story: list[Past]) -> None:
    persons = past.bring_in(story)
    record = contacts.open_record(persons["Rosa"])
    assert record.contact == Contact(
        name=LATER.name, phone=ROSA.phone, email=LATER.email, address=ROSA.address, language="es"
    )
    assert record.requests == (story[0].report.request, story[2].report.request)
    assert set(persons) == {"Rosa", "nobody by name"}


def test_a_public_note_with_personal_details_is_refused_and_nothing_stays(story: list[Past]) -> None:
    telling = Done(deed=Publish(note="Call 610-555-0188 about it."), by=story[0].done[0].by, at=CAME)
    with pytest.raises(NoteHoldsPersonalDetails):
        past.bring_in([*story, Past(report=report("pothole", "Hole.", None, CAME), done=(telling,))])
    assert not ServiceRequest.objects.exists()


def test_a_deed_that_is_refused_undoes_all(story: list[Past], staff: dict[Role, Member]) -> None:
    from_nowhere = Done(deed=Assign(to=staff[Role.CALL_TAKER]), by=staff[Role.CALL_TAKER], at=CAME)
    with pytest.raises(WorksElsewhere):
        past.bring_in([*story, Past(report=report("pothole", "Hole.", None, CAME), done=(from_nowhere,))])
    assert not ServiceRequest.objects.exists()
