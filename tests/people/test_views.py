"""The page of a person: opened by a form, for a reason; what is done on it; nothing of them in any address."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from time_machine import Traveller

from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.holdings import holds
from commonhall.people import contacts, handles
from commonhall.people.contacts import Contact
from commonhall.people.record import Answer, AskedBy, Way
from commonhall.service_requests import words
from commonhall.service_requests.models import ServiceRequest
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests.service_requests import making
from tests.service_requests.making import ROSA

pytestmark = pytest.mark.usefixtures("services")
MISSPELT = Contact(name="Rosa Maren", phone="+13025550199", address="417 Elm St")


def person_of(request: ServiceRequest) -> int:
    link = words.contact_link(ServiceRequest.objects.get(pk=request.pk))
    assert link
    return link.person


class Desk:
    """A member of staff at the page of a person: each deed answers with the page that comes next."""

    def __init__(self, client: Client, member: Member) -> None:
        self.client, self.member = client, member
        self.page = HttpResponse()

    def opens(self, request: ServiceRequest, reason: str = "incoming call") -> HttpResponse:
        handle = handles.shut(person_of(request), self.member, request=str(request.pk))
        self.page = self.client.post(reverse("people:open"), {"person": handle, "reason": reason})
        return self.page

    def does(self, deed: str, /, **fields: object) -> HttpResponse:
        """Send a form of the page that is shown."""
        self.page = self.client.post(reverse(f"people:{deed}"), {"person": self.hidden("person"), **fields})
        return self.page

    def hidden(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self.page.content.decode())
        assert found, f"the page has no field {name}"
        return unescape(found[1])


@pytest.fixture
def desk(browser_of: Callable[[Role], Client], members: dict[Role, Member]) -> Desk:
    """A call taker."""
    return Desk(browser_of(Role.CALL_TAKER), members[Role.CALL_TAKER])


@pytest.fixture
def supervisors_desk(browser_of: Callable[[Role], Client], members: dict[Role, Member]) -> Desk:
    return Desk(browser_of(Role.SUPERVISOR), members[Role.SUPERVISOR])


@pytest.fixture
def pothole() -> ServiceRequest:
    return making.reported(contact=ROSA)


@pytest.fixture
def light() -> ServiceRequest:
    """Reported by the same Rosa, who is another person so far."""
    return making.reported("Dark.", service="street-light", contact=MISSPELT)


def test_it_shows_the_contact_and_every_request(desk: Desk, pothole: ServiceRequest) -> None:
    contacts.attach(person_of(pothole), MISSPELT, request=making.reported(service="street-light").pk)
    page = desk.opens(pothole)
    for shown in (
        "Rosa Maren",
        "(302) 555-0199",
        "417 Elm St",
        "Pothole",
        "1000 block",
        "Given with it",
        "Marin",
    ):
        assertContains(page, shown)
    assert page["Cache-Control"] == "no-store"
    assert log.subject_of(Entry.objects.get()).reason == "incoming call"


def test_nothing_of_the_person_stands_in_the_title_or_an_address(desk: Desk, pothole: ServiceRequest) -> None:
    html = desk.opens(pothole).content.decode()
    (title,) = re.findall(r"<title>(.*?)</title>", html, re.DOTALL)
    assert "Rosa" not in title
    addresses = re.findall(r'(?:href|action)="([^"]*)"', html)
    assert not any(str(person_of(pothole)) in address or "Rosa" in address for address in addresses)
    assert str(person_of(pothole)) not in html


def test_without_a_reason_it_stays_shut(desk: Desk, pothole: ServiceRequest) -> None:
    assertRedirects(desk.opens(pothole, reason=""), reverse("staff:home"), fetch_redirect_response=False)
    assert not Entry.objects.exists()


def test_a_look_that_is_over_does_nothing_more(desk: Desk, pothole: ServiceRequest) -> None:
    handle = handles.shut(person_of(pothole), desk.member)
    answer = desk.client.post(reverse("people:add-name"), {"person": handle, "name": "Rosie"}, follow=True)
    assertContains(answer, "This look is over")
    assert contacts.open_record(person_of(pothole)).aliases == ()


def test_another_name_is_added_and_taken_out(desk: Desk, pothole: ServiceRequest) -> None:
    desk.opens(pothole)
    assertContains(desk.does("add-name", name="Rosie Marin"), "The name is added.")
    assertContains(desk.page, "Rosie Marin")
    assertContains(desk.does("add-name", name=""), "Write the name first.", status_code=422)
    assertNotContains(desk.does("remove-name", name="Rosie Marin"), "Rosie Marin")


def test_answers_about_consent_are_kept_where_they_changed(desk: Desk, pothole: ServiceRequest) -> None:
    desk.opens(pothole)
    page = desk.does("consent", email="not asked", text="no", call="yes", channel="telephone")
    assertContains(page, "The answers are kept.")
    assertContains(page, "Answered by telephone on")
    record = contacts.open_record(person_of(pothole))
    assert {way: record.answer(way) for way in Way} == {
        Way.EMAIL: Answer.NOT_ASKED,
        Way.TEXT: Answer.NO,
        Way.CALL: Answer.YES,
    }
    assert record.consents[Way.CALL].channel is AskedBy.TELEPHONE
    desk.does("consent", email="not asked", text="no", call="yes", channel="desk")
    assert contacts.open_record(person_of(pothole)).consents == record.consents


def test_two_are_compared_before_they_are_merged_and_both_looks_are_noted(
    desk: Desk, pothole: ServiceRequest, light: ServiceRequest
) -> None:
    desk.opens(pothole)
    page = desk.does("compare", reference=light.reference.lower())
    for shown in ("Rosa Marin", "Rosa Maren", "Are these two the same person?"):
        assertContains(page, shown)
    looks = [log.subject_of(entry).person for entry in Entry.objects.filter(kind=Entry.Kind.CONTACT_OPENED)]
    assert sorted(each for each in looks if each) == sorted([person_of(pothole), person_of(light)])
    assertContains(desk.does("merge", other=desk.hidden("other")), "The two are one person now.")
    assert person_of(light) == person_of(pothole)
    assertContains(desk.does("undo", place="0"), "It is undone.")
    assert person_of(light) != person_of(pothole)


@pytest.mark.parametrize("typed", ["222222", "", "nothing"])
def test_a_reference_that_names_nobody_is_said_to(desk: Desk, pothole: ServiceRequest, typed: str) -> None:
    desk.opens(pothole)
    said = "no request with that reference" if typed else "Write the reference first."
    assertContains(desk.does("compare", reference=typed), said, status_code=422)


def test_nobody_is_compared_with_themselves(desk: Desk, pothole: ServiceRequest) -> None:
    desk.opens(pothole)
    page = desk.does("compare", reference=pothole.reference)
    assertContains(page, "belongs to this person already", status_code=422)


def test_requests_that_are_ticked_get_a_person_of_their_own(
    desk: Desk, pothole: ServiceRequest, light: ServiceRequest
) -> None:
    desk.opens(pothole)
    desk.does("compare", reference=light.reference)
    desk.does("merge", other=desk.hidden("other"))
    assertContains(desk.does("split"), "Choose the requests to move", status_code=422)
    assertContains(desk.does("split", request=[light.pk]), "belong to a person of their own now")
    assert person_of(light) != person_of(pothole)


def test_what_was_undone_already_is_refused_in_words(desk: Desk, pothole: ServiceRequest) -> None:
    desk.opens(pothole)
    for place in ("0", "7", "x", ""):
        assertContains(desk.does("undo", place=place), "cannot be undone any more", status_code=422)


def test_a_supervisor_holds_a_person_and_lifts_it(supervisors_desk: Desk, pothole: ServiceRequest) -> None:
    supervisors_desk.opens(pothole, reason="law")
    assertContains(supervisors_desk.does("hold", reason=""), "Say why it is held", status_code=422)
    page = supervisors_desk.does("hold", reason="Case 26-114")
    assertContains(page, "This person is held")
    assertContains(page, "Case 26-114")
    assertContains(page, supervisors_desk.member.name)
    page = supervisors_desk.does("lift", hold=supervisors_desk.hidden("hold"))
    assertContains(page, "The hold is lifted.")
    assert not holds.Holds.now().all


def test_a_hold_of_something_else_is_not_lifted_here(
    supervisors_desk: Desk, pothole: ServiceRequest, light: ServiceRequest
) -> None:
    holds.place(person=person_of(light), reason="Case 26-114", by=supervisors_desk.member.pk)
    supervisors_desk.opens(pothole)
    supervisors_desk.does("lift", hold=holds.Holds.now().all[0].id)
    assert holds.Holds.now().of_person(person_of(light))


def test_a_call_taker_sees_that_somebody_is_held_and_cannot_lift_it(
    desk: Desk, pothole: ServiceRequest
) -> None:
    holds.place(person=person_of(pothole), reason="Case 26-114", by=desk.member.pk)
    page = desk.opens(pothole)
    assertContains(page, "This person is held")
    assertNotContains(page, "Lift the hold")


def test_the_contact_of_a_request_leads_to_the_person(desk: Desk, pothole: ServiceRequest) -> None:
    desk.page = desk.client.post(
        reverse("service_requests:open-contact", args=[pothole.reference]), {"reason": "law"}
    )
    page = desk.does("open", reason="law")
    assertContains(page, "A person, and what they asked for")
    subject = log.subject_of(Entry.objects.order_by("-at")[0])
    assert (subject.person, subject.request, subject.reason) == (person_of(pothole), str(pothole.pk), "law")


def test_one_who_was_erased_meanwhile_is_said_to_be_gone(desk: Desk, pothole: ServiceRequest) -> None:
    desk.opens(pothole)
    contacts.erase(person_of(pothole))
    answer = desk.client.post(
        reverse("people:add-name"), {"person": desk.hidden("person"), "name": "Rosie"}, follow=True
    )
    assertContains(answer, "This person was erased.")


def test_the_page_asks_the_database_little_however_many_requests_there_are(
    noon: Traveller,
    desk: Desk,
    pothole: ServiceRequest,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(8):
        contacts.attach(person_of(pothole), ROSA, request=making.reported().pk)
    handle = handles.shut(person_of(pothole), desk.member)
    # three of them for the session, seven for the look, its pace and its entry, two for what appointments there are
    with django_assert_max_num_queries(22):
        desk.client.post(reverse("people:open"), {"person": handle, "reason": "law"})
