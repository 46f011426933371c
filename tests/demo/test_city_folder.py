"""The demonstration's own files: complete, in both languages, and true to what they were derived from."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from commonhall import demo
from commonhall.calendar import city
from commonhall.calendar.city import City
from commonhall.places import loading, lookup
from commonhall.service_requests.catalogue import reading
from commonhall.service_requests.questions import Datatype

FOLDER = Path(demo.__file__).parent / "city"


@pytest.fixture(scope="module")
def wilmington() -> City:
    return city.load(FOLDER)


def test_the_demonstration_has_eight_departments_with_telephone_and_hours(wilmington: City) -> None:
    departments = reading.folder(FOLDER).departments
    assert len(departments) == 8
    for department in departments:
        assert department.phone.startswith("(302) 555-01")  # numbers that reach nobody
        assert set(department.names) == set(department.hours) == set(wilmington.languages)


def test_every_one_of_forty_services_is_complete_in_every_language(wilmington: City) -> None:
    services = reading.folder(FOLDER).services
    assert len(services) == 40
    for service in services:
        for texts in (service.names, service.groups, service.descriptions, service.usual_times):
            assert all(texts[language] for language in wilmington.languages)
        assert all(len(service.keywords[language]) >= 8 for language in wilmington.languages)
        assert service.target_working_days
    assert {service.department_id for service in services} == {
        department.code for department in reading.folder(FOLDER).departments
    }
    assert 5 <= sum(service.is_common for service in services) <= 8


def test_the_demonstration_asks_questions_of_every_type_and_says_why(wilmington: City) -> None:
    asked = [question for service in reading.folder(FOLDER).services for question in service.questions]
    assert {question.datatype for question in asked} == set(Datatype)
    assert any(question.is_note for question in asked)
    for question in asked:
        for text in (question.text, question.why, *(value.name for value in question.values)):
            assert set(text.by_language) == set(wilmington.languages)


@pytest.mark.parametrize("year", [2025, 2026, 2027, 2028])
def test_holidays_are_those_of_the_delaware_code(wilmington: City, year: int) -> None:
    """1 Del. C. 501, but for Return Day, which is Sussex County's. Sunday moves to Monday, Saturday to Friday."""

    def observed(day: date) -> date:
        return day + timedelta(days={6: -1, 7: 1}.get(day.isoweekday(), 0))

    def weekday(month: int, isoweekday: int, number: int) -> date:
        first = date(year, month, 1)
        return first + timedelta(days=(isoweekday - first.isoweekday()) % 7 + 7 * (number - 1))

    thanksgiving = weekday(11, 4, 4)
    last_monday_of_may = date(year, 5, 31) - timedelta(days=date(year, 5, 31).isoweekday() - 1)
    good_friday = {
        2025: date(2025, 4, 18),
        2026: date(2026, 4, 3),
        2027: date(2027, 3, 26),
        2028: date(2028, 4, 14),
    }
    wanted = {
        *(observed(date(year, month, day)) for month, day in ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25))),
        *(weekday(1, 1, 3), good_friday[year], last_monday_of_may, weekday(9, 1, 1)),
        *(thanksgiving, thanksgiving + timedelta(days=1)),
    }
    if year % 2 == 0:
        wanted.add(weekday(11, 1, 1) + timedelta(days=1))
    wanted = {day for day in wanted if day.year == year}
    new_year_ahead = observed(date(year + 1, 1, 1))
    listed = {day for day in wilmington.closed_days if day.year == year and day != new_year_ahead}
    assert listed == wanted


@pytest.mark.django_db
def test_the_city_hall_of_the_demonstration_is_found() -> None:
    assert loading.load_places(FOLDER)[0].now > 1000
    place = lookup.resolve("800 N French Street, Wilmington, DE 19801")
    assert place.block_label == "800 block of N French St"
    assert (round(place.latitude, 2), round(place.longitude, 2)) == (39.74, -75.55)


@pytest.mark.django_db
def test_a_place_in_a_neighbouring_town_is_told_apart() -> None:
    loading.load_places(FOLDER)
    with pytest.raises(lookup.PlaceNotFound, match="That is in Elsmere, not Wilmington"):
        lookup.resolve("12 Kirkwood Hwy, Elsmere, DE")
