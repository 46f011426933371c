"""Finding who calls: seen while one types, opened for the call's reason, and the request becomes theirs."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.people import contacts
from commonhall.people.contacts import Contact
from commonhall.people.models import LookSession
from commonhall.service_requests import words
from commonhall.service_requests.models import ServiceRequest
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests.desk.calling import Taker, handle_in, open_first, seek
from tests.service_requests import making

ROSA = Contact(name="Rosa Marin", phone="+13025550147", email="rosa@example.com", address="417 Elm St")


@pytest.fixture
def earlier(city: None) -> ServiceRequest:
    """A request Rosa made before."""
    return making.reported("The lamp flickers", contact=ROSA, service="street-light")


def join_in(page: HttpResponse) -> str:
    found = re.search(r'name="join" value="([^"]+)"', page.content.decode())
    assert found, "nobody was opened"
    return unescape(found[1])


def test_results_show_name_and_street_and_what_fits_and_no_more(
    taker: Taker, earlier: ServiceRequest
) -> None:
    taker.begin()
    found = seek(taker.client, "roza 0147")
    assertContains(found, "<mark>Rosa</mark>")
    assertContains(found, "Elm St")
    assertContains(found, "<mark>the phone number fits</mark>")
    for hidden in ("5550147", "555-0147", "rosa@example.com", "417", earlier.reference):
        assertNotContains(found, hidden)


def test_a_person_opens_with_contact_and_earlier_requests(taker: Taker, earlier: ServiceRequest) -> None:
    taker.begin()
    opened = open_first(taker.client, "marin")
    for shown in ("(302) 555-0147", "rosa@example.com", "417 Elm St", "Street light out"):
        assertContains(opened, shown)
    entry = Entry.objects.get(kind=Entry.Kind.CONTACT_OPENED)
    link = words.contact_link(earlier)
    assert link is not None
    assert (log.subject_of(entry).person, log.subject_of(entry).reason) == (link.person, "incoming call")


def test_what_is_typed_becomes_one_entry_that_names_query_and_reason(
    taker: Taker, earlier: ServiceRequest
) -> None:
    taker.begin()
    for typed in ("mar", "mari", "marin"):
        seek(taker.client, typed)
    assert not Entry.objects.filter(kind=Entry.Kind.SEARCHED).exists()
    taker.client.post("/en/staff/desk/end/", {"csrfmiddlewaretoken": taker.hidden("csrfmiddlewaretoken")})
    subject = log.subject_of(Entry.objects.get(kind=Entry.Kind.SEARCHED))
    assert (subject.query, subject.reason) == ("marin", "incoming call")


def test_without_a_call_nothing_can_be_sought(taker: Taker, earlier: ServiceRequest) -> None:
    found = seek(taker.client, "marin")
    assertContains(found, "Choose again why you look")
    assertNotContains(found, "Elm")
    page = taker.client.get("/en/staff/find/")
    assertContains(page, "First say why you look")
    assertNotContains(page, 'type="search"')


def test_the_request_becomes_that_persons(taker: Taker, earlier: ServiceRequest) -> None:
    taker.fills()
    handle = join_in(open_first(taker.client, "rosa marin"))
    taker.presses("join", handle)
    assertContains(taker.page, "This call is theirs")
    assert taker.typed("name") == "Rosa Marin"
    taker.types(caller=taker.hidden("caller"), name="Rosa Marin", phone="302-555-0147").presses("send")
    if not taker.text.count('class="ref"'):
        taker.types(ok="on").presses("send")
    before, after = words.contact_link(earlier), words.contact_link(taker.request)
    assert before is not None
    assert after is not None
    assert before.person == after.person
    assert set(contacts.open_record(before.person).requests) == {earlier.pk, taker.request.pk}


def test_a_call_can_be_taken_from_the_wrong_person_again(taker: Taker, earlier: ServiceRequest) -> None:
    taker.fills()
    taker.presses("join", join_in(open_first(taker.client, "rosa marin")))
    taker.presses("join", "")
    assert taker.hidden("caller") == ""
    assertNotContains(taker.page, "This call is theirs")


def test_making_it_anonymous_forgets_whom_the_call_was_joined_to(
    taker: Taker, earlier: ServiceRequest
) -> None:
    taker.fills()
    taker.presses("join", join_in(open_first(taker.client, "rosa marin")))
    taker.types(caller=taker.hidden("caller"))
    taker.cuts()
    assert taker.hidden("caller") == ""
    assertNotContains(taker.page, "Rosa")
    assert not LookSession.objects.exists()
    taker.fields.pop("caller")
    taker.reads_out()
    assert taker.request.is_anonymous
    assert taker.request.contact_sealed is None


def test_what_is_no_handle_joins_nobody(taker: Taker, earlier: ServiceRequest) -> None:
    taker.fills()
    taker.presses("join", "not a handle")
    assertContains(taker.page, "This look is over")
    assert taker.hidden("caller") == ""


def test_a_supervisor_finds_those_of_their_department(
    earlier: ServiceRequest, browser_of: Callable[[Role], Client]
) -> None:
    supervisor = browser_of(Role.SUPERVISOR)
    supervisor.post("/en/staff/looks/call/", {"reason": "law", "next": "/en/staff/find/"})
    found = supervisor.post("/en/staff/find/", {"sought": "marin"})
    member_sees = earlier.department_id == _department_of(supervisor)
    assert ("<mark>Marin</mark>" in found.content.decode()) is member_sees
    assertContains(found, "Find a person")


def test_a_supervisor_is_told_when_those_who_fit_first_are_all_of_others(
    city: None, browser_of: Callable[[Role], Client]
) -> None:
    for letter in "ABCDEFGHIJKL":
        making.reported(contact=Contact(name=f"{letter}nna Smith"))
    ServiceRequest.objects.update(department="water")
    supervisor = browser_of(Role.SUPERVISOR)
    ServiceRequest.objects.exclude(service__code="x").update(department="water")
    supervisor.post("/en/staff/looks/call/", {"reason": "law"})
    assertContains(seek(supervisor, "smith"), "none of the first is of your department")


def test_a_supervisor_comes_to_finding_by_the_menu(browser_of: Callable[[Role], Client]) -> None:
    assertContains(browser_of(Role.SUPERVISOR).get("/en/staff/queue/"), 'href="/en/staff/find/"')


def test_whom_a_follow_up_finds_is_opened_for_its_request(
    earlier: ServiceRequest, browser_of: Callable[[Role], Client]
) -> None:
    taker = browser_of(Role.CALL_TAKER)
    taker.post("/en/staff/looks/call/", {"reason": "follow-up", "reference": earlier.reference})
    handle = handle_in(seek(taker, "marin"))
    taker.post("/en/staff/person/found/", {"person": handle})
    entry = Entry.objects.get(kind=Entry.Kind.CONTACT_OPENED)
    assert log.subject_of(entry).request == str(earlier.pk)


def test_what_is_sought_stands_in_no_address(taker: Taker, earlier: ServiceRequest) -> None:
    taker.begin()
    page = taker.client.get("/en/staff/find/", {"sought": "marin"})
    assertNotContains(page, "<mark>")


def _department_of(client: Client) -> str:
    return str(Member.objects.get(pk=client.session["_auth_user_id"]).department_id)


@pytest.mark.parametrize("calls", [True, False], ids=["while the call lasts", "after the call"])
def test_whom_a_search_found_is_never_opened_for_another_reason(
    calls: bool, taker: Taker, earlier: ServiceRequest
) -> None:
    taker.begin()
    handle = handle_in(seek(taker.client, "marin"))
    if not calls:
        taker.client.post(reverse("people:end-call"))
    answer = taker.client.post(reverse("people:open"), {"person": handle, "reason": "law"}, follow=True)
    assertContains(answer, "This look is over")
    assert not Entry.objects.filter(kind=Entry.Kind.CONTACT_OPENED).exists()


def test_after_the_call_a_found_person_stays_shut(taker: Taker, earlier: ServiceRequest) -> None:
    taker.begin()
    handle = handle_in(seek(taker.client, "marin"))
    taker.client.post(reverse("people:end-call"))
    answer = taker.client.post(reverse("people:open-found"), {"person": handle}, follow=True)
    assertContains(answer, "The call is over")
    assert not Entry.objects.filter(kind=Entry.Kind.CONTACT_OPENED).exists()


def test_a_found_person_opens_as_a_page_where_no_script_runs(taker: Taker, earlier: ServiceRequest) -> None:
    taker.begin()
    page = taker.client.post(reverse("people:open-found"), {"person": handle_in(seek(taker.client, "marin"))})
    assertContains(page, "417 Elm St")
    (entry,) = Entry.objects.filter(kind=Entry.Kind.CONTACT_OPENED)
    assert log.subject_of(entry).reason == "incoming call"
