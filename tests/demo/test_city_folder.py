"""The demonstration's own files: complete, in both languages, and true to what they were derived from."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from commonhall import demo
from commonhall.calendar import city, tables
from commonhall.calendar.city import City
from commonhall.places import loading, lookup

FOLDER = Path(demo.__file__).parent / "city"


@pytest.fixture(scope="module")
def wilmington() -> City:
    return city.load(FOLDER)


def test_every_service_is_complete_in_every_language(wilmington: City) -> None:
    departments = tables.read(FOLDER / "departments.toml")
    codes = set()
    for department in departments.tables("department"):
        codes.add(department.text("code"))
        department.texts("name", wilmington.languages)
        department.text("phone")
    departments.finish()
    services = tables.read(FOLDER / "services.toml")
    read = services.tables("service")
    for service in read:
        for key in ("name", "group", "description", "usual_time"):
            service.texts(key, wilmington.languages)
        service.texts_if_any("urgent_note", wilmington.languages)
        keywords = service.table("keywords")
        assert all(len(keywords.words(language)) >= 8 for language in wilmington.languages)
        assert service.text("code")
        assert service.text("department") in codes
        assert service.whole_number("target_working_days", least=1)
        service.yes("is_home")
    services.finish()
    assert len(read) == 5


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
    assert loading.load_blocks(FOLDER).blocks > 1000
    place = lookup.resolve("800 N French Street, Wilmington, DE 19801")
    assert place.block_label == "800 block of N French St"
    assert (round(place.latitude, 2), round(place.longitude, 2)) == (39.74, -75.55)


@pytest.mark.django_db
def test_a_place_in_a_neighbouring_town_is_told_apart() -> None:
    loading.load_blocks(FOLDER)
    with pytest.raises(lookup.PlaceNotFound, match="That is in Elsmere, not Wilmington"):
        lookup.resolve("12 Kirkwood Hwy, Elsmere, DE")
