"""When an alarm rings, and what it says."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override
from time_machine import Traveller

from commonhall.audit.log import Subject
from commonhall.audit.models import Entry
from commonhall.people import alarms, look_sessions, looks, names, sentences, watch
from commonhall.people.contacts import Contact
from commonhall.people.models import Alarm, LookSession, Receipt
from commonhall.people.reasons import Grounds, Reason
from commonhall.service_requests import work
from commonhall.service_requests.models import ServiceRequest
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests.people.conftest import entries, person_of
from tests.service_requests import making

CALLS = Grounds(reason=Reason.INCOMING_CALL)


def kinds() -> list[str]:
    return sorted(Alarm.objects.values_list("kind", flat=True))


def test_an_ordinary_call_rings_nothing(noon: Traveller, call: LookSession, casey: Member, rosa: int) -> None:
    looks.searching(call, "rosa", found=[rosa])
    looks.open_found(call, rosa)
    look_sessions.end(casey)
    assert kinds() == []


def test_looking_for_oneself_rings_when_the_search_is_finished(
    noon: Traveller, call: LookSession, casey: Member
) -> None:
    looks.searching(call, "casey de", found=[])
    looks.searching(call, "casey demo", found=[])
    look_sessions.end(casey)
    alarm = Alarm.objects.get()
    (entry,) = entries(Entry.Kind.SEARCHED)
    assert (alarm.kind, alarm.entry, alarm.member) == (Alarm.Kind.OWN_NAME, entry.pk, casey)


def test_opening_a_person_with_a_colleagues_or_a_listed_name_rings(
    noon: Traveller, casey: Member, wren: Member
) -> None:
    names.put("Rosa Marin")
    for name in ("Wren Demo", "Rosa Marin"):
        request = making.reported(contact=Contact(name=name))
        looks.open_person(person_of(request), CALLS, by=casey)
    assert kinds() == ["colleague", "listed"]


@pytest.mark.parametrize(
    ("moment", "is_after_hours"),
    [
        ("2026-11-24T11:59:00Z", True),  # 6:59 am
        ("2026-11-24T12:00:00Z", False),
        ("2026-11-24T23:59:00Z", False),  # 6:59 pm
        ("2026-11-25T00:00:00Z", True),
        ("2026-11-28T17:00:00Z", True),  # a Saturday
        ("2026-11-26T17:00:00Z", True),  # Thanksgiving
    ],
)
def test_looks_outside_working_hours_ring(
    noon: Traveller, casey: Member, rosa: int, moment: str, is_after_hours: bool
) -> None:
    noon.move_to(moment)
    looks.open_person(rosa, CALLS, by=casey)
    assert (kinds() == ["after hours"]) is is_after_hours


def test_a_night_of_looks_is_one_alarm_that_counts(noon: Traveller, casey: Member, rosa: int) -> None:
    noon.move_to("2026-11-25T02:00:00Z")
    for _ in range(3):
        looks.open_person(rosa, CALLS, by=casey)
    alarm = Alarm.objects.get()
    assert alarm.count == 3
    assert sentences.of(alarm).bold == "Casey Demo looked 3 times outside working hours."


# After an hour
def test_a_look_that_is_followed_by_work_is_forgotten(
    noon: Traveller, sasha: Member, named: ServiceRequest, rosa: int
) -> None:
    looks.open_person(rosa, CALLS, by=sasha)
    noon.shift(timedelta(minutes=10))
    work.note_internally(named.pk, "She asks when it is done.", by=sasha)
    noon.shift(timedelta(hours=1))
    watch.minute()
    assert not Receipt.objects.exists()
    assert kinds() == []


def test_what_a_colleague_did_is_not_the_work_of_who_looked(
    noon: Traveller, sasha: Member, wren: Member, named: ServiceRequest, rosa: int
) -> None:
    looks.open_person(rosa, CALLS, by=sasha)
    work.note_internally(named.pk, "On my way.", by=wren)
    noon.shift(timedelta(hours=1, minutes=1))
    watch.minute()
    assert kinds() == ["nothing done"]


def test_looks_without_work_ring_only_when_they_are_many(noon: Traveller, casey: Member, rosa: int) -> None:
    for expected in (0, 0, 0, 0, 1):
        looks.open_person(rosa, CALLS, by=casey)
        noon.shift(timedelta(hours=1, minutes=1))
        watch.minute()
        assert Alarm.objects.ringing().count() == expected
    assert "opened 5 contacts in a day" in sentences.of(Alarm.objects.get()).bold


def test_a_receipt_is_judged_once_and_not_before_its_hour(noon: Traveller, casey: Member, rosa: int) -> None:
    looks.open_person(rosa, CALLS, by=casey)
    noon.shift(timedelta(minutes=59))
    watch.minute()
    assert Receipt.objects.count() == 1
    noon.shift(timedelta(minutes=2))
    watch.minute()
    watch.minute()
    assert Alarm.objects.get().count == 1


# Over an hour
def open_many(member: Member, count: int, rosa: int) -> None:
    for _ in range(count):
        subject = Subject(person=rosa, reason="incoming call")
        looks.note_opening(Entry.Kind.CONTACT_OPENED, subject, making.ROSA, by=member)


def test_many_looks_in_an_hour_ring_with_what_is_usual(noon: Traveller, casey: Member, rosa: int) -> None:
    colleague = Member.objects.create(email="maya@city.example", name="Maya Brooks", role=Role.CALL_TAKER)
    noon.move_to("2026-11-23T15:10:00Z")
    open_many(colleague, 6, rosa)
    noon.move_to("2026-11-24T18:10:00Z")
    open_many(casey, 41, rosa)
    open_many(colleague, 6, rosa)
    hour = timezone.now().replace(minute=0)
    watch.hour(hour)
    watch.hour(hour)  # a second run changes nothing
    alarm = Alarm.objects.get(kind=Alarm.Kind.MANY)
    assert (alarm.member, alarm.count, alarm.usual) == (casey, 41, 6)
    told = sentences.of(alarm)
    assert told.bold == "Casey Demo opened 41 contacts in an hour."
    assert told.fine == "Tue, Nov 24, 1:00 pm–2:00 pm · usual for a 311 call taker: 6"
    assert alarms.span(alarm) == (hour, hour + timedelta(hours=1))


def test_many_looks_that_are_usual_for_all_ring_nothing(noon: Traveller, casey: Member, rosa: int) -> None:
    noon.move_to("2026-11-23T15:10:00Z")
    open_many(casey, 25, rosa)
    noon.move_to("2026-11-24T18:10:00Z")
    open_many(casey, 41, rosa)
    watch.hour(timezone.now().replace(minute=0))
    assert kinds() == []


# In words
@pytest.mark.parametrize("kind", Alarm.Kind)
def test_each_alarm_is_a_sentence_in_both_languages(casey: Member, kind: Alarm.Kind) -> None:
    alarm = Alarm(kind=kind, member=casey, at=timezone.now(), count=7, usual=2, due_on=timezone.localdate())
    told = sentences.of(alarm)
    assert told.bold.startswith("Casey Demo ")
    assert told.bold.endswith(".")
    with override("es"):
        assert sentences.of(alarm).bold != told.bold


def test_a_second_look_that_is_late_says_so(noon: Traveller, casey: Member) -> None:
    alarm = Alarm(
        kind=Alarm.Kind.EMERGENCY, member=casey, at=timezone.now(), due_on=timezone.localdate() - timedelta(1)
    )
    assert "was due by Mon, Nov 23" in sentences.of(alarm).fine


def test_mild_alarms_are_told_from_serious_ones() -> None:
    assert Alarm(kind=Alarm.Kind.AFTER_HOURS).is_mild
    assert not Alarm(kind=Alarm.Kind.EMERGENCY).is_mild
