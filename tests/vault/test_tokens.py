"""Tokens: they open what was put in, for a while, and nothing else passes for one."""

import string
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from commonhall.vault import tokens
from commonhall.vault.keyring import Purpose
from commonhall.vault.tokens import UnusableToken

HOUR = timedelta(hours=1)
SIGNS = string.ascii_letters + string.digits + "-_"


@given(payload=st.binary(max_size=2000))
def test_a_token_gives_back_what_was_put_in(payload: bytes) -> None:
    token = tokens.issue(Purpose.TOKEN, payload, lifetime=HOUR)
    assert tokens.redeem(Purpose.TOKEN, token) == payload
    assert set(token) <= set(SIGNS)


def test_a_token_tells_nothing_of_what_is_in_it() -> None:
    one, other = (tokens.issue(Purpose.TOKEN, b"4KT7M2", lifetime=HOUR) for _ in range(2))
    assert one != other


def test_a_token_ends() -> None:
    issued_at = datetime(2026, 3, 10, 12, tzinfo=UTC)
    with time_machine.travel(issued_at, tick=False):
        token = tokens.issue(Purpose.TOKEN, b"4KT7M2", lifetime=HOUR)
    with time_machine.travel(issued_at + HOUR, tick=False):
        assert tokens.redeem(Purpose.TOKEN, token) == b"4KT7M2"
    with (
        time_machine.travel(issued_at + HOUR + timedelta(seconds=1), tick=False),
        pytest.raises(UnusableToken, match="expired"),
    ):
        tokens.redeem(Purpose.TOKEN, token)


def test_a_token_for_one_thing_is_none_for_another() -> None:
    token = tokens.issue(Purpose.DRAFT, b"4KT7M2", lifetime=HOUR)
    with pytest.raises(UnusableToken):
        tokens.redeem(Purpose.TOKEN, token)


@given(at=st.integers(min_value=0), sign=st.sampled_from(SIGNS))
def test_a_token_with_another_sign_in_it_does_not_pass(at: int, sign: str) -> None:
    token = tokens.issue(Purpose.TOKEN, b"4KT7M2", lifetime=HOUR)
    at %= len(token) - 1  # the last sign has bits that stand for nothing
    if token[at] != sign:
        with pytest.raises(UnusableToken):
            tokens.redeem(Purpose.TOKEN, token[:at] + sign + token[at + 1 :])


@given(junk=st.text(max_size=100))
def test_what_is_no_token_does_not_pass(junk: str) -> None:
    with pytest.raises(UnusableToken):
        tokens.redeem(Purpose.TOKEN, junk)


def test_a_token_that_was_cut_short_does_not_pass() -> None:
    token = tokens.issue(Purpose.TOKEN, b"4KT7M2", lifetime=HOUR)
    for length in range(len(token) - 1):
        with pytest.raises(UnusableToken):
            tokens.redeem(Purpose.TOKEN, token[:length])
