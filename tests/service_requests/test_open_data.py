"""Open data: what the files hold and leave out, that no small count can be worked out, and how they are given out."""

import csv
import io
import json
from collections import defaultdict
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains
from time_machine import Traveller

from commonhall import calendar
from commonhall.service_requests.models import ServiceRequest
from commonhall.service_requests.open_data import files, small_cells, writing
from commonhall.service_requests.open_data.small_cells import Shown
from commonhall.service_requests.states import ClosedReason, State
from tests.service_requests import making
from tests.service_requests.listing import stored

SQUARES = ("a", "b", "c")
MOST = 6
MONTH_AGO = 40  # the month of that day is over, whatever today is


@pytest.fixture(autouse=True)
def own_home(tmp_path: object, settings: object) -> None:
    settings.HOME = tmp_path  # type: ignore[attr-defined]  # pytest-django's


def read(client: Client, name: str) -> list[dict[str, str]]:
    answer = client.get(f"/open-data/{name}")
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode()  # type: ignore[arg-type]  # it streams
    return list(csv.DictReader(io.StringIO(text)))


def several(how_many: int = 5, **more: object) -> set[str]:
    return {stored(days_ago=MONTH_AGO, **more) for _ in range(how_many)}  # type: ignore[arg-type]


def told(counts: tuple[int, ...], before: Shown | None) -> Shown:
    return small_cells.shown({square: n for square, n in zip(SQUARES, counts, strict=True) if n}, before)


def as_seen(shown: Shown) -> tuple[object, ...]:
    return (tuple(sorted(shown.cells.items())), shown.elsewhere)


def test_no_hidden_count_can_be_worked_out_from_two_files_even_by_who_knows_the_rule() -> None:
    """Every city of three squares, and every next day on which some are taken back: whoever sees both files, and knows
    the rule, the squares and that none came to it, is left with two counts at least for each that is hidden."""
    worlds = defaultdict(list)
    for first in product(range(MOST + 1), repeat=3):
        one = told(first, None)
        for second in product(*(range(count + 1) for count in first)):
            two = told(second, one)
            worlds[as_seen(one), as_seen(two)].append((first, second, one, two))
    assert len(worlds) > 100
    for group in worlds.values():
        _, _, one, two = group[0]
        for place, square in enumerate(SQUARES):
            for day, shown in enumerate((one, two)):
                if square not in shown.cells:
                    assert len({world[day][place] for world in group}) > 1, (group[0], square, day)


def test_what_is_hidden_stays_hidden_and_what_fell_takes_the_sum_along() -> None:
    before = told((6, 3, 4), None)
    assert (before.cells, before.elsewhere) == ({"a": 6}, 7)
    assert told((6, 5, 4), before).cells == {"a": 6}
    fallen = told((4, 3, 4), before)
    assert (fallen.cells, fallen.elsewhere) == ({}, None)
    assert told((4, 3, 4), fallen).elsewhere is None


def test_the_files_hold_what_the_public_list_shows_in_its_order(client: Client, city: None) -> None:
    shown = several(5) | several(2, ended=ClosedReason.FIXED)
    few = several(4, service="graffiti")
    writing.write(calendar.today())
    rows = read(client, "requests.csv")
    assert [row["reference"] for row in rows] == sorted(shown)
    assert set(rows[0]) == set(writing.COLUMNS)
    assert {row["block"] for row in rows} == {"1000 block of N Market St"}
    year = (calendar.today() - timedelta(days=MONTH_AGO)).year
    assert read(client, f"requests-{year}.csv") == rows
    features = json.loads(b"".join(client.get("/open-data/requests.geojson").streaming_content))["features"]  # type: ignore[arg-type]
    assert [each["properties"]["reference"] for each in features] == sorted(shown)
    counts = {
        (row["service_code"], bool(row["square"])): row["requests"] for row in read(client, "counts.csv")
    }
    assert counts == {("pothole", True): "7", ("pothole", False): "", ("graffiti", False): ""}
    assert not few & {row["reference"] for row in rows}


