"""The page of one request, as staff work with it."""

import io
import re
import uuid
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.people import contacts
from commonhall.service_requests import photos, words
from commonhall.service_requests.models import Event, Photo, ServiceRequest
from commonhall.service_requests.states import ClosedReason, State
from commonhall.staff.models import Department, Member
from commonhall.staff.roles import Role
from tests import dump
from tests.service_requests import making
from tests.service_requests.reporting import photograph

SECRETS = ("Rosa", "Marin", "555-0147", "rosa@example.com", "beside my gate")


@pytest.fixture
def named(services: None, photo_folder: Path) -> ServiceRequest:
    """A named request with a photo."""
    return making.reported(
        "Deep hole beside my gate. Call Rosa Marin, 302-555-0147.",
        contact=making.ROSA,
        photo=photos.prepare(io.BytesIO(photograph(60, 40).read())),
    )


@pytest.fixture
def anonymous(services: None) -> ServiceRequest:
    return making.reported()


@pytest.fixture
def worker(browser_of: Callable[[Role], Client]) -> Client:
    return browser_of(Role.WORKER)


@pytest.fixture
def supervisor(browser_of: Callable[[Role], Client]) -> Client:
    return browser_of(Role.SUPERVISOR)


def page_of(client: Client, request: ServiceRequest) -> HttpResponse:
    return client.get(reverse("service_requests:work", args=[request.reference]))


def send(client: Client, name: str, request: ServiceRequest, **fields: object) -> HttpResponse:
    """Send a form of the page; the answer, after the way back to the page."""
    return client.post(reverse(f"service_requests:{name}", args=[request.reference]), fields, follow=True)


def public_page(request: ServiceRequest) -> HttpResponse:
    return Client().get(reverse("service_requests:public", args=[request.reference]))


def typed_in(page: HttpResponse, field: str) -> str:
    """What stands in a text field of the page, by its id."""
    found = re.search(rf'<textarea[^>]* id="{field}"[^>]*>(.*?)</textarea>', page.content.decode(), re.DOTALL)
    assert found, f"the page has no field {field}"
    return unescape(found[1])


def chosen_in(page: HttpResponse, field: str) -> str:
    """What is chosen in a list of the page, by its id."""
    found = re.search(rf'<select[^>]* id="{field}".*?</select>', page.content.decode(), re.DOTALL)
    assert found, f"the page has no list {field}"
    value = re.search(r'value="([^"]*)" selected', found[0])
    return unescape(value[1]) if value else ""


def test_a_public_note_is_read_by_everyone_and_without_who_wrote_it(
    worker: Client, anonymous: ServiceRequest
) -> None:
    page = send(worker, "publish", anonymous, note="A crew comes\r\non Tuesday.")
    assertContains(page, "The note is published.")
    assertContains(page, "by Wren Demo")
    assertContains(public_page(anonymous), "A crew comes<br>on Tuesday.")
    assertNotContains(public_page(anonymous), "Wren")


def test_an_internal_note_is_for_staff_alone_and_sealed(worker: Client, anonymous: ServiceRequest) -> None:
    page = send(worker, "note-internally", anonymous, note="The pipe below leaks.")
    assertContains(page, "The pipe below leaks.")
    assertNotContains(public_page(anonymous), "pipe")
    event = Event.objects.get(kind=Event.Kind.INTERNAL_NOTE)
    assert b"pipe" not in bytes(event.internal_sealed or b"")
    assert event.public_note == ""
    assert words.internal(event) == "The pipe below leaks."


@pytest.mark.parametrize(
    ("note", "kind"),
    [
        ("Call Wren at 302-555-0147.", "phone number"),
        ("Write to rosa@example.com.", "e-mail"),
        ("My name is Rosa Marin.", "name"),
    ],
)
def test_a_public_note_with_personal_details_is_refused_and_kept_in_its_field(
    worker: Client, anonymous: ServiceRequest, note: str, kind: str
) -> None:
    page = send(worker, "publish", anonymous, note=note)
    assertContains(page, "Not published.", status_code=422)
    assertContains(page, kind, status_code=422)
    assert typed_in(page, "public") == note
    assertNotContains(public_page(anonymous), note)


def test_the_citys_own_number_may_stand_in_a_note(worker: Client, anonymous: ServiceRequest) -> None:
    send(worker, "publish", anonymous, note="Call (302) 555-0111 when it comes back.")
    assertContains(public_page(anonymous), "(302) 555-0111")


