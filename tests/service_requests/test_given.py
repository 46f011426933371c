"""The page behind a request's link shows and puts right what this request gave, and tells who looked."""

import re
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.people import contacts, emergencies, handles, merging
from commonhall.people.contacts import Contact
from commonhall.people.emergencies import Emergency
from commonhall.people.handles import By
from commonhall.people.reasons import Reason
from commonhall.service_requests import links, looked, words, work
from commonhall.service_requests.models import ServiceRequest
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests import dump
from tests.service_requests import making
from tests.service_requests.making import ROSA

pytestmark = pytest.mark.usefixtures("services", "photo_folder")
LATER = Contact(name="Rosa Perez", phone="+13025550199")


def person_of(request: ServiceRequest) -> int:
    link = words.contact_link(ServiceRequest.objects.get(pk=request.pk))
    assert link
    return link.person


def page_of(client: Client, request: ServiceRequest) -> HttpResponse:
    return client.get(links.follow(request))


def put_right(client: Client, request: ServiceRequest, **fields: str) -> HttpResponse:
    return client.post(f"{links.follow(request)}contact/", fields, follow=True)


def text_of(page: HttpResponse) -> str:
    """The words of the page, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


@pytest.fixture
def both(named: ServiceRequest) -> tuple[ServiceRequest, ServiceRequest]:
    """Two requests of one person, the second with another name and number."""
    second = making.reported(contact=LATER)
    merging.merge(person_of(second), person_of(named), by=By(member=uuid.uuid4()))
    return named, second


def test_the_page_shows_what_this_request_gave_and_nothing_of_the_person_besides(
    client: Client, both: tuple[ServiceRequest, ServiceRequest]
) -> None:
    first, second = both
    assertContains(page_of(client, first), "(302) 555-0147")
    assertContains(page_of(client, second), "Rosa Perez")
    for request, other in ((first, ["Perez", "0199", second.reference]), (second, ["Marin", "0147"])):
        for detail in other:
            assertNotContains(page_of(client, request), detail)


def test_opening_it_changes_nothing_whatever_address_is_opened(client: Client, named: ServiceRequest) -> None:
    before = dump.of_the_database()
    page_of(client, named)
    client.get(f"{links.follow(named)}contact/", {"name": "Somebody else"})
    assert dump.of_the_database() == before


def test_it_is_asked_on_a_page_of_its_own_that_changes_nothing(client: Client, named: ServiceRequest) -> None:
    follow = links.follow(named)
    assertContains(client.get(f"{follow}contact/"), ROSA.name)
    assert contacts.open_record(person_of(named)).contact == ROSA
    contacts.erase(person_of(named))
    assertRedirects(client.get(f"{follow}contact/"), follow)


def test_another_language_keeps_what_is_half_put_right(client: Client, named: ServiceRequest) -> None:
    typed = {"name": "Rosa Marín", "phone": "302 55", "again": "1"}
    page = client.post(f"{links.follow(named).replace('/en/', '/es/')}contact/", typed)
    assertContains(page, "Rosa Marín")
    assertContains(page, 'value="302 55"')
    assertNotContains(page, "usa-error-message")
    assert contacts.open_record(person_of(named)).contact == ROSA


def test_what_is_put_right_is_what_staff_then_use(client: Client, named: ServiceRequest) -> None:
    page = put_right(client, named, name="Rosa Marín", phone="302 555 0155", email="", address="")
    assertContains(page, "Kept as you put it right.")
    assertContains(page, "(302) 555-0155")
    record = contacts.open_record(person_of(named))
    right = Contact(name="Rosa Marín", phone="+13025550155")
    assert (record.contact, record.given) == (right, {named.pk: right})
    link = words.contact_link(ServiceRequest.objects.get(pk=named.pk))
    assert link is not None
    assert link.parts == ("name", "phone")


def test_what_another_request_gave_stays_and_so_does_what_staff_use_of_it(
    client: Client, both: tuple[ServiceRequest, ServiceRequest]
) -> None:
    first, second = both
    put_right(client, first, name="Rosa Marin", phone="302-555-0155")
    record = contacts.open_record(person_of(second))
    assert record.given[second.pk] == LATER
    assert record.contact.phone == LATER.phone


def test_the_language_of_the_person_stays(client: Client, services: None) -> None:
    request = making.reported(contact=replace(ROSA, language="es"))
    put_right(client, request, name="Rosa")
    record = contacts.open_record(person_of(request))
    assert (record.contact.language, record.given[request.pk].language) == ("es", "es")


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("phone", "12", "That does not look like a phone number."),
        ("email", "rosa@", "That does not look like an e-mail address."),
        ("name", "R" * 121, "Shorten it."),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_changes(
    client: Client, named: ServiceRequest, field: str, typed: str, said: str
) -> None:
    page = put_right(client, named, **{field: typed})
    assertContains(page, said, status_code=422)
    assertContains(page, f'value="{typed}"', status_code=422)
    assert contacts.open_record(person_of(named)).contact == ROSA


def test_all_of_it_can_be_taken_out(client: Client, named: ServiceRequest) -> None:
    assertContains(put_right(client, named), "We can’t reach you about this request.")
    assert contacts.open_record(person_of(named)).contacts == (Contact(),)


def test_the_log_notes_a_correction_and_no_value(client: Client, named: ServiceRequest) -> None:
    put_right(client, named, name="Rosa Marín")
    entry = Entry.objects.get(kind=Entry.Kind.CONTACT_CORRECTED)
    assert entry.actor is None
    assert log.subject_of(entry) == log.Subject(person=person_of(named), request=str(named.pk))


def test_after_an_erasure_there_is_nothing_to_put_right(client: Client, named: ServiceRequest) -> None:
    contacts.erase(person_of(named))
    assertContains(page_of(client, named), "Erased")
    assertContains(put_right(client, named, name="Rosa"), "This person was erased.", status_code=409)


def test_a_link_that_is_no_more_good_puts_nothing_right(client: Client, named: ServiceRequest) -> None:
    with time_machine.travel(timezone.now() - links.LIFETIME - timedelta(minutes=1)):
        old = links.follow(named)
    assert client.post(f"{old}contact/", {"name": "Somebody else"}).status_code == 410
    assert contacts.open_record(person_of(named)).contact == ROSA


def test_an_anonymous_request_has_no_such_page(client: Client, anonymous: ServiceRequest) -> None:
    assert put_right(client, anonymous, name="Somebody").status_code == 410


def test_corrections_are_limited(client: Client, named: ServiceRequest) -> None:
    answers = [put_right(client, named, name="Rosa Marin").status_code for _ in range(12)]
    assert answers[-1] == 429


def test_who_looked_is_told_by_day_role_and_reason_and_never_by_name(
    client: Client, named: ServiceRequest, members: dict[Role, Member]
) -> None:
    assertContains(page_of(client, named), "Nobody has, so far.")
    casey, wren = members[Role.CALL_TAKER], members[Role.WORKER]
    with time_machine.travel("2026-12-01 19:40Z", tick=False):
        work.open_contact(named, Reason.LAW, by=casey)
        work.open_photo(named.photos.get(), by=wren)
        page = text_of(page_of(client, named))
    assert re.search(
        r"Dec 1.{0,12}2:40 pm 311 call taker opened the contact, to do what the law asks for", page
    )
    assert "Department worker saw a photo, while working on the request" in page
    for member in (casey, wren):
        assert member.name not in page


def test_an_emergency_is_told_and_in_the_role_of_then(
    client: Client, named: ServiceRequest, members: dict[Role, Member]
) -> None:
    wren = members[Role.WORKER]
    emergencies.open_contact(Emergency(reference=named.reference, note="Gas smell at the house."), by=wren)
    Member.objects.filter(pk=wren.pk).update(role=Role.WEB_EDITOR, department=None)
    page = text_of(page_of(client, named))
    assert "Department worker opened the contact in an emergency" in page
    assert "Gas smell" not in page


def test_looks_at_others_are_not_told(
    client: Client, named: ServiceRequest, members: dict[Role, Member]
) -> None:
    work.open_contact(making.reported(contact=LATER), Reason.LAW, by=members[Role.CALL_TAKER])
    assertContains(page_of(client, named), "Nobody has, so far.")


def test_a_look_at_the_whole_person_is_one_at_each_of_their_requests(
    client: Client, both: tuple[ServiceRequest, ServiceRequest], members: dict[Role, Member]
) -> None:
    casey = members[Role.CALL_TAKER]
    handles.open_person(handles.shut(person_of(both[0]), casey), Reason.INCOMING_CALL, by=casey)
    for request in both:
        assertContains(page_of(client, request), "opened the contact, to answer a call from this person")


def test_a_look_counts_for_whoever_the_request_belonged_to_then(
    named: ServiceRequest, members: dict[Role, Member]
) -> None:
    casey = members[Role.CALL_TAKER]
    other = making.reported(contact=LATER)
    before, after = person_of(named), person_of(other)

    def look(person: int) -> None:
        handles.open_person(handles.shut(person, casey), Reason.LAW, by=casey)

    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        for person in (before, after):
            clock.shift(60)
            look(person)
        clock.shift(60)
        merging.merge(after, before, by=By(member=casey.pk))
        clock.shift(60)
        look(after)
        found = looked.at(ServiceRequest.objects.get(pk=named.pk)).found
    assert [each.at - start for each in found] == [timedelta(minutes=4), timedelta(minutes=1)]


def test_it_says_since_when_looks_were_sought(named: ServiceRequest) -> None:
    named.refresh_from_db()
    assert looked.at(named).since == named.received_at
    with time_machine.travel(timezone.now() + links.LIFETIME + timedelta(days=5), tick=False):
        assert looked.at(named).since == timezone.now() - links.LIFETIME


def test_looks_are_sought_in_so_many_entries_and_no_more(
    named: ServiceRequest, members: dict[Role, Member]
) -> None:
    work.open_contact(named, Reason.LAW, by=members[Role.CALL_TAKER])
    other = making.reported(contact=LATER)
    for _ in range(2):
        work.open_contact(other, Reason.LAW, by=members[Role.CALL_TAKER])
    looks = looked.at(named, most=2)
    assert looks.found == ()
    assert looks.since == Entry.objects.order_by("-at")[1].at


def test_the_page_asks_the_database_little(
    client: Client,
    named: ServiceRequest,
    members: dict[Role, Member],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(5):
        work.open_contact(named, Reason.LAW, by=members[Role.CALL_TAKER])
    with django_assert_max_num_queries(12):
        page_of(client, named)


def test_staff_see_what_this_request_gave_where_it_differs(
    both: tuple[ServiceRequest, ServiceRequest], browser_of: Callable[[Role], Client]
) -> None:
    first, _second = both
    address = f"/en/staff/requests/{first.reference}/contact/"
    page = browser_of(Role.CALL_TAKER).post(address, {"reason": "law"})
    assertContains(page, "(302) 555-0199")
    assertContains(page, "Phone given with this request")
    assertContains(page, "(302) 555-0147")
