"""Who may open what: every address below /staff/, read and sent to, by every role, by nobody, by another department.

An address that is not in the table fails the test: whoever adds a page says here whom it is for.
"""

import uuid
from collections.abc import Iterator
from copy import copy
from http.cookies import SimpleCookie
from typing import NamedTuple

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django.asserts import assertContains, assertNotContains
from pytest_django.plugin import DjangoDbBlocker

from commonhall.audit.models import Entry
from commonhall.holdings.models import Hold
from commonhall.operations.models import ExportDeed
from commonhall.people.models import Alarm, ListedName, LookSession, PersonKey, Retired, Typing
from commonhall.service_requests import catalogue
from commonhall.service_requests.models import Event, Photo, ReadMark, ServiceRequest
from commonhall.service_requests.models.members import KeysOff, SavedView
from commonhall.staff.doors import Door
from commonhall.staff.models import Department, Member, MemberEvent, SignInLink
from commonhall.staff.roles import OF_A_DEPARTMENT, Role
from tests.service_requests import making

EVERYBODY = frozenset(Role)
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
EXPORTS = frozenset({Role.ADMINISTRATOR, Role.PRIVACY_OFFICER})
ON_REQUESTS = frozenset({Role.CALL_TAKER, Role.WORKER, Role.SUPERVISOR})


class Wall(NamedTuple):
    """Whom a page is for (None: it is open), and how it is asked."""

    roles: frozenset[Role] | None
    method: str = "GET"