@pytest.mark.parametrize(("name", "field"), [("publish", "public"), ("note-internally", "internal")])
@pytest.mark.parametrize(
    ("note", "said"),
    [("  \r\n ", "Write something first."), ("x" * 4001, "longer than 4000 characters"), ("a\x00b", "Null")],
    ids=["empty", "too long", "nul"],
)
def test_a_note_that_cannot_be_kept_stays_in_its_field(
    worker: Client, anonymous: ServiceRequest, name: str, field: str, note: str, said: str
) -> None:
    page = send(worker, name, anonymous, note=note)
    assertContains(page, said, status_code=422)
    assert typed_in(page, field).strip() == note.strip()
    assert not Event.objects.filter(by__isnull=False).exists()


def test_a_browsers_line_ends_count_once(worker: Client, anonymous: ServiceRequest) -> None:
    assertContains(
        send(worker, "publish", anonymous, note="\r\n".join(["ab"] * 1333)), "The note is published."
    )


def test_assigning_puts_a_crew_on_it(
    worker: Client, anonymous: ServiceRequest, members: dict[Role, Member]
) -> None:
    page = send(worker, "assign", anonymous, to=members[Role.SUPERVISOR].pk)
    assertContains(page, "Sasha Demo has it now.")
    anonymous.refresh_from_db()
    assert (anonymous.state, anonymous.assigned_to) == (State.ASSIGNED, members[Role.SUPERVISOR])
    assertContains(public_page(anonymous), "A crew has it")
    assertNotContains(public_page(anonymous), "Sasha")


def test_only_people_of_the_department_are_offered(
    browser_of: Callable[[Role], Client], anonymous: ServiceRequest, members: dict[Role, Member]
) -> None:
    offered = re.findall(
        r'<option value="([0-9a-f-]{36})"', page_of(browser_of(Role.CALL_TAKER), anonymous).content.decode()
    )
    assert set(offered) == {str(members[role].pk) for role in (Role.WORKER, Role.SUPERVISOR)}


def test_nobody_is_offered_while_it_has_no_department(
    browser_of: Callable[[Role], Client], anonymous: ServiceRequest, members: dict[Role, Member]
) -> None:
    ServiceRequest.objects.update(department=None)
    taker = browser_of(Role.CALL_TAKER)
    assertNotContains(page_of(taker, anonymous), 'id="assign"')
    page = send(taker, "assign", anonymous, to=members[Role.ADMINISTRATOR].pk)
    assertContains(page, "They do not work in the department", status_code=422)


def test_it_is_not_given_to_another_department_or_to_who_has_left(
    worker: Client, anonymous: ServiceRequest, members: dict[Role, Member]
) -> None:
    parks = Department.objects.create(code="parks", names={"en": "Parks"})
    there = Member.objects.create(email="p@city.example", name="P", role=Role.WORKER, department=parks)
    Member.objects.filter(pk=members[Role.SUPERVISOR].pk).update(is_active=False)
    for to in (there.pk, members[Role.SUPERVISOR].pk):
        assertContains(send(worker, "assign", anonymous, to=to), "Choose somebody who does.", status_code=422)
    for to in (uuid.uuid4(), "nobody", ""):
        assert send(worker, "assign", anonymous, to=to).status_code == 404


def test_a_closed_request_is_not_given_to_anybody(
    worker: Client, anonymous: ServiceRequest, members: dict[Role, Member]
) -> None:
    close(worker, anonymous)
    assertNotContains(page_of(worker, anonymous), 'id="assign"')
    page = send(worker, "assign", anonymous, to=members[Role.WORKER].pk)
    assertContains(page, "This request is closed.", status_code=422)


def close(client: Client, request: ServiceRequest) -> HttpResponse:
    return send(
        client, "change-state", request, state="closed", closed_reason="fixed", public_note="Filled today."
    )


