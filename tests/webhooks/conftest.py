"""A program that is told, and requests that it is told of."""

from collections.abc import Iterator
from ipaddress import ip_network

import pytest
from pytest_django import Settings

from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from commonhall.webhooks import endpoints
from commonhall.webhooks.models import Endpoint
from tests.service_requests.conftest import anonymous, jpeg, named, supervisor, worker
from tests.webhooks.receiver import Receiver

__all__ = ["anonymous", "jpeg", "named", "supervisor", "worker"]


@pytest.fixture
def loopback(settings: Settings) -> None:
    """A city whose own network is this machine."""
    settings.WEBHOOK_NETWORKS = (ip_network("127.0.0.0/8"),)


@pytest.fixture
def receiver(loopback: None) -> Iterator[Receiver]:
    with Receiver().running() as running:
        yield running


@pytest.fixture
def made(receiver: Receiver, members: dict[Role, Member]) -> tuple[Endpoint, str]:
    """The endpoint that leads there, and its secret."""
    return endpoints.make(
        "Work orders",
        receiver.url,
        tells_received=True,
        tells_changed=True,
        by=members[Role.ADMINISTRATOR],
    )


@pytest.fixture
def endpoint(made: tuple[Endpoint, str]) -> Endpoint:
    return made[0]
