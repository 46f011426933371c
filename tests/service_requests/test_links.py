"""A lost link is given again by the desk: for a reason, logged, and the old ones end only where that is asked for."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.people import contacts, handles, pace, watch
from commonhall.people.models import Alarm
from commonhall.people.reasons import Reason
from commonhall.service_requests import links
from commonhall.service_requests.models import ServiceRequest
from commonhall.staff.models import Department, Member
from commonhall.staff.roles import Role
from commonhall.vault import tokens
from commonhall.vault.keyring import Purpose
from tests.service_requests import making
from tests.service_requests.test_given import person_of

pytestmark = pytest.mark.usefixtures("noon", "photo_folder")


@pytest.fixture
def desk(browser_of: Callable[[Role], Client]) -> Client:
    return browser_of(Role.CALL_TAKER)


def opened(desk: Client, request: ServiceRequest, by: Member) -> HttpResponse:
    """The page of the person whose request it is, opened for a reason."""
    handle = handles.shut(person_of(request), by, request=str(request.pk))
    return desk.post(reverse("people:open"), {"person": handle, "reason": "follow-up"})


def handle_in(page: HttpResponse) -> str:
    found = re.search(r'name="person" value="([^"]+)"', page.content.decode())
    assert found
    return unescape(found[1])


def give(desk: Client, request: ServiceRequest, handle: str, **more: str) -> HttpResponse:
    return desk.post(
        reverse("service_requests:give-link", args=[request.reference]), {"person": handle, **more}
    )


def address_in(page: HttpResponse) -> str:
    found = re.search(r'<p class="typed">https?://[^/]+([^<]+)</p>', page.content.decode())
    assert found
    return found[1]


def test_the_desk_gives_out_a_new_link_that_opens_the_page(
    desk: Client, client: Client, named: ServiceRequest, members: dict[Role, Member]
) -> None:
    person = opened(desk, named, members[Role.CALL_TAKER])
    assertContains(person, reverse("service_requests:give-link", args=[named.reference]))
    page = give(desk, named, handle_in(person))
    assertContains(page, '<svg class="qr"')
    assert page["Cache-Control"] == "no-store"
    assertContains(client.get(address_in(page)), "Deep hole beside my gate.")


def test_it_is_logged_and_the_resident_reads_of_it(
    desk: Client, client: Client, named: ServiceRequest, members: dict[Role, Member]
) -> None:
    page = give(desk, named, handle_in(opened(desk, named, members[Role.CALL_TAKER])))
    entry = Entry.objects.get(kind=Entry.Kind.LINK_GIVEN)
    assert entry.actor == members[Role.CALL_TAKER].pk
    subject = log.subject_of(entry)
    assert (subject.person, subject.request, subject.reason) == (
        person_of(named),
        str(named.pk),
        Reason.FOLLOW_UP,
    )
    assertContains(client.get(address_in(page)), "gave out a new link to this page")
    assert not named.events.filter(
        by=members[Role.CALL_TAKER]
    ).exists()  # two in one call would be one person's


def test_links_of_before_stay_good_unless_they_are_ended(
    desk: Client, client: Client, named: ServiceRequest, members: dict[Role, Member]
) -> None:
    old, handle = links.follow(named), handle_in(opened(desk, named, members[Role.CALL_TAKER]))
    assertContains(give(desk, named, handle), "Links of before stay good")
    assert client.get(old).status_code == 200
    ended = give(desk, named, handle, ends_others="1")
    assertContains(ended, "don’t open the page any more.")
    assert client.get(address_in(ended)).status_code == 200
    gone = client.get(old)
    assertContains(gone, "This link does not work any more", status_code=410)
    for at in ("add/", "take-back/", "answer/", "contact/", "keep/"):
        assert client.get(f"{old}{at}").status_code == 410


def test_a_link_from_before_links_could_be_ended_is_good_until_they_are(
    client: Client, named: ServiceRequest
) -> None:
    token = tokens.issue(Purpose.TOKEN, named.pk.bytes, lifetime=links.LIFETIME)
    path = reverse("service_requests:follow", args=[token])
    assert client.get(path).status_code == 200
    ServiceRequest.objects.update(links_ended=1)
    assert client.get(path).status_code == 410


def test_it_is_given_only_for_a_request_of_the_opened_person(
    desk: Client, named: ServiceRequest, members: dict[Role, Member]
) -> None:
    handle = handle_in(opened(desk, named, members[Role.CALL_TAKER]))
    for other in (making.reported(contact=making.ROSA), making.reported()):
        assert give(desk, other, handle).status_code == 403
    assert not Entry.objects.filter(kind=Entry.Kind.LINK_GIVEN).exists()


def test_who_does_not_see_the_request_gets_no_link_to_it(
    supervisor: Client, named: ServiceRequest, members: dict[Role, Member]
) -> None:
    parks = Department.objects.create(code="parks-of-a-test", names={"en": "Parks"})
    other = making.reported(contact=making.ROSA, person=person_of(named))
    ServiceRequest.objects.filter(pk=other.pk).update(department=parks)
    page = opened(supervisor, named, members[Role.SUPERVISOR])
    assertContains(page, f"{other.reference[:3]} {other.reference[3:]}")
    assertNotContains(page, reverse("service_requests:give-link", args=[other.reference]))
    assert give(supervisor, other, handle_in(page)).status_code == 403
    assert not Entry.objects.filter(kind=Entry.Kind.LINK_GIVEN).exists()


def test_links_are_given_no_faster_than_contacts_are_opened(
    desk: Client, named: ServiceRequest, members: dict[Role, Member]
) -> None:
    handle = handle_in(opened(desk, named, members[Role.CALL_TAKER]))
    answers = [give(desk, named, handle).status_code for _ in range(pace.MOST_OPENINGS)]
    assert answers == [200] * (pace.MOST_OPENINGS - 1) + [302]
    assert Alarm.objects.filter(kind=Alarm.Kind.TOO_FAST).exists()


@pytest.mark.parametrize("handle", ["", "abc"])
def test_it_is_given_only_while_the_person_is_open(desk: Client, named: ServiceRequest, handle: str) -> None:
    assertRedirects(give(desk, named, handle), reverse("staff:home"), fetch_redirect_response=False)
    assert not Entry.objects.filter(kind=Entry.Kind.LINK_GIVEN).exists()


def test_a_look_that_is_over_gives_none(
    desk: Client, named: ServiceRequest, members: dict[Role, Member], noon: time_machine.Traveller
) -> None:
    handle = handle_in(opened(desk, named, members[Role.CALL_TAKER]))
    noon.shift(timedelta(minutes=11))
    assert give(desk, named, handle).status_code == 302
    assert not Entry.objects.filter(kind=Entry.Kind.LINK_GIVEN).exists()


def test_the_handle_of_a_person_who_was_not_opened_gives_none(
    desk: Client, named: ServiceRequest, members: dict[Role, Member]
) -> None:
    shut = handles.shut(person_of(named), members[Role.CALL_TAKER])
    assert give(desk, named, shut).status_code == 302
    assert not Entry.objects.filter(kind=Entry.Kind.LINK_GIVEN).exists()


def test_of_an_erased_person_none_is_given(
    desk: Client, named: ServiceRequest, members: dict[Role, Member]
) -> None:
    handle = handle_in(opened(desk, named, members[Role.CALL_TAKER]))
    contacts.erase(person_of(named))
    assert give(desk, named, handle).status_code == 302


def test_its_address_opened_as_a_link_leads_to_the_request(desk: Client, named: ServiceRequest) -> None:
    address = reverse("service_requests:give-link", args=[named.reference])
    assertRedirects(desk.get(address), reverse("service_requests:work", args=[named.reference]))


@pytest.mark.parametrize("gives", [True, False])
def test_giving_a_link_is_something_done_after_a_look(
    desk: Client,
    named: ServiceRequest,
    members: dict[Role, Member],
    noon: time_machine.Traveller,
    *,
    gives: bool,
) -> None:
    handle = handle_in(opened(desk, named, members[Role.CALL_TAKER]))
    if gives:
        give(desk, named, handle)
    noon.shift(timedelta(days=2))
    watch.minute()
    assert Alarm.objects.filter(kind=Alarm.Kind.NOTHING_DONE).exists() is not gives


def test_the_page_to_keep_shows_link_reference_day_and_code(client: Client, named: ServiceRequest) -> None:
    path = links.follow(named)
    page = client.get(f"{path}keep/")
    assert address_in(page) == path
    for shown in ('<svg class="qr"', "data-print", "Monday, February 22, 2027"):
        assertContains(page, shown)
    assertContains(page, f"{named.reference[:3]} {named.reference[3:]}")
    for secret in ("Deep hole", "Rosa"):
        assertNotContains(page, secret)
