"""Who may open what: every address below /staff/, tried by every role and by nobody.

An address that is not in the table fails the test: whoever adds a page says here whom it is for.
"""

import uuid
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django.asserts import assertContains

from commonhall.service_requests.models import ServiceRequest
from commonhall.staff.models import Department, Member
from commonhall.staff.roles import OF_A_DEPARTMENT, Role
from tests.service_requests import making

EVERYBODY = frozenset(Role)
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
ON_REQUESTS = frozenset({Role.CALL_TAKER, Role.WORKER, Role.SUPERVISOR})


class Wall(NamedTuple):
    """Whom a page is for (None: it is open), and how it is asked."""

    roles: frozenset[Role] | None
    method: str = "GET"


TABLE = {
    "staff:home": Wall(EVERYBODY),
    "staff:sign-in": Wall(None),
    "staff:sign-out": Wall(None, "POST"),
    "staff:set-up": Wall(None),
    "staff:demo-sign-in": Wall(None),
    "desk:call": Wall(frozenset({Role.CALL_TAKER})),
    "desk:begin": Wall(frozenset({Role.CALL_TAKER}), "POST"),
    "desk:end": Wall(frozenset({Role.CALL_TAKER}), "POST"),
    "desk:services": Wall(frozenset({Role.CALL_TAKER}), "POST"),
    "desk:place": Wall(frozenset({Role.CALL_TAKER}), "POST"),
    "desk:person": Wall(frozenset({Role.CALL_TAKER}), "POST"),
    "desk:find": Wall(frozenset({Role.CALL_TAKER, Role.SUPERVISOR})),
    "people:looks": Wall(frozenset({Role.PRIVACY_OFFICER})),
    "people:call": Wall(frozenset({Role.CALL_TAKER, Role.SUPERVISOR})),
    "people:end-call": Wall(frozenset({Role.CALL_TAKER, Role.SUPERVISOR}), "POST"),
    "people:emergency": Wall(ON_REQUESTS),
    "people:alarms": Wall(frozenset({Role.PRIVACY_OFFICER, Role.SUPERVISOR})),
    "people:alarm": Wall(frozenset({Role.PRIVACY_OFFICER, Role.SUPERVISOR})),
    "people:entry": Wall(frozenset({Role.PRIVACY_OFFICER, Role.SUPERVISOR})),
    "people:names": Wall(frozenset({Role.PRIVACY_OFFICER})),
    "people:take-out-name": Wall(frozenset({Role.PRIVACY_OFFICER}), "POST"),
    "policy:evidence": Wall(frozenset({Role.PRIVACY_OFFICER})),
    "service_requests:catalogue": Wall(ADMINISTRATORS),
    "service_requests:move-topic": Wall(ADMINISTRATORS, "POST"),
    "service_requests:new-service": Wall(ADMINISTRATORS),
    "service_requests:service": Wall(ADMINISTRATORS),
    "service_requests:move-service": Wall(ADMINISTRATORS, "POST"),
    "service_requests:offer-service": Wall(ADMINISTRATORS, "POST"),
    "service_requests:new-question": Wall(ADMINISTRATORS),
    "service_requests:question": Wall(ADMINISTRATORS),
    "service_requests:move-question": Wall(ADMINISTRATORS, "POST"),
    "service_requests:remove-question": Wall(ADMINISTRATORS, "POST"),
    "service_requests:departments": Wall(ADMINISTRATORS),
    "service_requests:new-department": Wall(ADMINISTRATORS),
    "service_requests:department": Wall(ADMINISTRATORS),
    "service_requests:move-department": Wall(ADMINISTRATORS, "POST"),
    "service_requests:activate-department": Wall(ADMINISTRATORS, "POST"),
    "service_requests:catalogue-files": Wall(ADMINISTRATORS),
    "service_requests:compare-catalogue": Wall(ADMINISTRATORS, "POST"),
    "service_requests:bring-in-catalogue": Wall(ADMINISTRATORS, "POST"),
    "service_requests:download-catalogue": Wall(ADMINISTRATORS),
    "service_requests:queue": Wall(ON_REQUESTS),
    "service_requests:find-words": Wall(ON_REQUESTS, "POST"),
    "service_requests:bulk": Wall(ON_REQUESTS, "POST"),
    "service_requests:undo": Wall(ON_REQUESTS, "POST"),
    "service_requests:work-orders": Wall(ON_REQUESTS, "POST"),
    "service_requests:save-view": Wall(ON_REQUESTS, "POST"),
    "service_requests:change-view": Wall(ON_REQUESTS, "POST"),
    "service_requests:keys": Wall(ON_REQUESTS),
    "service_requests:work": Wall(ON_REQUESTS),
    "service_requests:transfer": Wall(ON_REQUESTS, "POST"),
    "service_requests:move-date": Wall(ON_REQUESTS, "POST"),
    "service_requests:merge": Wall(ON_REQUESTS),
    "service_requests:take-apart": Wall(ON_REQUESTS, "POST"),
    "service_requests:work-order": Wall(ON_REQUESTS),
    "service_requests:work-photo": Wall(ON_REQUESTS),
    "service_requests:change-state": Wall(ON_REQUESTS, "POST"),
    "service_requests:assign": Wall(ON_REQUESTS, "POST"),
    "service_requests:publish": Wall(ON_REQUESTS, "POST"),
    "service_requests:note-internally": Wall(ON_REQUESTS, "POST"),
    "service_requests:release": Wall(frozenset({Role.SUPERVISOR}), "POST"),
    "service_requests:open-contact": Wall(frozenset({Role.CALL_TAKER, Role.SUPERVISOR}), "POST"),
}
OPENS = frozenset({Role.CALL_TAKER, Role.SUPERVISOR})
OF_A_PERSON = ("open", "add-name", "remove-name", "consent", "compare", "merge", "split", "undo")
TABLE |= {f"people:{name}": Wall(OPENS, "POST") for name in OF_A_PERSON}
HOLDING = ("people:hold", "people:lift", "service_requests:hold", "service_requests:lift")
TABLE |= {name: Wall(frozenset({Role.SUPERVISOR}), "POST") for name in HOLDING}
BEHIND_A_WALL = [name for name, wall in TABLE.items() if wall.roles is not None]


