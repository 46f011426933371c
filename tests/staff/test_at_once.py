"""What happens at the same moment in two processes: a code is taken by one, and no wrong one goes uncounted."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from commonhall.staff import app_offers, second_factor
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests.staff.conftest import Telephone

AT_ONCE = 6


@pytest.fixture
def alex(fresh_database: str) -> Member:
    """A member whose rows other connections see."""
    return Member.objects.create(email="alex@city.example", name="Alex", role=Role.WEB_EDITOR)


@pytest.fixture
def telephone(alex: Member) -> Telephone:
    telephone = Telephone(app_offers.new(alex).secret)
    second_factor.add_app(alex, telephone.secret, telephone.code())
    return telephone


def together(deed: Callable[[], None]) -> list[str]:
    """Do it in several connections in the same instant; the names of what each was refused for, or empty."""
    start = Barrier(AT_ONCE)

    def one() -> str:
        start.wait(30)
        try:
            deed()
        except Exception as refusal:
            return type(refusal).__name__
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sorted(answer.result() for answer in [pool.submit(one) for _ in range(AT_ONCE)])


def test_of_several_who_give_the_same_code_one_comes_in(alex: Member, telephone: Telephone) -> None:
    code = telephone.code(+1)
    came_in = together(lambda: second_factor.prove(alex, code))
    assert came_in == ["", *["WrongCode"] * (AT_ONCE - 1)]


def test_of_several_who_give_the_same_recovery_code_one_comes_in(alex: Member, telephone: Telephone) -> None:
    code = second_factor.renew_codes(alex)[0]
    assert together(lambda: second_factor.prove(alex, code)).count("") == 1


def test_guesses_at_the_same_moment_are_all_counted(alex: Member, telephone: Telephone) -> None:
    answers = together(lambda: second_factor.prove(alex, "000000x"))
    assert answers == ["TooManyCodes", *["WrongCode"] * 5]
    assert Member.objects.get(pk=alex.pk).wrong_codes == 5


def test_two_phones_set_up_at_once_leave_one(alex: Member) -> None:
    def set_up() -> None:
        telephone = Telephone(app_offers.new(alex).secret)
        second_factor.add_app(alex, telephone.secret, telephone.code())

    assert together(set_up) == [""] * AT_ONCE
    assert second_factor.ways_of(alex).app is not None