TABLE = {
    "staff:home": Wall(EVERYBODY),
    "staff:sign-in": Wall(None),
    "staff:second-proof": Wall(None),
    "staff:here": Wall(None),
    "staff:sign-out": Wall(None, "POST"),
    "staff:set-up": Wall(None),
    "staff:demo-sign-in": Wall(None),
    "staff:second-factor": Wall(EVERYBODY),
    "staff:add-app": Wall(EVERYBODY),
    "staff:add-key": Wall(EVERYBODY),
    "staff:renew-codes": Wall(EVERYBODY, "POST"),
    "staff:remove-factor": Wall(EVERYBODY, "POST"),
    "staff:members": Wall(ADMINISTRATORS),
    "staff:add-member": Wall(ADMINISTRATORS),
    "staff:member": Wall(ADMINISTRATORS),
    "staff:deactivate-member": Wall(ADMINISTRATORS, "POST"),
    "staff:activate-member": Wall(ADMINISTRATORS, "POST"),
    "staff:make-set-up-link": Wall(ADMINISTRATORS, "POST"),
    "staff:reset-second-factor": Wall(ADMINISTRATORS, "POST"),
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
    "open311:keys": Wall(ADMINISTRATORS),
    "open311:end-key": Wall(ADMINISTRATORS, "POST"),
    "tokens:tokens": Wall(EVERYBODY),
    "tokens:end-token": Wall(EVERYBODY, "POST"),
    "webhooks:endpoints": Wall(ADMINISTRATORS),
    "webhooks:endpoint": Wall(ADMINISTRATORS),
    "webhooks:renew": Wall(ADMINISTRATORS, "POST"),
    "webhooks:end": Wall(ADMINISTRATORS, "POST"),
    "webhooks:again": Wall(ADMINISTRATORS, "POST"),
    "appointments:home": Wall(ON_REQUESTS),
    "appointments:week": Wall(ON_REQUESTS),
    "appointments:book-for": Wall(ON_REQUESTS),
    "appointments:invite": Wall(ON_REQUESTS, "POST"),
    "appointments:booking": Wall(ON_REQUESTS),
    "appointments:confirm": Wall(ON_REQUESTS, "POST"),
    "appointments:move": Wall(ON_REQUESTS),
    "appointments:cancel": Wall(ON_REQUESTS, "POST"),
    "appointments:outcome": Wall(ON_REQUESTS, "POST"),
    "appointments:schedules": Wall(ADMINISTRATORS),
    "appointments:new-schedule": Wall(ADMINISTRATORS),
    "appointments:schedule": Wall(ADMINISTRATORS),
    "messaging:outbox": Wall(ADMINISTRATORS),
    "messaging:settle": Wall(ADMINISTRATORS, "POST"),
    "messaging:templates": Wall(ADMINISTRATORS),
    "messaging:new-template": Wall(ADMINISTRATORS),
    "messaging:check-template": Wall(ADMINISTRATORS, "POST"),
    "messaging:template": Wall(ADMINISTRATORS),
    "messaging:offer-template": Wall(ADMINISTRATORS, "POST"),
    "received:held": Wall(frozenset({Role.CALL_TAKER})),
    "received:message": Wall(frozenset({Role.CALL_TAKER})),
    "received:accept": Wall(frozenset({Role.CALL_TAKER}), "POST"),
    "received:put-aside": Wall(frozenset({Role.CALL_TAKER}), "POST"),
    "received:stop": Wall(frozenset({Role.CALL_TAKER}), "POST"),
    "operations:jobs": Wall(ADMINISTRATORS),
    "operations:again": Wall(ADMINISTRATORS, "POST"),
    "exports:exports": Wall(EXPORTS),
    "exports:export": Wall(EXPORTS),
    "exports:approve": Wall(EXPORTS, "POST"),
    "exports:refuse": Wall(EXPORTS, "POST"),
    "imports:imports": Wall(frozenset({Role.ADMINISTRATOR, Role.PRIVACY_OFFICER, Role.RECORDS_OFFICER})),
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
    "service_requests:write": Wall(ON_REQUESTS),
    "service_requests:unwanted": Wall(ON_REQUESTS),
    "service_requests:write-check": Wall(ON_REQUESTS, "POST"),
    "service_requests:work-photo": Wall(ON_REQUESTS),
    "service_requests:as-released": Wall(frozenset({Role.SUPERVISOR})),
    "service_requests:decide-photo": Wall(frozenset({Role.SUPERVISOR})),
    "service_requests:change-state": Wall(ON_REQUESTS, "POST"),
    "service_requests:assign": Wall(ON_REQUESTS, "POST"),
    "service_requests:confirm-words": Wall(ON_REQUESTS, "POST"),
    "service_requests:publish": Wall(ON_REQUESTS, "POST"),
    "service_requests:note-internally": Wall(ON_REQUESTS, "POST"),
    "service_requests:release": Wall(frozenset({Role.SUPERVISOR}), "POST"),
    "service_requests:open-contact": Wall(frozenset({Role.CALL_TAKER, Role.SUPERVISOR}), "POST"),
}
# Enough for any of the forms to do something, were it let.
FILLED_IN = {
    "state": "in_progress",
    "note": "A crew comes on Tuesday.",
    "words": "on",
    "reason": "follow-up",
    "basis": "A law.",
    "name": "Somebody Else",
    "role": "administrator",
    "email": "somebody@else.example",
}
OPENS = frozenset({Role.CALL_TAKER, Role.SUPERVISOR})
OF_A_PERSON = (
    "open",
    "open-found",
    "add-name",
    "remove-name",
    "consent",
    "compare",
    "merge",
    "split",
    "undo",
)
TABLE["service_requests:give-link"] = Wall(OPENS, "POST")
TABLE["service_requests:heard"] = Wall(frozenset({Role.SUPERVISOR}))
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


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """What is made in here stands for all tests of this file: each works in a savepoint inside, and leaves nothing."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def signed_in(stage: None) -> dict[Role, SimpleCookie]:
    """The departments and services of the city, a member a role, and what the browser of each keeps."""
    catalogue.load(settings.CITY.folder)
    department = Department.objects.get(pk="public-works")
    return {role: browser_of_a(role, department).cookies for role in Role}


@pytest.fixture(scope="module")
def made_request(signed_in: dict[Role, SimpleCookie]) -> ServiceRequest:
    return making.reported(contact=making.ROSA)


@pytest.fixture
def services(signed_in: dict[Role, SimpleCookie], db: None) -> None:
    """They stand already."""


@pytest.fixture
def request_(services: None, made_request: ServiceRequest) -> ServiceRequest:
    """A request that nobody of the staff may find uninteresting."""
    return copy(made_request)


@pytest.fixture
def colleague(services: None) -> Member:
    """Somebody an administrator may do things to."""
    return Member.objects.create(email="quinn@city.example", name="Quinn Abara", role=Role.WEB_EDITOR)


@pytest.fixture
def browser(services: None, signed_in: dict[Role, SimpleCookie], role: Role | None) -> Client:
    """The browser of a member with that role; of nobody for None."""
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    if role:
        client.cookies = SimpleCookie({name: kept.value for name, kept in signed_in[role].items()})
    return client


def browser_of_a(role: Role, department: Department) -> Client:
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    theirs = department if role in OF_A_DEPARTMENT else None
    email = f"{role}@{department.code}.example"
    client.force_login(Member.objects.create(email=email, role=role, department=theirs))
    return client


def path_of(name: str, request_: ServiceRequest, colleague: Member) -> str:
    known = {
        "reference": request_.reference,
        "who": colleague.pk,
        "token": uuid.uuid4() if name.startswith("tokens:") else "made-up",
        **dict.fromkeys(
            ("photo", "alarm", "entry", "key", "name", "view", "endpoint", "message"), uuid.uuid4()
        ),
        "job": 1,
        "schedule": 1,
        "number": 1,
        "service": "pothole",
        "question": "size",
        "department": "water",
        "template": "made-up",
    }
    return reverse(name, kwargs={parameter: known[parameter] for parameter in PAGES[name]})


def everything() -> list[list[dict[str, object]]]:
    """What a form could change, row by row."""
    tables = (
        *(ServiceRequest, Event, Photo, ReadMark, SavedView, KeysOff, Hold, Entry, MemberEvent),
        *(Authenticator, SignInLink, PersonKey, LookSession, Typing, Alarm, ListedName, Retired, ExportDeed),
    )
    staff = Member.objects.order_by("pk").values("pk", "role", "department", "is_active", "password")
    return [list(table._default_manager.order_by("pk").values()) for table in tables] + [list(staff)]


def test_every_address_of_staff_stands_in_the_table() -> None:
    assert set(PAGES) == set(TABLE)


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role or "nobody")
@pytest.mark.parametrize("name", BEHIND_A_WALL)
def test_only_the_roles_it_is_for_come_in(
    name: str, role: Role | None, browser: Client, request_: ServiceRequest, colleague: Member
) -> None:
    path, wall = path_of(name, request_, colleague), TABLE[name]
    answer = browser.get(path) if wall.method == "GET" else browser.post(path)
    if role is None:
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("staff:sign-in"))
        assert answer["Cache-Control"] == "no-store"
    elif role in (wall.roles or ()):
        assert answer.status_code not in {403, 405}
        assert reverse("staff:sign-in") not in answer.get("Location", "")
        assert answer["Cache-Control"] == "no-store"
    else:
        assert answer.status_code == 403
        assertContains(answer, "your role has no right to this page", status_code=403)
        assert request_.street not in answer.content.decode()


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role or "nobody")
def test_who_is_not_let_in_sees_nothing_and_changes_nothing_by_either_method(
    role: Role | None, browser: Client, request_: ServiceRequest, colleague: Member
) -> None:
    before = everything()
    shut = [name for name in BEHIND_A_WALL if role is None or role not in (TABLE[name].roles or ())]
    assert shut
    for name in shut:
        path = path_of(name, request_, colleague)
        for answer in (browser.get(path), browser.post(path, FILLED_IN)):
            assert answer.status_code in {302, 403, 405}, f"{name}: {answer.status_code}"
            assert request_.street not in answer.content.decode(), name
            assert colleague.name not in answer.content.decode(), name
    assert everything() == before


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SUPERVISOR])
def test_who_is_let_in_changes_something_by_the_same_forms(
    role: Role, browser: Client, request_: ServiceRequest, colleague: Member
) -> None:
    """Else the tests around this one could not fail."""
    for name in BEHIND_A_WALL:
        if role in (TABLE[name].roles or ()) and TABLE[name].roles != EVERYBODY:
            before = everything()
            browser.post(path_of(name, request_, colleague), FILLED_IN)
            if name in {"staff:add-member", "staff:member", "service_requests:publish"}:
                assert everything() != before, name


@pytest.mark.parametrize("role", sorted(OF_A_DEPARTMENT))
def test_another_departments_request_is_not_there(
    role: Role, services: None, request_: ServiceRequest, colleague: Member
) -> None:
    other = Department.objects.create(code="another", names={"en": "Another department"})
    browser, before = browser_of_a(role, other), everything()
    theirs = [name for name in BEHIND_A_WALL if "reference" in PAGES[name]]
    for name in theirs:
        path = path_of(name, request_, colleague)
        for answer in (browser.get(path), browser.post(path, FILLED_IN)):
            assert answer.status_code in {302, 403, 404, 405}, f"{name}: {answer.status_code}"
            assert request_.street not in answer.content.decode(), name
    assert everything() == before
    assert browser.get(path_of("service_requests:work", request_, colleague)).status_code == 404
    assertNotContains(browser.get(reverse("service_requests:queue")), request_.street)


@pytest.mark.parametrize("name", BEHIND_A_WALL)
def test_who_has_no_second_proof_yet_is_led_to_set_one_up(
    name: str, services: None, request_: ServiceRequest, colleague: Member
) -> None:
    Member.objects.filter(pk=colleague.pk).update(role=Role.ADMINISTRATOR)
    browser = Client(headers={"Sec-Fetch-Site": "same-origin"})
    browser.force_login(colleague, backend=Door.PASSWORD)
    before = everything()
    path, to_set_up = path_of(name, request_, colleague), reverse("staff:second-factor")
    for answer in (browser.get(path), browser.post(path, FILLED_IN)):
        led_to = answer.get("Location", "")
        is_step = name in {"staff:second-factor", "staff:add-app", "staff:add-key"}
        assert is_step or answer.status_code == 405 or led_to, name
        assert not led_to or led_to == to_set_up or browser.get(led_to)["Location"] == to_set_up, name
        assert request_.street not in answer.content.decode()
    assert everything() == before


@pytest.mark.parametrize("door", [Door.DEMO_LINK, "allauth.account.auth_backends.AuthenticationBackend"])
def test_a_session_of_another_door_opens_nothing_outside_the_demo(
    door: str, services: None, colleague: Member
) -> None:
    browser = Client(headers={"Sec-Fetch-Site": "same-origin"})
    browser.force_login(colleague, backend=door)
    for name in ("home", "second-factor", "add-app", "add-key"):
        assert browser.get(reverse(f"staff:{name}"))["Location"].startswith(reverse("staff:sign-in"))


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
