"""Finding people: the same rights, entries and pace as on the screen."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from pytest_django.asserts import assertContains
from pytest_django.fixtures import DjangoAssertNumQueries

from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.people.models import Alarm, Receipt
from commonhall.service_requests.models import ServiceRequest
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests import dump
from tests.api.asking import Caller
from tests.api.conftest import caller_for
from tests.desk.calling import Taker, open_first
from tests.service_requests import making

CALL = {"query": "Rosa Marin", "reason": "incoming call"}


@pytest.fixture
def taker(city: None, browser_of: Callable[[Role], Client]) -> Taker:
    """The member themselves, at the desk."""
    return Taker(browser_of(Role.CALL_TAKER))


def subjects() -> list[tuple[str, log.Subject]]:
    return [(entry.kind, log.subject_of(entry)) for entry in Entry.objects.order_by("at")]


def test_a_person_is_found_with_all_ways_to_reach_them(casey: Caller, named: ServiceRequest) -> None:
    (person,) = casey.post("/people/search", **CALL)["people"]
    assert person.pop("id")
    assert person == {
        "name": "Rosa Marin",
        "phones": ["+13025550147"],
        "emails": ["rosa@example.com"],
        "addresses": [],
        "score": 1.0,
        "requests": [named.reference],
    }


def test_a_search_leaves_the_same_rows_as_on_the_screen(
    casey: Caller, named: ServiceRequest, taker: Taker, members: dict[Role, Member]
) -> None:
    casey.post("/people/search", **CALL)
    by_token = subjects()
    open_first(taker.begin().client, "Rosa Marin")
    on_screen = subjects()[len(by_token) :]
    assert len(by_token) == 2
    assert all(subject.token for _kind, subject in by_token)
    assert [(kind, replace(subject, token="")) for kind, subject in by_token] == on_screen
    assert {entry.actor for entry in Entry.objects.all()} == {members[Role.CALL_TAKER].pk}
    assert Receipt.objects.count() == 2


def test_who_watches_sees_which_looks_a_program_made(
    casey: Caller, named: ServiceRequest, taker: Taker, browser_of: Callable[[Role], Client]
) -> None:
    casey.post("/people/search", **CALL)
    open_first(taker.begin().client, "Rosa Marin")
    page = browser_of(Role.PRIVACY_OFFICER).get("/en/staff/looks/")
    assertContains(page, "<td>opened a contact</td>", count=1, html=True)
    assertContains(page, "<td>opened a contact, by a program</td>", count=1, html=True)


def test_ten_at_once_are_each_an_entry_with_their_own_requests_in_bounded_queries(
    casey: Caller, named: ServiceRequest, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    theirs = [named, *(making.reported(contact=making.ROSA) for _ in range(11))]
    with django_assert_max_num_queries(30):  # of one person it is as many
        people = casey.post("/people/search", **CALL)["people"]
    assert len(people) == 10
    found = [reference for person in people for reference in person["requests"]]
    assert len(found) == len(set(found)) == 10
    assert set(found) < {each.reference for each in theirs}
    assert Entry.objects.filter(kind=Entry.Kind.CONTACT_OPENED).count() == 10


def test_without_a_reason_or_with_another_nobody_is_sought(casey: Caller, named: ServiceRequest) -> None:
    said = casey.post("/people/search", answers=422, query="Rosa Marin")
    assert said["fields"] == [{"field": "reason", "message": "It is missing."}]
    casey.post("/people/search", answers=422, query="Rosa Marin", reason="curious")
    casey.post("/people/search", answers=422, query="Rosa Marin", reason="follow-up", reference="nothing")
    assert not Entry.objects.exists()


def test_a_follow_up_names_its_request(casey: Caller, named: ServiceRequest) -> None:
    asked = {"query": "Rosa Marin", "reason": "follow-up", "reference": named.reference}
    assert casey.post("/people/search", **asked)["people"]
    assert {subject.request for _kind, subject in subjects()} == {str(named.pk)}


def test_a_supervisor_of_another_department_finds_nobody(robin: Member, named: ServiceRequest) -> None:
    assert caller_for(robin).post("/people/search", **CALL) == {"people": []}
    assert [kind for kind, _subject in subjects()] == ["searched"]


def test_who_looks_too_fast_sees_nobody_and_rings(casey: Caller, named: ServiceRequest) -> None:
    for _ in range(30):
        casey.post("/people/search", **CALL)
    casey.post("/people/search", answers=429, **CALL)
    assert Alarm.objects.exists()
    assert Entry.objects.filter(kind=Entry.Kind.CONTACT_OPENED).count() == 30
    assert Entry.objects.filter(kind=Entry.Kind.SEARCHED).count() == 30


def test_nothing_that_was_sought_lies_open(casey: Caller, named: ServiceRequest) -> None:
    casey.post("/people/search", query="Rosalinde Marinska", reason="incoming call")
    assert not dump.holds("Rosalinde")
