"""People with requests, and those who look at them."""

import pytest

from commonhall.audit.models import Entry
from commonhall.people import look_sessions
from commonhall.people.models import LookSession
from commonhall.people.reasons import Reason
from commonhall.service_requests import words
from commonhall.service_requests.models import ServiceRequest
from commonhall.staff.models import Department, Member
from commonhall.staff.roles import Role
from tests.service_requests import making


@pytest.fixture
def named(services: None) -> ServiceRequest:
    """A request of Rosa Marin's."""
    return making.reported(contact=making.ROSA)


@pytest.fixture
def rosa(named: ServiceRequest) -> int:
    return person_of(named)


@pytest.fixture
def casey(members: dict[Role, Member]) -> Member:
    """A call taker."""
    return members[Role.CALL_TAKER]


@pytest.fixture
def sasha(members: dict[Role, Member]) -> Member:
    """The supervisor of the department that has Rosa's request."""
    return members[Role.SUPERVISOR]


@pytest.fixture
def wren(members: dict[Role, Member]) -> Member:
    """A worker of that department."""
    return members[Role.WORKER]


@pytest.fixture
def parker(members: dict[Role, Member]) -> Member:
    """The privacy officer."""
    return members[Role.PRIVACY_OFFICER]


@pytest.fixture
def robin(services: None) -> Member:
    """The supervisor of another department."""
    parks = Department.objects.create(code="other-parks", names={"en": "Parks"})
    return Member.objects.create(
        email="robin@city.example", name="Robin Vale", role=Role.SUPERVISOR, department=parks
    )


@pytest.fixture
def call(casey: Member) -> LookSession:
    """A call that the call taker answers."""
    return look_sessions.begin(casey, Reason.INCOMING_CALL)


def person_of(request: ServiceRequest) -> int:
    link = words.contact_link(request)
    assert link
    return link.person


def entries(kind: Entry.Kind) -> list[Entry]:
    """The entries of this kind, oldest first."""
    return list(Entry.objects.filter(kind=kind).order_by("at"))