def test_closing_tells_everyone_how_it_ended(worker: Client, anonymous: ServiceRequest) -> None:
    assertContains(close(worker, anonymous), "The state is changed.")
    anonymous.refresh_from_db()
    assert (anonymous.state, anonymous.closed_reason) == (State.CLOSED, ClosedReason.FIXED)
    page = public_page(anonymous)
    assertContains(page, "Fixed, says the crew")
    assertContains(page, "Filled today.")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"state": "closed", "closed_reason": "", "public_note": "Filled\ntoday."}, "Choose how it ended"),
        ({"state": "closed", "closed_reason": "fixed", "public_note": " "}, "Choose how it ended"),
        (
            {"state": "closed", "closed_reason": "not ours", "public_note": "Call 302-555-0147"},
            "Not published.",
        ),
        ({"state": "in progress", "closed_reason": "fixed", "public_note": "Filled"}, "but not to close it"),
        ({"state": "sent back", "closed_reason": "", "public_note": "Not ours"}, "cannot become"),
        ({"state": "closed", "closed_reason": "duplicate", "public_note": "x" * 4001}, "4000 characters"),
    ],
)
def test_a_change_that_is_refused_keeps_every_field(
    worker: Client, anonymous: ServiceRequest, given: dict[str, str], said: str
) -> None:
    page = send(worker, "change-state", anonymous, **given)
    assertContains(page, said, status_code=422)
    assert typed_in(page, "public-reason").strip() == given["public_note"].strip()
    assert chosen_in(page, "closed-reason") == given["closed_reason"]
    if given["state"] != "sent back":  # that is not offered for a new one
        assert chosen_in(page, "to-state") == given["state"]
    anonymous.refresh_from_db()
    assert anonymous.state == State.NEW


def test_a_state_that_does_not_exist_is_refused(worker: Client, anonymous: ServiceRequest) -> None:
    assert send(worker, "change-state", anonymous, state="gone").status_code == 422


def test_only_states_that_can_follow_are_offered(worker: Client, anonymous: ServiceRequest) -> None:
    assertNotContains(page_of(worker, anonymous), '<option value="sent back"')
    close(worker, anonymous)
    page = page_of(worker, anonymous)
    assertContains(page, '<option value="sent back"')
    assertNotContains(page, '<option value="in progress"')


def test_a_closed_request_can_be_sent_back_and_worked_again(
    worker: Client, anonymous: ServiceRequest
) -> None:
    close(worker, anonymous)
    send(worker, "change-state", anonymous, state="sent back", public_note="It broke open again.")
    send(worker, "change-state", anonymous, state="in progress")
    anonymous.refresh_from_db()
    assert (anonymous.state, anonymous.closed_reason) == (State.IN_PROGRESS, "")
    page = public_page(anonymous).content.decode()
    said = ["In progress", "Sent back", "Fixed, says the crew", "Sent to Public Works", "Received"]
    story = page[page.index('id="story"') :]
    assert sorted(said, key=story.index) == said  # newest first


def test_words_are_public_only_while_their_box_is_ticked(supervisor: Client, named: ServiceRequest) -> None:
    assertNotContains(public_page(named), "Deep hole")
    send(supervisor, "release", named, note="Deep hole beside a gate.", words="on")
    assertContains(public_page(named), "Deep hole beside a gate.")
    send(supervisor, "release", named, note="Deep hole beside a gate.")
    assertNotContains(public_page(named), "Deep hole")


def test_a_photo_is_public_only_while_its_box_is_ticked(supervisor: Client, named: ServiceRequest) -> None:
    photo = Photo.objects.get()
    address = reverse("service_requests:public-photo", args=[named.reference, photo.pk])
    assert Client().get(address).status_code == 404
    send(supervisor, "release", named, note="Deep hole.", photo=photo.pk)
    assertContains(public_page(named), address)
    assertNotContains(public_page(named), "Deep hole")
    assert Client().get(address)["Content-Type"] == "image/jpeg"
    send(supervisor, "release", named, note="Deep hole.")
    assertNotContains(public_page(named), address)
    assert Client().get(address).status_code == 404


def test_a_photo_of_another_request_is_not_released(
    supervisor: Client, named: ServiceRequest, anonymous: ServiceRequest
) -> None:
    send(supervisor, "release", anonymous, note="", photo=Photo.objects.get().pk)
    assert not Photo.objects.get().is_released


def test_a_release_that_is_refused_keeps_the_words_and_the_ticks(
    supervisor: Client, named: ServiceRequest
) -> None:
    photo = Photo.objects.get()
    text = "Deep hole. Call 302-555-0147."
    page = send(supervisor, "release", named, note=text, words="on", photo=photo.pk)
    assertContains(page, "Not published.", status_code=422)
    assert typed_in(page, "to-release") == text
    assert page.content.decode().count(" checked>") == 2
    assertNotContains(public_page(named), "Deep hole")
    assert not Photo.objects.get().is_released


def test_a_worker_sees_that_there_is_a_contact_and_not_what_it_is(
    worker: Client, named: ServiceRequest
) -> None:
    page = page_of(worker, named)
    assertContains(page, "A contact is on file.")
    assertNotContains(page, 'name="reason"')
    assertNotContains(page, 'name="words"')
    for secret in SECRETS[:-1]:
        assertNotContains(page, secret)


