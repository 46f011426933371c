"""The demonstration's residents: invented, of the city, and brought in as everybody's requests come in."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.asserts import assertContains

from commonhall import calendar, demo
from commonhall.demo import cast, residents
from commonhall.demo.residents import UnusableResidents
from commonhall.holdings import oversharing
from commonhall.people import search
from commonhall.people.contacts import Record
from commonhall.places import lookup
from commonhall.service_requests import official, promises, word_search, words
from commonhall.service_requests.models import Channel, Event, ServiceRequest
from commonhall.service_requests.states import State
from commonhall.staff.roles import Role
from tests import dump, running

FOLDER = Path(demo.__file__).parent / "city"
FEW = 12


def lines(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PEOPLE, REQUESTS = lines("residents.csv"), lines("requests.csv")


@pytest.fixture
def few(city: None) -> int:
    """A city with the first few residents; how many requests it has."""
    return residents.load(FOLDER, FEW)


def known(typed: str) -> list[Record]:
    return [fit.record for fit in search.find(typed)]


def test_four_hundred_residents_have_one_to_some_requests_each() -> None:
    assert [int(each["resident"]) for each in PEOPLE] == list(range(1, 401))
    asked = [each["resident"] for each in REQUESTS if each["resident"]]
    assert set(asked) == {each["resident"] for each in PEOPLE}
    assert max(map(asked.count, set(asked))) <= 6
    assert 0.1 < 1 - len(asked) / len(REQUESTS) < 0.25  # anonymous
    assert {each["language"] for each in PEOPLE} == {"en", "es"}
    assert {each["state"] for each in REQUESTS} == set(State.values)


def test_none_of_them_can_be_reached() -> None:
    for each in PEOPLE:
        assert re.fullmatch(r"(\d{3}-555-01\d\d)?", each["phone"])
        assert re.fullmatch(r"([a-z0-9._]+@example\.(com|org|net))?", each["email"])
        assert each["name"] or each["phone"] or each["email"]
    numbers = {number for each in REQUESTS for number in re.findall(r"\d{3}-\d{3}-\d{4}", each["words"])}
    assert numbers <= {each["phone"] for each in PEOPLE}


def test_every_address_lies_in_the_city(city: None) -> None:
    for written in {
        *(each["address"] for each in PEOPLE if each["address"]),
        *(each["place"] for each in REQUESTS),
    }:
        assert lookup.resolve(written).label == written


def test_they_are_found_by_name_with_a_slip_phone_e_mail_and_address(few: int) -> None:
    asked = [each["resident"] for each in REQUESTS if each["resident"]]
    person = next(
        each for each in PEOPLE[:FEW] if all(each[part] for part in ("name", "phone", "email", "address"))
    )
    for typed in (
        person["name"],
        person["name"][:-1] + "x",
        person["phone"],
        person["email"],
        person["address"],
    ):
        records = [each for each in known(typed) if each.contact.email == person["email"]]
        assert [len(each.requests) for each in records] == [asked.count(person["resident"])], typed


def test_requests_come_in_as_everybodys_do(few: int) -> None:
    today = calendar.today()
    rows = list(ServiceRequest.objects.select_related("service"))
    assert len(rows) == few > FEW
    for row in rows:
        assert row.day <= today
        assert row.department_id == row.service.department_id
        assert words.stripped(row) == oversharing.remove(words.stripped(row), known=official.known()).text
        if row.received_at:
            assert calendar.day_of(row.received_at) == row.day
    assert not [
        event for event in Event.objects.filter(by__isnull=False) if not event.at or event.day > today
    ]
    said = Event.objects.filter(kind=Event.Kind.TOLD_OPTIONAL)
    assert {event.request for event in said} == {
        row for row in rows if row.channel == Channel.TELEPHONE and not row.is_anonymous
    }


def test_of_an_anonymous_one_nothing_more_is_kept_than_of_any(city: None) -> None:
    residents.load(FOLDER, 30)
    rows = ServiceRequest.objects.filter(is_anonymous=True)
    assert rows.exists()
    assert not rows.exclude(received_at=None, contact_sealed=None, words_sealed=None, due_at=None).exists()
    assert not Event.objects.filter(request__in=rows, by=None, at__isnull=False).exists()
    for evidence in (
        promises.anonymous_requests_hold_no_personal_detail(),
        promises.nothing_automatic_of_an_anonymous_request_has_a_time(),
    ):
        assert evidence.wrong == ()


def test_nobody_stands_anywhere_in_clear(few: int) -> None:
    reference = ServiceRequest.objects.values_list("reference", flat=True)[0]
    assert dump.holds(reference)
    for each in PEOPLE[:FEW]:
        for part in ("name", "email"):
            assert not each[part] or not dump.holds(each[part])


def test_the_queue_is_alive(few: int) -> None:
    browser = Client(headers={"Sec-Fetch-Site": "same-origin"})
    browser.force_login(cast.members()[Role.CALL_TAKER])
    assertContains(browser.get("/en/staff/queue/?state=all"), f"{few} requests")


def test_who_is_there_is_not_brought_in_again(few: int) -> None:
    assert residents.load(FOLDER, FEW) == 0
    assert ServiceRequest.objects.count() == few


def test_none_are_brought_in_where_none_are_wanted_or_the_folder_has_none(city: None, tmp_path: Path) -> None:
    assert residents.load(FOLDER, 0) == 0
    assert residents.load(tmp_path, FEW) == 0
    assert not ServiceRequest.objects.exists()


MISTAKES = {
    "place": ("1 Nowhere Rd", "We know no street"),
    "service": ("teleport", "teleport"),
    "state": ("asleep", "asleep"),
    "answers": ("size=enormous", "Choose one"),
    "days_ago": ("soon", "soon"),
}


@pytest.mark.parametrize("column", MISTAKES)
def test_a_line_that_cannot_be_brought_in_is_named_and_nothing_is(
    city: None, tmp_path: Path, column: str
) -> None:
    wrong, said = MISTAKES[column]
    good = next(each for each in REQUESTS if each["service"] == "pothole" and each["resident"])
    for name, rows in (("residents.csv", PEOPLE), ("requests.csv", [good, good | {column: wrong}])):
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    with pytest.raises(UnusableResidents, match=rf"requests\.csv, line 3: .*{said}"):
        residents.load(tmp_path, len(PEOPLE))
    assert not ServiceRequest.objects.exists()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    return tmp_path_factory.mktemp("home")


def test_a_demo_begins_with_them_settled_and_searchable_and_keeps_them(home: Path) -> None:
    count = "SELECT count(*), count(DISTINCT xmin::text) FROM"
    with running.demo(home, residents=FEW) as first:
        assert first.rows(f"{count} people_person") == [(FEW, 1)]
        ((requests, transactions),) = first.rows(f"{count} service_requests_servicerequest")
        assert transactions == 1 or transactions == 2  # named, anonymous
        for index in (search.INDEX, word_search.INDEX):
            assert first.rows(f"SELECT count(*) FROM {index.name}_delta") == [(0,)]
            assert first.rows(f"SELECT count(*) FROM {index.name}_epoch WHERE is_live") == [(1,)]
    with running.demo(home, residents=FEW) as second:
        assert second.rows("SELECT count(*) FROM service_requests_servicerequest") == [(requests,)]