def below_staff(
    resolver: URLResolver, path: str = "", room: str = ""
) -> Iterator[tuple[str, frozenset[str]]]:
    """The name of each address below /staff/, and the parameters it takes."""
    for entry in resolver.url_patterns:
        at = path + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from below_staff(entry, at, entry.namespace or room)
        elif isinstance(entry, URLPattern) and at.removeprefix("en/").startswith("staff/"):
            yield f"{room}:{entry.name}", frozenset(entry.pattern.converters)


PAGES = dict(below_staff(get_resolver()))


@pytest.fixture
def request_(services: None) -> ServiceRequest:
    """A request that nobody of the staff may find uninteresting."""
    return making.reported(contact=making.ROSA)


@pytest.fixture
def browser(services: None, role: Role | None) -> Client:
    """The browser of a member with that role; of nobody for None."""
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    if role:
        department = Department.objects.get(pk="public-works") if role in OF_A_DEPARTMENT else None
        client.force_login(
            Member.objects.create(email=f"{role}@city.example", role=role, department=department)
        )
    return client


def ask(browser: Client, name: str, request_: ServiceRequest) -> HttpResponse:
    known = {
        "reference": request_.reference,
        **dict.fromkeys(("photo", "alarm", "entry", "name", "view"), uuid.uuid4()),
        "service": "pothole",
        "question": "size",
        "department": "water",
    }
    path = reverse(name, kwargs={parameter: known[parameter] for parameter in PAGES[name]})
    return browser.get(path) if TABLE[name].method == "GET" else browser.post(path)


def test_every_address_of_staff_stands_in_the_table() -> None:
    assert set(PAGES) == set(TABLE)


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role or "nobody")
@pytest.mark.parametrize("name", BEHIND_A_WALL)
def test_only_the_roles_it_is_for_come_in(
    name: str, role: Role | None, browser: Client, request_: ServiceRequest
) -> None:
    answer = ask(browser, name, request_)
    if role is None:
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("staff:sign-in"))
    elif role in (TABLE[name].roles or ()):
        assert answer.status_code not in {403, 405}
        assert reverse("staff:sign-in") not in answer.get("Location", "")
        assert answer.status_code == 404 or answer["Cache-Control"] == "no-store"
    else:
        assert answer.status_code == 403
        assertContains(answer, "your role has no right to this page", status_code=403)
        assert request_.street not in answer.content.decode()


@pytest.mark.parametrize("role", [None])
@pytest.mark.parametrize("name", ["service_requests:open-contact", "service_requests:release"])
def test_what_changes_something_is_not_done_by_opening_a_link(
    name: str, role: None, browser: Client, request_: ServiceRequest
) -> None:
    answer = browser.get(reverse(name, args=[request_.reference]))
    assert answer["Location"] == reverse("service_requests:work", args=[request_.reference])


@pytest.mark.parametrize("role", [None])
@pytest.mark.parametrize("name", [f"people:{name}" for name in (*OF_A_PERSON, "hold", "lift")])
def test_no_person_is_opened_by_a_link(name: str, role: None, browser: Client) -> None:
    assert browser.get(reverse(name))["Location"] == reverse("staff:home")


@pytest.mark.parametrize("role", [None])
@pytest.mark.parametrize("path", ["/admin/", "/en/admin/", "/accounts/login/", "/en/accounts/signup/"])
def test_there_is_no_other_door(path: str, role: None, browser: Client) -> None:
    assert browser.get(path).status_code == 404