def test_a_supervisor_sees_which_parts_there_are_until_it_is_opened(
    supervisor: Client, named: ServiceRequest
) -> None:
    page = page_of(supervisor, named)
    assertContains(page, "Name, Phone, E-mail")
    for secret in SECRETS[:-1]:
        assertNotContains(page, secret)


def test_opening_a_contact_shows_it_and_is_logged_once_sealed(
    supervisor: Client, named: ServiceRequest, members: dict[Role, Member]
) -> None:
    page = send(supervisor, "open-contact", named, reason="follow-up")
    for secret in ("Rosa Marin", "rosa@example.com", "302-555-0147", "beside my gate"):
        assertContains(page, secret)
    assertContains(page, 'data-expires-in="600"')
    assert page["Cache-Control"] == "no-store"
    (entry,) = Entry.objects.all()
    link = words.contact_link(named)
    assert link
    assert (entry.kind, entry.actor) == (Entry.Kind.CONTACT_OPENED, members[Role.SUPERVISOR].pk)
    assert log.subject_of(entry) == log.Subject(person=link.person, request=str(named.pk), reason="follow-up")
    assert str(link.person).encode() not in bytes(entry.subject_sealed)
    assertNotContains(page_of(supervisor, named), "Rosa")


@pytest.mark.parametrize("reason", ["", "curious", "x" * 5000])
def test_without_a_reason_of_the_list_nothing_is_opened_or_logged(
    supervisor: Client, named: ServiceRequest, reason: str
) -> None:
    page = send(supervisor, "open-contact", named, reason=reason)
    assertNotContains(page, "Rosa")
    assert not Entry.objects.exists()


def test_an_anonymous_request_has_no_contact_to_open(supervisor: Client, anonymous: ServiceRequest) -> None:
    assertContains(page_of(supervisor, anonymous), "Reported anonymously.")
    page = send(supervisor, "open-contact", anonymous, reason="follow-up")
    assertContains(page, "No contact exists, and none can be added.")
    assert not Entry.objects.exists()


@pytest.mark.parametrize("role", [Role.WORKER, Role.SUPERVISOR, Role.CALL_TAKER])
def test_of_an_erased_person_the_request_stays_and_says_so(
    browser_of: Callable[[Role], Client], named: ServiceRequest, role: Role
) -> None:
    link = words.contact_link(named)
    assert link
    contacts.erase(link.person)
    page = page_of(browser_of(role), named)
    assertContains(page, "at the person’s wish. The request stays.")
    assertNotContains(page, "A contact is on file.")
    assertNotContains(page, "come with the contact")
    assert not Photo.objects.exists()


def test_a_contact_that_was_erased_meanwhile_is_not_opened(supervisor: Client, named: ServiceRequest) -> None:
    link = words.contact_link(named)
    assert link
    contacts.erase(link.person)
    page = send(supervisor, "open-contact", named, reason="follow-up")
    assertContains(page, "at the person’s wish.")
    assert not Entry.objects.filter(kind=Entry.Kind.CONTACT_OPENED).exists()


def test_staff_see_the_photo_and_no_one_keeps_it(worker: Client, named: ServiceRequest) -> None:
    photo = Photo.objects.get()
    answer = worker.get(reverse("service_requests:work-photo", args=[named.reference, photo.pk]))
    assert answer.content.startswith(b"\xff\xd8")
    assert answer["Cache-Control"] == "no-store"
    assert (
        worker.get(reverse("service_requests:work-photo", args=[named.reference, uuid.uuid4()])).status_code
        == 404
    )


@pytest.mark.parametrize("reference", ["4kt 7m2", "nothing", "%00", "ñ", "4KT7M2'--"])
def test_a_reference_that_is_none_is_not_found(worker: Client, services: None, reference: str) -> None:
    assert worker.get(f"/en/staff/requests/{reference}/").status_code == 404


def test_the_database_holds_nobodys_details_in_the_clear(
    worker: Client, supervisor: Client, named: ServiceRequest
) -> None:
    send(worker, "note-internally", named, note="Rosa Marin called, 302-555-0147.")
    send(supervisor, "open-contact", named, reason="follow-up")
    assert dump.holds(named.reference)
    for secret in ("Rosa", "555-0147", "rosa@", "my gate"):
        assert not dump.holds(secret)
