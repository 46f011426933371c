"""Every page, the public's and the staff's: few queries, however many requests there are."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from time_machine import Traveller

from commonhall import calendar
from commonhall.service_requests import links, work
from commonhall.service_requests.models import ServiceRequest
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from commonhall.web import figures
from tests.service_requests import making

MOST = 12
NOBODY = None
PAGES: dict[str, tuple[Role | None, str]] = {
    "front": (NOBODY, "/en/"),
    "what": (NOBODY, "/en/report/"),
    "where": (NOBODY, "/en/report/?service=pothole"),
    "list": (NOBODY, "/en/requests/"),
    "request": (NOBODY, "/en/requests/{reference}/"),
    "own page": (NOBODY, "{follow}"),
    "privacy": (NOBODY, "/en/privacy/"),
    "cookies": (NOBODY, "/en/cookies/"),
    "accessibility": (NOBODY, "/en/accessibility/"),
    "sign in": (NOBODY, "/en/staff/sign-in/"),
    "not there": (NOBODY, "/en/nothing/"),
    "queue": (Role.WORKER, "/en/staff/queue/"),
    "queue, late": (Role.SUPERVISOR, "/en/staff/queue/?due=late"),
    "queue, all departments": (Role.CALL_TAKER, "/en/staff/queue/?state=all&service=pothole"),
    "queue, unread": (Role.WORKER, "/en/staff/queue/?unread=1&state=new&whose=nobody"),
    "keys": (Role.WORKER, "/en/staff/queue/keys/"),
    "merge": (Role.WORKER, "/en/staff/requests/{reference}/merge/"),
    "work order": (Role.WORKER, "/en/staff/requests/{reference}/work-order/"),
    "case, worker": (Role.WORKER, "/en/staff/requests/{reference}/"),
    "case, supervisor": (Role.SUPERVISOR, "/en/staff/requests/{reference}/"),
    "case, call taker": (Role.CALL_TAKER, "/en/staff/requests/{reference}/"),
    "evidence": (Role.PRIVACY_OFFICER, "/en/staff/privacy/"),
}


@pytest.fixture
def request_(members: dict[Role, Member]) -> ServiceRequest:
    """A named request with a story, among 50 others."""
    many(50, members[Role.WORKER])
    request = making.reported(contact=making.ROSA)
    tell(request, members[Role.WORKER], 3)
    return request


def many(count: int, crew: Member) -> None:
    """Requests of yesterday, some of them with a crew."""
    yesterday = calendar.today() - timedelta(days=1)
    rows = [making.unsaved(yesterday, assigned_to=crew if number % 3 else None) for number in range(count)]
    for row in rows:
        row.day = yesterday
    ServiceRequest.objects.bulk_create(rows)


def tell(request: ServiceRequest, crew: Member, count: int) -> None:
    """Add notes of both kinds to its story."""
    for number in range(count):
        write = work.publish if number % 2 else work.note_internally
        write(request.pk, "We looked at it.", by=crew)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_makes_few_queries_and_no_more_with_more_rows(
    members: dict[Role, Member],
    browser_of: Callable[[Role], Client],
    client: Client,
    request_: ServiceRequest,
    name: str,
) -> None:
    role, address = PAGES[name]
    browser = browser_of(role) if role else client
    address = address.format(reference=request_.reference, follow=links.follow(request_))

    def queries() -> int:
        figures.forget()  # kept for half a minute
        with CaptureQueriesContext(connection) as captured:
            answer = browser.get(address)
        assert answer.status_code == (404 if name == "not there" else 200)
        return len(captured)

    queries()  # what is read once a process
    few = queries()
    assert few <= MOST
    many(10, members[Role.WORKER])
    tell(request_, members[Role.WORKER], 10)
    assert queries() == few


DEEDS: dict[str, tuple[Role, dict[str, str]]] = {
    "publish": (Role.WORKER, {"note": "Seen."}),
    "note-internally": (Role.WORKER, {"note": "Seen."}),
    "change-state": (Role.WORKER, {"state": "in progress"}),
    "open-contact": (Role.SUPERVISOR, {"reason": "follow-up"}),
    "release": (Role.SUPERVISOR, {"note": "Hole.", "words": "on"}),
}


@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_makes_few_queries(
    noon: Traveller,
    services: None,
    members: dict[Role, Member],
    browser_of: Callable[[Role], Client],
    name: str,
) -> None:
    """More than a page: each is a transaction, locks the row, and keeps what staff are told in their session; a look
    counts those before it, is noted with what rings, and tells what else of theirs each room has.
    """
    role, fields = DEEDS[name]
    browser, request = browser_of(role), making.reported(contact=making.ROSA)
    address = reverse(f"service_requests:{name}", args=[request.reference])
    browser.post(address, fields)
    with CaptureQueriesContext(connection) as captured:
        assert browser.post(address, fields).status_code in {200, 302, 422}
    assert len(captured) <= 25
