"""One deed to many requests: the look ahead, the deed, and taking it back."""

import json
import re
from collections.abc import Callable
from html import unescape

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from commonhall.audit.models import Entry
from commonhall.people.contacts import Contact
from commonhall.service_requests import work
from commonhall.service_requests.models import Event, ServiceRequest
from commonhall.service_requests.states import ClosedReason, State
from commonhall.staff.models import Department, Member
from commonhall.staff.roles import Role
from tests.service_requests import making
from tests.townsfolk import Traveller

BULK = "/en/staff/queue/bulk/"
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


@pytest.fixture
def three(services: None) -> list[ServiceRequest]:
    """Two that are open, and one that is closed."""
    rows = [making.unsaved(), making.unsaved()]
    rows.append(making.unsaved(state=State.CLOSED, closed_reason=ClosedReason.FIXED))
    return ServiceRequest.objects.bulk_create(rows)


def selected(rows: list[ServiceRequest]) -> list[str]:
    return [row.reference for row in rows]


def looks(client: Client, deed: str, rows: list[ServiceRequest], **fields: object) -> HttpResponse:
    """From the choice of the deed to the page that says what would change."""
    return client.post(BULK, {"deed": deed, "step": "look", "request": selected(rows), **fields})


def does(client: Client, look: HttpResponse) -> HttpResponse:
    """Press the button below what would change."""
    form = look.content.decode().split('name="step" value="do"')[1].split("</form>")[0]
    sent: dict[str, list[str]] = {"step": ["do"], "deed": [look.context["deed"]]}
    for name, value in HIDDEN.findall(form):
        sent.setdefault(name, []).append(unescape(value))
    return client.post(BULK, sent, follow=True)


def states(rows: list[ServiceRequest]) -> list[str]:
    found = ServiceRequest.objects.in_bulk([row.pk for row in rows])
    return [found[row.pk].state for row in rows]


def test_the_choice_comes_first_and_names_what_is_selected(
    worker: Client, three: list[ServiceRequest]
) -> None:
    page = worker.post(BULK, {"deed": "assign", "request": selected(three)})
    assertContains(page, "Assign: 3 requests")
    for row in three:
        assertContains(page, f'value="{row.reference}"')


def test_the_look_says_what_would_change_and_what_is_refused_and_changes_nothing(
    worker: Client, three: list[ServiceRequest], members: dict[Role, Member]
) -> None:
    page = looks(worker, "assign", three, to=members[Role.WORKER].pk)
    assertContains(page, "2 requests change")
    assertContains(page, "1 request is left as it is")
    assertContains(page, "This request is closed.")
    assertContains(page, "Wren Demo")
    assert states(three) == ["new", "new", "closed"]
    assert not Event.objects.exists()


def test_then_it_is_done_in_one_go(
    worker: Client, three: list[ServiceRequest], members: dict[Role, Member]
) -> None:
    done = does(worker, looks(worker, "assign", three, to=members[Role.WORKER].pk))
    assertContains(done, "Assign: done for 2 requests.")
    assert states(three) == ["assigned", "assigned", "closed"]
    assert Event.objects.filter(kind=Event.Kind.ASSIGNED, by=members[Role.WORKER]).count() == 2


@pytest.mark.parametrize(
    ("deed", "fields", "after"),
    [
        ("state", {"state": "in progress"}, "in progress"),
        ("close", {"closed_reason": "fixed", "public_note": "Filled today."}, "closed"),
        ("note", {"note": "The asphalt plant opens again in March."}, "new"),
        ("date", {"due_on": "2099-01-05", "public_note": "The asphalt is late."}, "new"),
    ],
)
def test_each_deed_can_be_done_to_many(
    worker: Client, three: list[ServiceRequest], deed: str, fields: dict[str, str], after: str
) -> None:
    does(worker, looks(worker, deed, three[:2], **fields))
    assert states(three[:2]) == [after, after]
    assert Event.objects.count() == 2


