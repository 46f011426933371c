"""Programs of members of staff, each with a token."""

from collections.abc import Callable

import pytest

from commonhall.api import tokens
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests.api.asking import Caller
from tests.people.conftest import named, robin, rosa

__all__ = ["named", "robin", "rosa"]


@pytest.fixture
def caller_of(members: dict[Role, Member]) -> Callable[[Role], Caller]:
    """The program of the member with that role."""
    return lambda role: caller_for(members[role])


@pytest.fixture
def casey(caller_of: Callable[[Role], Caller]) -> Caller:
    """A call taker's program."""
    return caller_of(Role.CALL_TAKER)


@pytest.fixture
def sasha(caller_of: Callable[[Role], Caller]) -> Caller:
    """The program of the supervisor whose department has the request."""
    return caller_of(Role.SUPERVISOR)


def caller_for(member: Member) -> Caller:
    return Caller(tokens.make(member, "Their program", days=30))
