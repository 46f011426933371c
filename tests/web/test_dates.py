"""Days and times on pages are the city's, not the server's. The tests' city keeps Eastern time."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone, translation

from commonhall.web import dates

WINTER_EVENING = datetime(2026, 12, 2, 3, 30, tzinfo=UTC)  # 10:30 pm of December 1 in the city


@pytest.fixture(autouse=True)
def in_november() -> Iterator[None]:
    """Years are left out only while they are the running one."""
    with time_machine.travel(datetime(2026, 11, 23, 17, 0, tzinfo=UTC), tick=False):
        yield


def test_a_day_is_the_citys_and_not_the_servers() -> None:
    assert dates.day(WINTER_EVENING) == "Tue, Dec 1"
    assert dates.clock(WINTER_EVENING) == "10:30 pm"


def test_a_day_without_a_time_is_that_day() -> None:
    assert dates.day(date(2026, 12, 1)) == "Tue, Dec 1"
    assert dates.full_day(date(2026, 12, 1)) == "Tuesday, December 1, 2026"


def test_another_year_is_named() -> None:
    assert dates.day(date(2025, 12, 1)) == "Mon, Dec 1, 2025"


def test_in_spanish_a_day_and_a_time_are_written_as_spanish_does() -> None:
    with translation.override("es"):
        assert dates.day(date(2026, 12, 1)) == "mar 1 de dic"
        assert dates.full_day(date(2026, 12, 1)) == "martes 1 de diciembre de 2026"
        assert dates.clock(WINTER_EVENING) == "22:30"


@pytest.mark.parametrize(
    ("moment", "clock"),
    [
        (datetime(2026, 3, 8, 6, 59, tzinfo=UTC), "1:59 am"),
        (datetime(2026, 3, 8, 7, 0, tzinfo=UTC), "3:00 am"),
        (datetime(2026, 11, 1, 5, 59, tzinfo=UTC), "1:59 am"),
        (datetime(2026, 11, 1, 6, 0, tzinfo=UTC), "1:00 am"),
    ],
    ids=["before spring", "in spring an hour is left out", "before autumn", "in autumn an hour comes twice"],
)
def test_times_follow_the_citys_clock_over_its_changes(moment: datetime, clock: str) -> None:
    assert dates.clock(moment) == clock


def test_how_long_ago_is_said_roughly() -> None:
    now = timezone.now()
    assert dates.ago(now) == "just now"
    assert dates.ago(now - timedelta(minutes=2, seconds=40)) == "2\xa0minutes ago"
    assert dates.ago(now - timedelta(hours=5, minutes=20)) == "5\xa0hours ago"
