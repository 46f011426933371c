"""The daily count: what it counts, that it moves once a day, and that it tells no time."""

from datetime import timedelta

from time_machine import Traveller

from commonhall import calendar
from commonhall.service_requests import settling, tallies
from commonhall.service_requests.models import ServiceRequest, Tally
from commonhall.service_requests.states import ClosedReason, State
from tests.service_requests import making


def stored(days_ago: int, service: str = "pothole", ended: str = "") -> None:
    request = making.unsaved(service=service)
    request.day = calendar.today() - timedelta(days=days_ago)
    if ended:
        request.state, request.closed_reason = State.CLOSED, ended
    request.save(force_insert=True)


def counted(service: str | None = None) -> dict[str, tuple[int, int, int, int]]:
    return {
        tally.kind: (tally.of_week, tally.of_month, tally.of_year, tally.of_all)
        for tally in Tally.objects.filter(service=service)
    }


def test_it_counts_by_service_kind_and_age_and_all_services_together(services: None) -> None:
    for days_ago in (1, 7, 8, 30, 31, 365, 366):
        stored(days_ago)
    stored(3, "graffiti", ClosedReason.FIXED)
    stored(3, "graffiti", ClosedReason.NOT_OURS)
    stored(3, "graffiti", ClosedReason.WITHDRAWN)
    tallies.count(calendar.today())
    assert counted("pothole") == {"open": (2, 4, 6, 7)}
    assert counted("graffiti") == {"fixed": (1, 1, 1, 1), "closed": (2, 2, 2, 2)}
    assert counted() == {"open": (2, 4, 6, 7), "fixed": (1, 1, 1, 1), "closed": (2, 2, 2, 2)}


def test_what_comes_in_today_moves_no_count_until_the_day_is_over(services: None, noon: Traveller) -> None:
    stored(1)
    tallies.keep_up(calendar.today())
    before = counted()
    making.reported()
    making.reported(contact=making.ROSA)
    tallies.keep_up(calendar.today())
    tallies.count(calendar.today())
    assert counted() == before == {"open": (1, 1, 1, 1)}
    noon.shift(timedelta(days=1))
    tallies.keep_up(calendar.today())
    assert counted() == {"open": (3, 3, 3, 3)}


def test_it_is_counted_once_a_day(services: None, noon: Traveller) -> None:
    stored(1)
    tallies.keep_up(calendar.today())
    first = Tally.objects.values_list("pk", flat=True)[:1]
    made = list(first)
    tallies.keep_up(calendar.today())
    assert list(first) == made
    assert tallies.counted_day() == calendar.today() - timedelta(days=1)


def test_what_was_deleted_goes_with_the_next_count(services: None) -> None:
    stored(1)
    tallies.count(calendar.today())
    ServiceRequest.objects.all().delete()
    tallies.count(calendar.today())
    assert (counted(), tallies.counted_day()) == ({}, None)


def test_the_hourly_pass_keeps_it_up(fresh_database: str, noon: Traveller) -> None:
    making.catalogue_of_the_city()
    making.reported()
    settling.hourly(calendar.today())
    assert counted() == {}
    noon.shift(timedelta(days=1))
    settling.hourly(calendar.today())
    assert counted() == {"open": (1, 1, 1, 1)}
