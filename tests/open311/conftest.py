"""A city that answers Open311, and a key to report there."""

from collections.abc import Callable

import pytest
from django.test import Client

from commonhall.open311 import keys
from commonhall.open311.models import Key
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests.open311.asking import Asker


@pytest.fixture
def key(members: dict[Role, Member]) -> str:
    """A key that is in use."""
    return keys.make("Fixed Today", most_an_hour=100, by=members[Role.ADMINISTRATOR])


@pytest.fixture
def row_of_key(key: str) -> Key:
    return Key.objects.get()


@pytest.fixture
def asker(services: None) -> Asker:
    """A program elsewhere, without a key: it sends no header of a browser."""
    return Asker(Client())


@pytest.fixture
def sender(city: None, key: str) -> Asker:
    """A program that may report, in a city with its streets."""
    return Asker(Client(), key)


@pytest.fixture
def supervisor(browser_of: Callable[[Role], Client]) -> Client:
    """The browser of who supervises the department that mends potholes."""
    return browser_of(Role.SUPERVISOR)
