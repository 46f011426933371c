"""The queue, as staff see it."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from urllib.parse import parse_qsl

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.asserts import assertContains, assertNotContains

from commonhall import calendar
from commonhall.people import contacts
from commonhall.service_requests import queue, references, words
from commonhall.service_requests.filters import Filters, Place
from commonhall.service_requests.models import ServiceRequest
from commonhall.service_requests.states import ClosedReason, State
from commonhall.staff.models import Department, Member
from commonhall.staff.roles import Role
from tests.service_requests import making

QUEUE = "/en/staff/queue/"
LINK = re.compile(r'href="/en/staff/requests/([2-9A-Z]{6})/"')
NEXT = re.compile(r'<a href="\?([^"]*)" rel="next"')


@pytest.fixture
def parks(services: None) -> Department:
    """Another department."""
    return Department.objects.create(code="parks", names={"en": "Parks"})


def rows(count: int, **more: object) -> list[ServiceRequest]:
    """That many requests, some with one due day in common, some without any."""
    today = calendar.today()
    days = [None, *(today + timedelta(days=n // 7 - 2) for n in range(count))]
    return ServiceRequest.objects.bulk_create(
        [making.unsaved(days[n % len(days)], **more) for n in range(count)]
    )


def listed(client: Client, **query: str) -> list[str]:
    return LINK.findall(client.get(QUEUE, query).content.decode())


def pages(client: Client, query: str = "") -> list[list[str]]:
    """All pages, by the link to the next."""
    found = []
    while True:
        text = client.get(f"{QUEUE}?{query}").content.decode()
        found.append(LINK.findall(text))
        if not (further := NEXT.search(text)):
            return found
        query = further[1].replace("&amp;", "&")


def in_order(requests: list[ServiceRequest]) -> list[str]:
    return [
        each.reference
        for each in sorted(requests, key=lambda each: (each.due_on or date.max, each.reference))
    ]


def test_what_is_due_first_stands_first_and_what_has_no_target_last(worker: Client) -> None:
    stored = rows(20)
    assert listed(worker) == in_order(stored)


def test_pages_follow_on_without_a_gap_or_a_repeat(worker: Client) -> None:
    stored = rows(130)
    found = pages(worker)
    assert [len(page) for page in found] == [50, 50, 30]
    assert [reference for page in found for reference in page] == in_order(stored)


def test_a_page_that_is_just_full_has_no_next(worker: Client) -> None:
    rows(50)
    assert [len(page) for page in pages(worker)] == [50]


def test_what_comes_and_goes_meanwhile_loses_and_repeats_nothing(worker: Client) -> None:
    stored = rows(120)
    text = worker.get(QUEUE).content.decode()
    first = LINK.findall(text)
    rows(30)
    ServiceRequest.objects.filter(reference__in=first[:10]).update(
        state=State.CLOSED, closed_reason=ClosedReason.FIXED
    )
    further = NEXT.search(text)
    assert further
    later = [each for page in pages(worker, further[1].replace("&amp;", "&")) for each in page]
    old = {request.reference for request in stored}
    assert [each for each in [*first, *later] if each in old] == in_order(stored)


def test_the_views_of_the_rail_show_what_they_say(worker: Client, members: dict[Role, Member]) -> None:
    today = calendar.today()
    wren = members[Role.WORKER]
    made = {
        "late": making.unsaved(today - timedelta(days=1)),
        "today": making.unsaved(today),
        "mine": making.unsaved(today + timedelta(days=3), assigned_to=wren, state=State.ASSIGNED),
        "back": making.unsaved(today + timedelta(days=3), state=State.SENT_BACK),
        "light": making.unsaved(today + timedelta(days=9), service="street-light"),
        "closed": making.unsaved(
            today - timedelta(days=9), state=State.CLOSED, closed_reason=ClosedReason.FIXED
        ),
    }
    ServiceRequest.objects.bulk_create(made.values())
    names = {request.reference: name for name, request in made.items()}

    def view(**query: str) -> set[str]:
        return {names[reference] for reference in listed(worker, **query)}

    assert view() == view(state="open") == set(made) - {"closed"}
    assert view(due="late") == {"late"}
    assert view(due="today") == {"today"}
    assert view(state="new") == {"late", "today", "light"}
    assert view(state="sent back") == {"back"}
    assert view(state="closed") == {"closed"}
    assert view(state="all") == set(made)
    assert view(whose="me") == {"mine"}
    assert view(whose="nobody", state="new") == {"late", "today", "light"}
    assert view(service="street-light") == {"light"}
    assert view(service="street-light", due="late") == set()
    page = worker.get(QUEUE)
    assertContains(page, "5 requests")
    assertContains(page, "1 late")


def test_the_next_page_keeps_the_filters(worker: Client) -> None:
    light = rows(60, service="street-light")
    rows(10)
    found = pages(worker, "state=new&service=street-light")
    assert [reference for page in found for reference in page] == in_order(light)


ODD = ["x", "late'--", "\x00", "%00", "9999-99-99_4KT7M2", "2026-12-01_", "_", "2026-12-01_\x00", "ñ" * 500]


@pytest.mark.parametrize(
    "name", ["state", "whose", "due", "service", "department", "unread", "after", "sought", "unknown"]
)
def test_an_address_that_makes_no_sense_does_no_harm(worker: Client, name: str) -> None:
    for value in ODD:
        assert worker.get(QUEUE, {name: value}).status_code == 200, value


@given(query=st.dictionaries(st.sampled_from(["state", "whose", "due", "service", "unread"]), st.text()))
def test_any_query_is_a_set_of_filters_that_can_be_written_again(query: dict[str, str]) -> None:
    read = Filters.from_query(query)
    assert read.state in {"open", "all", *State.values}
    assert "\x00" not in read.query
    assert Filters.from_query(dict(parse_qsl(read.query))) == read


@given(due=st.dates(), reference=st.text(references.ALPHABET, min_size=6, max_size=6))
def test_a_place_is_read_as_it_is_written(due: date, reference: str) -> None:
    place = Place(due, reference)
    assert Place.from_text(str(place)) == place


def test_counts_stop_at_a_thousand(worker: Client) -> None:
    rows(queue.MOST_COUNTED + 1)
    page = worker.get(QUEUE)
    assertContains(page, "1000 requests")
    assertContains(page, "or more")


def test_another_departments_requests_are_not_there(
    worker: Client, browser_of: Callable[[Role], Client], parks: Department
) -> None:
    theirs = making.unsaved(department_id="parks")
    theirs.save(force_insert=True)
    assert listed(worker) == []
    assert listed(browser_of(Role.SUPERVISOR)) == []
    assert listed(browser_of(Role.CALL_TAKER)) == [theirs.reference]


NAMES = ["change-state", "assign", "publish", "note-internally"]


@pytest.mark.parametrize("name", NAMES)
def test_another_departments_request_cannot_be_worked(worker: Client, parks: Department, name: str) -> None:
    theirs = making.unsaved(department_id="parks")
    theirs.save(force_insert=True)
    assert worker.get(reverse("service_requests:work", args=[theirs.reference])).status_code == 404
    sent = {"state": "assigned", "note": "Seen.", "to": str(Member.objects.get(role=Role.WORKER).pk)}
    assert worker.post(reverse(f"service_requests:{name}", args=[theirs.reference]), sent).status_code == 404
    theirs.refresh_from_db()
    assert theirs.state == State.NEW
    assert not theirs.events.exists()


def test_another_departments_contact_and_words_stay_shut(
    browser_of: Callable[[Role], Client], parks: Department
) -> None:
    theirs = making.reported(contact=making.ROSA)
    ServiceRequest.objects.filter(pk=theirs.pk).update(department="parks")
    supervisor = browser_of(Role.SUPERVISOR)
    for name, sent in (
        ("open-contact", {"reason": "follow-up"}),
        ("release", {"words": "on", "note": "Hole."}),
    ):
        page = supervisor.post(reverse(f"service_requests:{name}", args=[theirs.reference]), sent)
        assert page.status_code == 404


def test_an_anonymous_request_is_at_the_desk_at_once(worker: Client) -> None:
    reference = making.reported().reference
    assert listed(worker) == [reference]


def test_a_list_shows_that_there_is_a_contact_and_never_what_it_is(worker: Client) -> None:
    making.reported()
    named = making.reported("My gate is beside it.", contact=making.ROSA)
    erased = making.reported(contact=making.ROSA)
    link = words.contact_link(erased)
    assert link
    contacts.erase(link.person)
    page = worker.get(QUEUE)
    text = page.content.decode()
    assert [text.count(mark) for mark in ("#lock", "#do_not_disturb", "#delete")] == [1, 1, 1]
    assertContains(page, named.reference)
    for part in ("Rosa", "Marin", "555", "0147", "rosa@"):
        assertNotContains(page, part)


def test_an_empty_queue_says_so(worker: Client) -> None:
    assertContains(worker.get(QUEUE), "Nothing waits here.")


def test_one_is_not_called_many(worker: Client) -> None:
    making.unsaved().save(force_insert=True)
    assertContains(worker.get(QUEUE), "1 request<")
