"""The demonstration's residents: invented, of the city, and brought in as everybody's requests come in."""

import csv
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.asserts import assertContains

from commonhall import calendar, demo
from commonhall.appointments.models import Booking, Schedule
from commonhall.demo import cast, residents, visits
from commonhall.errors import Refused
from commonhall.holdings import oversharing
from commonhall.people import search
from commonhall.people.contacts import Record
from commonhall.places import lookup
from commonhall.service_requests import official, promises, word_search, words
from commonhall.service_requests.models import Channel, Event, ServiceRequest
from commonhall.staff.roles import Role
from tests import dump, running

FOLDER = Path(demo.__file__).parent / "city"
FEW, ASKED = 12, 60


def lines(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PEOPLE = lines("residents.csv")


@pytest.fixture
def few(city: None) -> int:
    """A city with the first few residents; how many requests it has."""
    return residents.load(FOLDER, FEW, ASKED)


def known(typed: str) -> list[Record]:
    return [fit.record for fit in search.find(typed)]


def test_there_are_four_hundred_in_both_languages() -> None:
    assert [int(each["resident"]) for each in PEOPLE] == list(range(1, 401))
    assert {each["language"] for each in PEOPLE} == {"en", "es"}


def test_some_of_them_have_appointments_for_what_they_reported(few: int) -> None:
    booked = visits.load()
    assert booked == Booking.objects.filter(serves__isnull=False).count() > 0
    assert Schedule.objects.count() == 2
    assert visits.load() == 0


def test_none_of_them_can_be_reached() -> None:
    for each in PEOPLE:
        assert re.fullmatch(r"(\d{3}-555-01\d\d)?", each["phone"])
        assert re.fullmatch(r"([a-z0-9._]+@example\.(com|org|net))?", each["email"])
        assert each["name"] or each["phone"] or each["email"]


def test_every_address_lies_in_the_city(city: None) -> None:
    for written in {each["address"] for each in PEOPLE if each["address"]}:
        assert lookup.resolve(written).label == written


def test_they_are_found_by_name_with_a_slip_phone_e_mail_and_address(few: int) -> None:
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
        assert [each for each in known(typed) if each.contact.email == person["email"]], typed


def test_requests_come_in_as_everybodys_do(few: int) -> None:
    today = calendar.today()
    rows = list(ServiceRequest.objects.select_related("service"))
    assert len(rows) == few == ASKED
    for row in rows:
        assert row.day <= today
        passed_on = row.events.filter(kind=Event.Kind.TRANSFERRED).first()
        assert row.department_id == (passed_on or row.service).department_id
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
    residents.load(FOLDER, 0, 60)
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
    assert residents.load(FOLDER, FEW, ASKED) == 0
    assert ServiceRequest.objects.count() == few


def test_none_are_brought_in_where_none_are_wanted_or_the_folder_has_none(city: None, tmp_path: Path) -> None:
    assert residents.load(FOLDER, FEW, 0) == 0
    assert residents.load(tmp_path, FEW, ASKED) == 0
    assert not ServiceRequest.objects.exists()


MISTAKES = {
    ",any,": (
        ",autumn,",
        r"stories\.csv: line 2 names the season autumn, which seasons\.csv does not have\.",
    ),
    "pothole,9,": ("pothole,often,", r"stories\.csv: line 2 needs a whole number as its weight"),
    "service,weight": ("servicio,weight", r"stories\.csv: the first line must name the columns service"),
    "size=larger": ("size=enormous", r"stories\.csv, pothole, “size=enormous.*”: .*Choose one"),
}


@pytest.mark.parametrize("right", MISTAKES)
def test_a_line_that_cannot_be_used_is_named_and_nothing_is_brought_in(
    city: None, tmp_path: Path, right: str
) -> None:
    wrong, said = MISTAKES[right]
    folder = Path(shutil.copytree(FOLDER, tmp_path / "city"))
    head, story = (FOLDER / "stories.csv").read_text("utf-8").splitlines()[:2]
    spoiled = f"{head}\n{story.replace(',frost,', ',any,')}\n".replace(right, wrong, 1)
    (folder / "stories.csv").write_text(spoiled, "utf-8")
    with pytest.raises(Refused, match=said):
        residents.load(folder, FEW, ASKED)
    assert not ServiceRequest.objects.exists()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    return tmp_path_factory.mktemp("home")


def test_a_demo_begins_with_them_settled_and_searchable_and_keeps_them(home: Path) -> None:
    count = "SELECT count(*), count(DISTINCT xmin::text) FROM"
    with running.demo(home, residents=FEW, requests=ASKED) as first:
        assert first.rows(f"{count} people_person") == [(FEW, 1)]
        ((requests, transactions),) = first.rows(f"{count} service_requests_servicerequest")
        assert transactions == 1 or transactions == 2  # named, anonymous
        for index in (search.INDEX, word_search.INDEX):
            assert first.rows(f"SELECT count(*) FROM {index.name}_delta") == [(0,)]
            assert first.rows(f"SELECT count(*) FROM {index.name}_epoch WHERE is_live") == [(1,)]
    with running.demo(home, residents=FEW, requests=ASKED) as second:
        assert second.rows("SELECT count(*) FROM service_requests_servicerequest") == [(requests,)]
