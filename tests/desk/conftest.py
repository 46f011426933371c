"""A call taker at the desk."""

from collections.abc import Callable

import pytest
from django.test import Client

from commonhall.staff.roles import Role
from tests.desk.calling import Taker


@pytest.fixture
def taker(city: None, browser_of: Callable[[Role], Client]) -> Taker:
    return Taker(browser_of(Role.CALL_TAKER))
