"""Limits hold exactly within an hour, and nothing of an address is kept."""

import ipaddress
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings
from hypothesis import given
from hypothesis import strategies as st

from commonhall.errors import NotNow
from commonhall.web import throttles
from commonhall.web.throttles import Limit, Memory, TooMany


@dataclass
class Clock:
    """A clock that the test moves."""

    now: float = 0.0
    began: float = field(default=0.0)

    def __call__(self) -> float:
        return self.now


steps = st.lists(st.floats(min_value=0, max_value=30), min_size=1, max_size=60)


def request_from(address: str, forwarded: str = "") -> HttpRequest:
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    return RequestFactory().get("/", REMOTE_ADDR=address, headers=headers)


@given(steps=steps, most=st.integers(1, 5), seconds=st.integers(1, 60))
def test_no_window_lets_more_pass_than_the_limit_says(steps: list[float], most: int, seconds: int) -> None:
    clock = Clock()
    memory = Memory(clock)
    limit = Limit(purpose="look-up", most=most, seconds=seconds)
    passed: list[float] = []
    for step in steps:
        clock.now += step
        if memory.seconds_to_wait(limit, "192.0.2.1") == 0:
            passed.append(clock.now)
    for began in passed:
        assert len([at for at in passed if began <= at < began + seconds]) <= most


@given(steps=steps, most=st.integers(1, 5), seconds=st.integers(1, 60))
def test_who_waits_as_long_as_told_passes(steps: list[float], most: int, seconds: int) -> None:
    clock = Clock()
    memory = Memory(clock)
    limit = Limit(purpose="look-up", most=most, seconds=seconds)
    for step in steps:
        clock.now += step
        wait = memory.seconds_to_wait(limit, "192.0.2.1")
        assert wait <= seconds
        if wait:
            clock.now += wait + 0.001
            assert memory.seconds_to_wait(limit, "192.0.2.1") == 0


@given(addresses=st.lists(st.ip_addresses(v=4).map(str), min_size=1, max_size=200))
def test_memory_stays_within_its_bounds(addresses: list[str]) -> None:
    memory = Memory(Clock(), most=16)
    limit = Limit(purpose="look-up", most=1, seconds=60)
    for address in addresses:
        memory.seconds_to_wait(limit, address)
    assert len(memory) <= 16


def test_one_connection_does_not_use_up_another_s_passes() -> None:
    memory = Memory(Clock())
    limit = Limit(purpose="look-up", most=1, seconds=60)
    assert memory.seconds_to_wait(limit, "192.0.2.1") == 0
    assert memory.seconds_to_wait(limit, "192.0.2.2") == 0
    assert memory.seconds_to_wait(limit, "192.0.2.1") == 60


def test_one_purpose_does_not_use_up_another_s_passes() -> None:
    memory = Memory(Clock())
    assert memory.seconds_to_wait(Limit(purpose="look-up", most=1, seconds=60), "192.0.2.1") == 0
    assert memory.seconds_to_wait(Limit(purpose="report", most=1, seconds=60), "192.0.2.1") == 0


def test_after_an_hour_everything_is_forgotten_with_its_key() -> None:
    clock = Clock()
    memory = Memory(clock)
    limit = Limit(purpose="look-up", most=1, seconds=3600)
    memory.seconds_to_wait(limit, "192.0.2.1")
    memory.seconds_to_wait(limit, "192.0.2.2")
    clock.now = 3600.0
    assert memory.seconds_to_wait(limit, "192.0.2.1") == 0
    assert len(memory) == 1


def test_threads_together_pass_no_more_often_than_one_alone() -> None:
    memory = Memory(Clock())
    limit = Limit(purpose="look-up", most=20, seconds=60)
    with ThreadPoolExecutor(8) as threads:
        waits = list(threads.map(lambda _: memory.seconds_to_wait(limit, "192.0.2.1"), range(400)))
    assert waits.count(0) == 20


def test_no_address_lies_in_the_memory() -> None:
    memory = Memory(Clock())
    memory.seconds_to_wait(Limit(purpose="look-up", most=1, seconds=60), "192.0.2.77")
    assert "192.0.2.77" not in repr(vars(memory))
    assert ipaddress.ip_address("192.0.2.77").packed not in b"".join(memory._passed)


def test_the_same_address_is_another_hash_in_another_process() -> None:
    limit = Limit(purpose="look-up", most=1, seconds=60)
    here, there = Memory(Clock()), Memory(Clock())
    here.seconds_to_wait(limit, "192.0.2.1")
    there.seconds_to_wait(limit, "192.0.2.1")
    assert here._passed.keys() != there._passed.keys()


def test_too_many_says_how_long_to_wait() -> None:
    limit = Limit(purpose="look-up", most=1, seconds=60)
    memory = Memory(Clock())
    limit.check(request_from("192.0.2.1"), memory)
    with pytest.raises(TooMany, match="Wait 60 seconds") as refusal:
        limit.check(request_from("192.0.2.1"), memory)
    assert refusal.value.seconds == 60
    assert isinstance(refusal.value, NotNow)


@pytest.mark.parametrize(("most", "seconds"), [(0, 60), (1, 0), (1, 3601)])
def test_a_limit_that_could_not_hold_is_refused(most: int, seconds: int) -> None:
    with pytest.raises(ValueError, match="look-up"):
        Limit(purpose="look-up", most=most, seconds=seconds)


@pytest.mark.parametrize(
    ("address", "forwarded", "connection"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "198.51.100.9", "192.0.2.1"),  # not from a proxy of ours: anybody can write that
        ("10.0.0.1", "198.51.100.9", "198.51.100.9"),
        ("10.0.0.1", "203.0.113.5, 198.51.100.9, 10.0.0.2", "198.51.100.9"),
        ("10.0.0.1", "made up, 198.51.100.9", "198.51.100.9"),
        ("10.0.0.1", "198.51.100.9, made up", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "", "192.0.2.1"),
        ("", "", ""),
    ],
)
@override_settings(TRUSTED_PROXIES=("10.0.0.1", "10.0.0.2"))
def test_a_connection_is_told_by_the_nearest_address_that_is_not_a_proxy_of_ours(
    address: str, forwarded: str, connection: str
) -> None:
    assert throttles.connection_of(request_from(address, forwarded)) == connection


@pytest.mark.django_db
def test_a_throttled_page_answers_in_plain_words_and_with_retry_after() -> None:
    throttles.forget()

    @throttles.throttled(Limit(purpose="a throttled page", most=1, seconds=60))
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse("here")

    assert page(request_from("192.0.2.1")).status_code == 200
    refused = page(request_from("192.0.2.1"))
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    assert isinstance(refused, HttpResponse)
    assert "Wait 60 seconds" in refused.content.decode()
    assert refused.headers["Cache-Control"] == "no-store"


def test_a_limit_for_all_counts_every_connection_together() -> None:
    limit, memory = Limit(purpose="guess", most=2, seconds=60, is_for_all=True), Memory(Clock())
    for address in ("192.0.2.1", "192.0.2.2"):
        limit.check(request_from(address), memory)
    with pytest.raises(TooMany, match="by others too"):
        limit.check(request_from("192.0.2.3"), memory)


def test_what_only_asks_does_not_count() -> None:
    limit, memory = Limit(purpose="guess", most=1, seconds=60), Memory(Clock())
    for _ in range(3):
        limit.refuse(request_from("192.0.2.1"), memory)
    limit.check(request_from("192.0.2.1"), memory)
    with pytest.raises(TooMany):
        limit.refuse(request_from("192.0.2.1"), memory)
