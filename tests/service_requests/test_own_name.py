"""The name of whoever reported it: no rule may know it for a name, and it is kept from those without a right to it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.people import names
from commonhall.people.models import Alarm
from commonhall.service_requests import links, own_name, words
from commonhall.service_requests.models import Event, Photo, ServiceRequest
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests.service_requests.desk import send
from tests.service_requests.reporting import Reporter, photograph


@pytest.fixture
def named(reporter: Reporter) -> ServiceRequest:
    """A request whose reporter signed it."""
    reporter.start().say(where="1012 N Market St")
    reporter.say(words="Deep. Thanks, TOMASINA quibbledorf. Ask for Quibbledorf.", photo=photograph())
    reporter.say(who="named", name="Tomasina Quibbledorf").say()
    request = ServiceRequest.objects.get(reference=reporter.reference)
    request.department = request.service.department
    request.save()
    return request


def test_the_stripped_words_hold_no_part_of_it(named: ServiceRequest) -> None:
    assert words.stripped(named) == "Deep. Thanks, [name]. Ask for [name]."


def test_a_public_note_with_it_is_refused(worker: Client, named: ServiceRequest) -> None:
    page = send(worker, "publish", named, note="Mrs Quibbledorf let us in.")
    assertContains(page, "Not published", status_code=422)
    assertNotContains(Client().get(f"/en/requests/{named.reference}/"), "Quibbledorf")


@pytest.mark.parametrize("guess", ["Quibbledorf", "Smithson"])
def test_a_change_that_the_state_does_not_allow_says_nothing_of_a_guess(
    worker: Client, named: ServiceRequest, guess: str
) -> None:
    page = send(worker, "change-state", named, state="sent back", public_note=guess)
    assertContains(page, "cannot become", status_code=422)
    assertNotContains(page, "Not published", status_code=422)
    assert not Entry.objects.exists()


@pytest.mark.parametrize("guess", ["Quibbledorf", "Smithson"])
@pytest.mark.parametrize(("form", "more"), [("publish", {}), ("change-state", {"state": "in progress"})])
def test_what_the_rules_refuse_anyway_says_nothing_of_a_guess(
    worker: Client, named: ServiceRequest, guess: str, form: str, more: dict[str, str]
) -> None:
    text = f"{guess}, 302-555-0147"
    page = send(worker, form, named, note=text, public_note=text, **more)
    assertContains(page, "to hold this: phone number.", status_code=422)
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("note", "kind"),
    [
        ("Quibbledorf let us in.", Entry.Kind.NAME_KEPT_BACK),
        ("Smithson let us in.", Entry.Kind.NAME_COMPARED),
    ],
)
def test_each_comparison_with_it_is_logged_refused_or_not(
    worker: Client, named: ServiceRequest, members: dict[Role, Member], note: str, kind: Entry.Kind
) -> None:
    send(worker, "change-state", named, state="in progress", public_note=note)
    (entry,) = Entry.objects.all()
    assert (entry.kind, entry.actor) == (kind, members[Role.WORKER].pk)
    assert log.subject_of(entry).request == str(named.pk)
    assert Event.objects.filter(public_note=note).exists() == (kind is Entry.Kind.NAME_COMPARED)


def test_who_writes_such_names_too_often_waits_and_is_told_nothing(
    worker: Client, named: ServiceRequest, anonymous: ServiceRequest
) -> None:
    for _ in range(own_name.MOST_REFUSALS):
        send(worker, "publish", named, note="Quibbledorf let us in.")
    for guess in ("Quibbledorf", "Smithson"):
        page = send(worker, "publish", named, note=f"{guess} let us in.")
        assertContains(page, "Wait an hour", status_code=429)
        assertContains(page, f"{guess} let us in.", status_code=429)
    assert Entry.objects.count() == own_name.MOST_REFUSALS
    assertContains(send(worker, "publish", anonymous, note="Filled."), "The note is published.")


def test_an_hour_later_they_may_write_again(
    browser_of: Callable[[Role], Client], named: ServiceRequest
) -> None:
    with time_machine.travel(timezone.now() - timedelta(minutes=61)):
        worker = browser_of(Role.WORKER)
        for _ in range(own_name.MOST_REFUSALS):
            send(worker, "publish", named, note="Quibbledorf let us in.")
    assertContains(send(browser_of(Role.WORKER), "publish", named, note="Filled."), "The note is published.")


def test_a_look_at_its_photo_is_logged(named: ServiceRequest, browser_of: Callable[[Role], Client]) -> None:
    photo = Photo.objects.get()
    answer = browser_of(Role.WORKER).get(f"/en/staff/requests/{named.reference}/photos/{photo.pk}/")
    assert answer.headers["Content-Type"] == "image/jpeg"
    entry = Entry.objects.get(kind=Entry.Kind.PHOTO_OPENED)
    assert log.subject_of(entry).request == str(named.pk)


def test_the_reporter_reads_that_a_note_was_compared_with_their_name(
    worker: Client, named: ServiceRequest
) -> None:
    send(worker, "publish", named, note="Tomasina let us in.")
    send(worker, "publish", named, note="Filled today.")
    page = Client().get(links.follow(named))
    assertContains(page, "wrote a public note with your name in it; the program kept it back", count=1)
    assertContains(page, "wrote a public note; the program made sure that your name is not in it", count=1)


def test_a_listed_name_rings_where_a_note_was_kept_back(worker: Client, named: ServiceRequest) -> None:
    names.put("Tomasina Quibbledorf")
    send(worker, "publish", named, note="Filled today.")
    assert not Alarm.objects.filter(kind=Alarm.Kind.LISTED).exists()
    send(worker, "publish", named, note="Quibbledorf let us in.")
    assert Alarm.objects.filter(kind=Alarm.Kind.LISTED).count() == 1