def test_many_are_passed_to_another_department(worker: Client, three: list[ServiceRequest]) -> None:
    Department.objects.create(code="parks", names={"en": "Parks"})
    does(worker, looks(worker, "transfer", three, department="parks", reason="They stand in a park."))
    assert list(ServiceRequest.objects.order_by("state").values_list("department", "state")) == [
        ("public-works", "closed"),
        ("parks", "new"),
        ("parks", "new"),
    ]


@pytest.mark.parametrize(
    ("deed", "fields", "said"),
    [
        ("close", {"closed_reason": "fixed", "public_note": ""}, "what the resident should know"),
        ("close", {"closed_reason": "fixed", "public_note": "Call 302-555-0147."}, "Not published."),
        ("transfer", {"department": "parks", "reason": ""}, "Choose one of those that are shown."),
        ("assign", {"to": "nobody"}, "Choose one of those that are shown."),
        ("state", {"state": "closed"}, "Choose one of those that are shown."),
        ("state", {"state": "new"}, "Choose one of those that are shown."),
        ("date", {"due_on": "", "public_note": "x"}, "Choose the day."),
    ],
)
def test_what_is_missing_is_said_at_the_choice(
    worker: Client, three: list[ServiceRequest], deed: str, fields: dict[str, str], said: str
) -> None:
    page = looks(worker, deed, three, **fields)
    assertContains(page, said, status_code=422)
    for row in three:
        assertContains(page, f'value="{row.reference}"', status_code=422)


def test_a_note_that_names_one_reporter_is_refused_for_all_and_nobody_learns_whose_name_it_is(
    worker: Client, three: list[ServiceRequest]
) -> None:
    named = making.reported(contact=Contact(name="Tomasina Quibbledorf"))
    look = looks(worker, "note", [named, three[0]], note="Quibbledorf let us in.")
    assertContains(look, "2 requests change")
    assert not Entry.objects.exists()  # to look ahead compares nothing: it would be a way to guess
    assertContains(does(worker, look), "Not published.")
    assert not Event.objects.filter(kind=Event.Kind.PUBLIC_NOTE).exists()
    kinds = set(Entry.objects.values_list("kind", flat=True))
    assert kinds == {Entry.Kind.NAME_KEPT_BACK}


def test_a_request_that_somebody_changed_meanwhile_stops_all_of_it(
    worker: Client, three: list[ServiceRequest], members: dict[Role, Member]
) -> None:
    look = looks(worker, "state", three, state="in progress")
    work.publish(three[0].pk, "We come on Tuesday.", by=members[Role.SUPERVISOR])
    page = does(worker, look)
    assertContains(page, "Nothing is done yet", status_code=409)
    assertContains(page, "2 requests change", status_code=409)
    assert states(three) == ["new", "new", "closed"]
    assertContains(does(worker, page), "done for 2 requests")


def test_another_departments_request_is_not_among_them(
    worker: Client, three: list[ServiceRequest], members: dict[Role, Member]
) -> None:
    Department.objects.create(code="parks", names={"en": "Parks"})
    theirs = making.unsaved(department_id="parks")
    theirs.save(force_insert=True)
    page = looks(worker, "state", [*three, theirs], state="in progress")
    assertNotContains(page, theirs.reference)
    forged = {"deed": "state", "step": "do", "state": "in progress", "request": selected(three)}
    answer = worker.post(BULK, {**forged, "line": [f"{theirs.pk}_0"]})
    assertContains(answer, "Nothing is done yet", status_code=409)
    assert states([theirs]) == ["new"]


@pytest.mark.parametrize("line", ["", "x", "1_2_3", "4KT7M2_0"])
def test_a_form_that_is_not_ours_does_nothing(worker: Client, three: list[ServiceRequest], line: str) -> None:
    sent = {"deed": "state", "step": "do", "state": "in progress", "request": selected(three), "line": line}
    assert worker.post(BULK, sent).status_code == 409
    assert states(three) == ["new", "new", "closed"]


@pytest.mark.parametrize("deed", ["assign", "", "gone"])
def test_with_nothing_selected_one_is_told_so(worker: Client, services: None, deed: str) -> None:
    assertContains(worker.post(BULK, {"deed": deed}, follow=True), "Select requests first")


