"""Views of the queue: the counts in the rail, and those a member keeps under a name."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from commonhall import calendar
from commonhall.service_requests import saved_views
from commonhall.service_requests.models import SavedView, ServiceRequest
from commonhall.service_requests.states import State
from commonhall.staff.models import Department, Member
from commonhall.staff.roles import Role
from tests.service_requests import making

QUEUE = "/en/staff/queue/"
LINE = re.compile(
    r'<a href="\?([^"]*)"( aria-current="page")?>([^<]*) <span class="n( n--late)?">([^<]*)</span>'
)


def rail(client: Client, query: str = "") -> dict[str, str]:
    """What the rail says: each view with its count."""
    text = client.get(f"{QUEUE}?{query}").content.decode()
    return {unescape(found[3]): found[5] for found in LINE.finditer(text)}


def keep(client: Client, name: str, **filters: str) -> None:
    client.post(reverse("service_requests:save-view"), {"name": name, **filters})


def test_each_view_tells_how_many_it_shows(worker: Client, members: dict[Role, Member]) -> None:
    today, wren = calendar.today(), members[Role.WORKER]
    ServiceRequest.objects.bulk_create(
        [
            *[making.unsaved(today - timedelta(days=1)) for _ in range(2)],
            making.unsaved(today, assigned_to=wren, state=State.ASSIGNED),
            making.unsaved(None, state=State.SENT_BACK),
        ]
    )
    said = rail(worker)
    assert (said["Mine"], said["Late"], said["Due today"]) == ("1", "2", "1")
    assert (said["New, nobody’s"], said["Sent back"], said["All open"]) == ("2", "1", "4")


def test_only_what_is_late_is_red_and_only_where_something_is(worker: Client) -> None:
    assertNotContains(worker.get(QUEUE), "n--late")
    making.unsaved(calendar.today() - timedelta(days=1)).save(force_insert=True)
    assert worker.get(QUEUE).content.decode().count("n--late") == 1


def test_a_rail_counts_to_a_hundred(worker: Client) -> None:
    ServiceRequest.objects.bulk_create([making.unsaved() for _ in range(130)])
    assert rail(worker)["All open"] == "99+"


def test_a_view_is_kept_with_its_filters_and_counts(worker: Client) -> None:
    making.unsaved(service="street-light").save(force_insert=True)
    making.unsaved().save(force_insert=True)
    keep(worker, "Lights", service="street-light", whose="nobody")
    assert rail(worker)["Lights"] == "1"
    page = worker.get(f"{QUEUE}?whose=nobody&service=street-light")
    assertContains(page, "<h1>Lights</h1>")
    assertContains(page, "Rename or remove")


def test_filters_nobody_has_named_can_be_kept(worker: Client) -> None:
    assertContains(worker.get(f"{QUEUE}?service=street-light"), "Save as a view")
    assertNotContains(worker.get(QUEUE), "Save as a view")


def test_a_view_is_renamed_and_removed(worker: Client) -> None:
    keep(worker, "Lights", service="street-light")
    kept = SavedView.objects.get()
    change = reverse("service_requests:change-view", args=[kept.pk])
    worker.post(change, {"name": "Street lights"})
    assert "Street lights" in rail(worker)
    worker.post(change, {"remove": "1"})
    assert "Street lights" not in rail(worker)
    assert not SavedView.objects.exists()


def test_another_members_views_are_not_there_and_cannot_be_changed(
    worker: Client, supervisor: Client
) -> None:
    keep(worker, "Lights", service="street-light")
    assert "Lights" not in rail(supervisor)
    change = reverse("service_requests:change-view", args=[SavedView.objects.get().pk])
    assert supervisor.post(change, {"remove": "1"}).status_code == 404
    assert SavedView.objects.exists()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "Give it a name"),
        ("  ", "Give it a name"),
        ("x" * 41, "up to 40 characters"),
        ("Call 302-555-0147", "somebody’s name or number"),
        ("my name is Rosa Marin", "somebody’s name or number"),
        ("Lights", "You have a view of that name."),
    ],
)
def test_a_name_that_cannot_be_kept_says_why(worker: Client, name: str, said: str) -> None:
    keep(worker, "Lights", service="street-light")
    answer = worker.post(reverse("service_requests:save-view"), {"name": name, "state": "new"}, follow=True)
    assertContains(answer, said)
    assert SavedView.objects.count() == 1


def test_there_is_an_end_to_them(worker: Client) -> None:
    for number in range(saved_views.MOST + 1):
        keep(worker, f"View {number}", service="street-light")
    assert SavedView.objects.count() == saved_views.MOST
    assertContains(worker.get(QUEUE), "Remove one first.")


def test_what_a_view_keeps_is_the_filters_alone(worker: Client) -> None:
    keep(worker, "Odd", state="nonsense", service="<script>", after="2026-01-01_4KT7M2", q="Rosa Marin")
    assert SavedView.objects.get().query == ""


def test_a_call_taker_narrows_by_department_and_has_no_unread(
    browser_of: Callable[[Role], Client], worker: Client
) -> None:
    Department.objects.create(code="parks", names={"en": "Parks"})
    theirs = making.unsaved(department_id="parks")
    ours = making.unsaved()
    ServiceRequest.objects.bulk_create([theirs, ours])
    taker = browser_of(Role.CALL_TAKER)
    page = taker.get(QUEUE, {"department": "parks"})
    assertContains(page, theirs.reference)
    assertNotContains(page, ours.reference)
    assert "Unread" not in rail(taker)
    assertContains(worker.get(QUEUE, {"department": "parks"}), ours.reference)
