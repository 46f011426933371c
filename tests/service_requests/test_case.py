"""The page of one request, as staff work with it."""

import re
import uuid
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from commonhall.service_requests import words
from commonhall.service_requests.models import Event, Photo, ServiceRequest
from commonhall.service_requests.states import ClosedReason, State
from commonhall.staff.models import Department, Member
from commonhall.staff.roles import Role
from tests.service_requests.desk import chosen_in, page_of, public_page, send, typed_in


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
    assert words.internal(event, None) == "The pipe below leaks."


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
    [
        ("  \r\n ", "Write something first."),
        ("x" * 4001, "longer than 4000 characters"),
        ("a\x00b", "There is a sign in it"),
    ],
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


def test_a_release_that_is_refused_keeps_the_words_and_the_tick(
    supervisor: Client, named: ServiceRequest
) -> None:
    text = "Deep hole. Call 302-555-0147."
    page = send(supervisor, "release", named, note=text, words="on")
    assertContains(page, "Not published.", status_code=422)
    assert typed_in(page, "to-release") == text
    assert page.content.decode().count(" checked>") == 1
    assertNotContains(public_page(named), "Deep hole")


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


def test_no_state_chosen_is_said_in_our_words(worker: Client, anonymous: ServiceRequest) -> None:
    page = send(worker, "change-state", anonymous, state="")
    assertContains(page, "Choose the new state.", status_code=422)
    assertNotContains(page, "This field is required", status_code=422)