def test_merging_begins_with_the_one_that_repeats(worker: Client, three: list[ServiceRequest]) -> None:
    one = worker.post(BULK, {"deed": "merge", "request": selected(three[:1])})
    assert one["Location"] == reverse("service_requests:merge", args=[three[0].reference])
    both = worker.post(BULK, {"deed": "merge", "request": selected(three)}, follow=True)
    assertContains(both, "Select the one request that repeats another.")


def undo(client: Client) -> HttpResponse:
    return client.post(reverse("service_requests:undo"), follow=True)


def test_what_was_done_is_taken_back(
    worker: Client, three: list[ServiceRequest], members: dict[Role, Member]
) -> None:
    done = does(worker, looks(worker, "assign", three, to=members[Role.WORKER].pk))
    assertContains(done, "Undo")
    back = undo(worker)
    assertContains(back, "2 requests are as they were.")
    assertNotContains(back, ">Undo<")
    assert states(three) == ["new", "new", "closed"]
    assert not ServiceRequest.objects.filter(assigned_to__isnull=False).exists()
    assertContains(undo(worker), "There is nothing to take back.")


def test_which_requests_they_were_is_sealed_in_the_session(
    worker: Client, three: list[ServiceRequest], members: dict[Role, Member]
) -> None:
    does(worker, looks(worker, "assign", three, to=members[Role.WORKER].pk))
    kept = json.dumps(worker.session["undo"])
    for hidden in (str(three[0].pk), three[0].pk.hex, "revision", "public-works"):
        assert hidden not in kept


def test_a_transfer_is_taken_back_though_one_sees_it_no_longer(
    worker: Client, three: list[ServiceRequest]
) -> None:
    Department.objects.create(code="parks", names={"en": "Parks"})
    does(worker, looks(worker, "transfer", three, department="parks", reason="They stand in a park."))
    assertContains(undo(worker), "2 requests are as they were.")
    assert set(ServiceRequest.objects.values_list("department", flat=True)) == {"public-works"}


def test_what_somebody_changed_since_stays(
    worker: Client, three: list[ServiceRequest], members: dict[Role, Member]
) -> None:
    does(worker, looks(worker, "assign", three, to=members[Role.WORKER].pk))
    work.publish(three[0].pk, "We come on Tuesday.", by=members[Role.SUPERVISOR])
    back = undo(worker)
    assertContains(back, "1 request is as it was.")
    assertContains(back, "1 request was changed since")
    assert states(three) == ["assigned", "new", "closed"]


def test_what_was_published_offers_no_way_back(worker: Client, three: list[ServiceRequest]) -> None:
    look = looks(worker, "close", three, closed_reason="fixed", public_note="Filled today.")
    assertContains(look, "it cannot be taken back")
    assertNotContains(does(worker, look), ">Undo<")


def test_nobody_takes_back_what_another_did(
    worker: Client, browser_of: Callable[[Role], Client], three: list[ServiceRequest]
) -> None:
    does(worker, looks(worker, "state", three, state="in progress"))
    assertContains(undo(browser_of(Role.SUPERVISOR)), "There is nothing to take back.")
    assert states(three) == ["in progress", "in progress", "closed"]


def test_fifty_take_no_more_queries_than_two(
    noon: Traveller, worker: Client, services: None, members: dict[Role, Member]
) -> None:
    rows = ServiceRequest.objects.bulk_create([making.unsaved() for _ in range(50)])

    def queries(count: int) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as looked:
            look = looks(worker, "close", rows[:count], closed_reason="fixed", public_note="Filled today.")
        with CaptureQueriesContext(connection) as done:
            does(worker, look)
        del rows[:count]
        return len(looked), len(done)

    queries(2)  # what is read once a process
    few = queries(2)
    assert few[0] <= 12
    assert queries(40) == few


def test_no_address_says_what_is_selected(worker: Client, three: list[ServiceRequest]) -> None:
    answer = worker.get(BULK, {"deed": "close", "request": selected(three)})
    assert answer["Location"] == "/en/staff/queue/"
