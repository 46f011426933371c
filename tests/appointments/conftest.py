"""Schedules, bookings, and those who work on them."""

from collections.abc import Callable

import pytest
from django.test import Client

from commonhall.appointments.models import Schedule
from commonhall.staff.roles import Role
from tests.appointments import making
from tests.messaging.conftest import provider, sink
from tests.service_requests.conftest import anonymous, jpeg, named, supervisor, worker

__all__ = ["anonymous", "jpeg", "named", "provider", "sink", "supervisor", "worker"]


@pytest.fixture
def counter(services: None) -> Schedule:
    """Two windows at a counter."""
    return making.counter()


@pytest.fixture
def pickup(services: None) -> Schedule:
    """One crew that drives from house to house."""
    return making.pickup()


@pytest.fixture
def administrator(browser_of: Callable[[Role], Client]) -> Client:
    return browser_of(Role.ADMINISTRATOR)
