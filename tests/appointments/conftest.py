"""Schedules, bookings, and those who work on them."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from pytest_django import Settings

from commonhall.appointments.models import Schedule
from commonhall.messaging import gateways
from commonhall.staff.roles import Role
from tests.appointments import making
from tests.gateways import mailserver
from tests.gateways.mailserver import Sink
from tests.service_requests.conftest import anonymous, jpeg, named

__all__ = ["anonymous", "jpeg", "named"]


@pytest.fixture
def counter(services: None) -> Schedule:
    """Two windows at a counter."""
    return making.counter()


@pytest.fixture
def pickup(services: None) -> Schedule:
    """One crew that drives from house to house."""
    return making.pickup()


@pytest.fixture
def worker(browser_of: Callable[[Role], Client]) -> Client:
    return browser_of(Role.WORKER)


@pytest.fixture
def supervisor(browser_of: Callable[[Role], Client]) -> Client:
    return browser_of(Role.SUPERVISOR)


@pytest.fixture
def administrator(browser_of: Callable[[Role], Client]) -> Client:
    return browser_of(Role.ADMINISTRATOR)


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    """The city's mail server, which takes everything."""
    with mailserver.sink() as started:
        settings.MAIL_SERVER = gateways.read(started.url)
        yield started