def test_nothing_of_what_somebody_wrote_or_who_they_are_is_in_any_file(city: None, noon: Traveller) -> None:
    for _ in range(6):
        making.reported(contact=making.ROSA)
    noon.shift(timedelta(days=MONTH_AGO))
    writing.write(calendar.today())
    edition = files.current()
    assert edition
    text = "".join(path.read_text("utf-8") for path in edition.folder.iterdir())
    row = ServiceRequest.objects.all()[0]
    assert row.reference in text  # so that the next lines can fail
    assert making.ROSA.name not in text
    assert str(row.pk) not in text
    assert row.received_at
    assert f"{row.received_at:%H:%M}" not in text


def test_of_the_running_month_and_of_today_nothing_is_told(
    client: Client, city: None, noon: Traveller
) -> None:
    noon.move_to(calendar.start_of(date(2026, 11, 20)))
    for _ in range(6):
        stored(days_ago=3)
    writing.write(calendar.today())
    assert read(client, "requests.csv") == []
    assert read(client, "counts.csv") == []


def test_what_is_taken_back_or_erased_is_gone_from_the_next_file(
    client: Client, city: None, noon: Traveller
) -> None:
    shown = sorted(several(8))
    writing.write(calendar.today())
    assert len(read(client, "requests.csv")) == 8
    ServiceRequest.objects.filter(reference=shown[0]).update(
        state=State.CLOSED, closed_reason=ClosedReason.WITHDRAWN
    )
    ServiceRequest.objects.filter(reference=shown[1]).delete()
    noon.shift(timedelta(days=1))
    writing.keep_up(calendar.today())
    assert [row["reference"] for row in read(client, "requests.csv")] == shown[2:]


def test_it_is_written_once_a_day(city: None) -> None:
    several()
    writing.keep_up(calendar.today())
    edition = files.current()
    assert edition
    ServiceRequest.objects.all().delete()
    writing.keep_up(calendar.today())
    assert files.current() == edition


def test_whoever_has_the_file_is_not_sent_it_again(client: Client, city: None) -> None:
    assert client.get("/open-data/requests.csv").status_code == 404
    several()
    writing.write(calendar.today())
    answer = client.get("/open-data/requests.csv")
    assert "Set-Cookie" not in answer.headers
    for asked in (
        {"If-None-Match": answer.headers["ETag"]},
        {"If-Modified-Since": answer.headers["Last-Modified"]},
    ):
        assert client.get("/open-data/requests.csv", headers=asked).status_code == 304
    assert client.get("/open-data/..%2fcurrent").status_code == 404
    assert client.get("/open-data/index.json").status_code == 404


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_lists_the_files_and_the_license_and_the_list_leads_to_it(
    client: Client, city: None, language: str
) -> None:
    assertContains(client.get(f"/{language}/open-data/"), settings.CITY.open_data_license)
    several()
    writing.write(calendar.today())
    with CaptureQueriesContext(connection) as queries:
        page = client.get(f"/{language}/open-data/")
    assert len(queries) <= 3
    assertContains(page, 'href="/open-data/requests.geojson"')
    assertContains(client.get(f"/{language}/requests/"), f'href="/{language}/open-data/"')


@pytest.mark.parametrize(
    ("what", "told"),
    [("_line", {"block": "1012 N Market St"}), ("_line", {"reference": "AAAAAA"}), ("_write_counts", None)],
)
def test_what_would_tell_too_much_is_never_given_out(
    city: None, client: Client, monkeypatch: pytest.MonkeyPatch, what: str, told: dict[str, str] | None
) -> None:
    several()
    writing.write(calendar.today())
    before = read(client, "requests.csv")
    usual = getattr(writing, what)

    def slips(*given: Any) -> Any:
        if told is not None:
            return {**usual(*given), **told}
        usual(*given)
        with given[0].open("a", encoding="utf-8") as file:
            file.write("pothole,2026-01,1987/-3778,2\n")
        return None

    monkeypatch.setattr(writing, what, slips)
    with pytest.raises(writing.TellsTooMuch):
        writing.write(calendar.today() + timedelta(days=1))
    assert read(client, "requests.csv") == before
