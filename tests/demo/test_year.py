"""The year that a demo begins with: as a city's year is, in season, in both languages, and the same each time."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone

from commonhall import calendar, demo
from commonhall.calendar import tables
from commonhall.demo import residents, stories
from commonhall.demo.lives import Calendar
from commonhall.demo.stories import Stock
from commonhall.demo.year import DAYS, Asked, Year
from commonhall.places import gazetteer
from commonhall.service_requests import work
from commonhall.service_requests.models import Channel, Event, Service, ServiceRequest
from commonhall.service_requests.states import ClosedReason, State
from tests.townsfolk import TUESDAY_NOON

FOLDER = Path(demo.__file__).parent / "city"
COUNT = 2000
CASES = ("fixed", "nothing found", "not ours", "withdrawn")


@pytest.fixture(scope="module")
def stock() -> Stock:
    return stories.read(FOLDER)


def draw() -> list[Asked]:
    """The requests of all four hundred, as they stand on that Tuesday."""
    people = [row for _line, row in tables.rows(FOLDER / residents.FILE, residents.RESIDENT)]
    services, streets = Service.objects.in_bulk(), gazetteer.current()
    drawn = Year(stock=stories.read(FOLDER), services=services, streets=streets, now=TUESDAY_NOON)
    return drawn.requests(people, COUNT)


drawn_once = cache(draw)


@pytest.fixture
def year(city: None) -> list[Asked]:
    return drawn_once()


def said(asked: Asked) -> tuple[object, ...]:
    return asked.received, asked.service.pk, asked.place, asked.words, asked.name, asked.steps


def test_it_is_the_same_each_time(year: list[Asked]) -> None:
    assert [said(each) for each in draw()] == [said(each) for each in year]
    assert len(year) == COUNT


def test_it_ends_now_and_begins_a_year_before(year: list[Asked]) -> None:
    assert all(TUESDAY_NOON - timedelta(days=DAYS) <= each.received <= TUESDAY_NOON for each in year)
    assert {timezone.localtime(each.received).month for each in year} == set(range(1, 13))
    for each in year:
        times = [each.received, *(step.at for step in each.steps)]
        assert times == sorted(times)
        assert times[-1] <= TUESDAY_NOON


def test_its_shares_are_those_of_a_city(year: list[Asked]) -> None:
    by_telephone = sum(each.channel is Channel.TELEPHONE for each in year) / COUNT
    assert 0.65 < by_telephone < 0.73
    assert 0.17 < sum(each.resident is None for each in year) / COUNT < 0.23
    assert 0.035 < sum(each.repeats is not None for each in year) / COUNT < 0.05
    assert 0.15 < sum(each.language == "es" for each in year) / COUNT < 0.3
    assert len({each.resident["resident"] for each in year if each.resident}) == 400
    assert {each.service.pk for each in year} == set(Service.objects.values_list("pk", flat=True))


def test_about_a_hundred_and_fifty_are_open_and_few_of_them_late(year: list[Asked]) -> None:
    still_open = [each for each in year if not _is_ended(each)]
    assert 110 <= len(still_open) <= 190
    late = [each for each in still_open if _due(each) < calendar.day_of(TUESDAY_NOON)]
    assert 1 <= len(late) <= 15
    last = Counter(each.steps[-1].kind for each in still_open if each.steps)
    assert last["waiting parts"] + last["waiting resident"] >= 4


def _is_ended(asked: Asked) -> bool:
    ends = [step.kind for step in asked.steps if step.kind in (*CASES, "repeat", "sent back")]
    return bool(ends) and ends[-1] != "sent back"


def _due(asked: Asked) -> object:
    moved = [step.due_on for step in asked.steps if step.due_on]
    target = asked.service.target_working_days or 1
    return moved[-1] if moved else calendar.working_day_after(calendar.day_of(asked.received), target)


def test_everything_that_happens_to_a_request_happens(year: list[Asked]) -> None:
    kinds = Counter(step.kind for each in year for step in each.steps)
    for kind in (*CASES, "repeat", "moved", "passed on", "internal", "said", "sent back", "in progress"):
        assert kinds[kind] >= 10, kind


def test_snow_is_told_in_winter_and_grass_in_summer(year: list[Asked]) -> None:
    def months(service: str) -> set[int]:
        return {timezone.localtime(each.received).month for each in year if each.service.pk == service}

    assert months("snow-ice") <= {12, 1, 2, 3}
    assert months("tall-grass") <= set(range(4, 11))


def test_a_repeat_tells_the_same_on_the_same_block_soon_after(year: list[Asked]) -> None:
    by_id = {each.id: each for each in year}
    for each in year:
        if each.repeats:
            first = by_id[each.repeats]
            assert first.repeats is None
            assert first.service == each.service
            assert timedelta(0) < each.received - first.received <= timedelta(days=4)
            if not each.service.is_home:
                assert _block(first.place) == _block(each.place)


def _block(place: str) -> tuple[int, str]:
    number, street = place.split(" ", 1)
    return int(number) // 100, street


def test_numbers_in_the_words_are_those_of_residents_that_do_not_exist(year: list[Asked]) -> None:
    told = [each for each in year if re.search(r"\d{3}-\d{3}-\d{4}", each.words)]
    assert len(told) > 20
    for each in told:
        assert each.resident is not None
        assert each.resident["phone"] in each.words


@pytest.mark.django_db
def test_every_service_has_stories_and_a_note_of_its_end(services: None, stock: Stock) -> None:
    told = {story.service for story in stock.stories}
    for service in Service.objects.all():
        assert service.pk in told
        for kind in (*CASES, "in progress", "waiting parts", "waiting resident", "sent back", "moved"):
            assert stock.notes_about(kind, service.pk, service.department_id), (service.pk, kind)


@pytest.mark.django_db
def test_no_note_holds_what_the_rules_would_refuse(services: None, stock: Stock) -> None:
    notes = [note for kinds in stock.notes.values() for notes in kinds.values() for note in notes]
    assert len(notes) > 100
    for note in notes:
        for words in note.words.values():
            work.refuse_details(words)


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 1, 1, 5, 1, tzinfo=UTC),  # a minute after midnight of a holiday
        datetime(2026, 3, 8, 16, 0, tzinfo=UTC),  # the clocks go forward
        datetime(2026, 7, 19, 3, 59, tzinfo=UTC),  # the last minute of a Saturday
        datetime(2028, 2, 29, 20, 0, tzinfo=UTC),
    ],
)
def test_it_can_begin_at_any_moment(city: None, now: datetime) -> None:
    with time_machine.travel(now, tick=False):
        assert residents.load(FOLDER, 40, 120) == 120
    assert not Event.objects.filter(at__gt=now).exists()
    assert not ServiceRequest.objects.filter(day__gt=calendar.day_of(now)).exists()


def test_days_are_counted_as_everywhere() -> None:
    first = calendar.day_of(TUESDAY_NOON)
    days = Calendar(first - timedelta(days=60), first + timedelta(days=120))
    for back in range(40):
        day = first - timedelta(days=back)
        for count in (0, 1, 2, 7):
            assert days.after(day, count) == calendar.working_day_after(day, count)


def test_the_queue_it_makes_is_alive(noon: object, city: None) -> None:
    residents.load(FOLDER, 100, 500)
    rows = ServiceRequest.objects
    assert rows.count() == 500
    assert rows.open().filter(state=State.NEW).exists()
    assert rows.open().filter(assigned_to__isnull=False).exists()
    assert rows.filter(closed_reason=ClosedReason.DUPLICATE, duplicate_of__isnull=False).exists()
    assert rows.exclude(state=State.CLOSED).exclude(due_on=None).exists()
