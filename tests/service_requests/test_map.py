"""The public map: how many requests lie where, under the filters of the list; nothing that the list does not say."""

import logging
import math
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
from pytest_django.asserts import assertContains, assertNotContains
from time_machine import Traveller

from commonhall import calendar
from commonhall.places import lookup, tiles
from commonhall.places.tiles import Tile
from commonhall.service_requests import tallies
from commonhall.service_requests.states import ClosedReason
from tests.service_requests import making
from tests.service_requests.listing import LIST, MARKET, stored

ACROSS, AS_NEAR = (
    10,
    16,
)  # the zoom that shows the whole city in a tile, and the one where each block stands alone
FAR = "2300 N Market St"
MOST_QUERIES = 2

type Spot = dict[str, Any]


def tile_of(where: str, zoom: int) -> Tile:
    """The tile in which that place lies."""
    place = lookup.resolve(where)
    side = 2**zoom
    north = math.asinh(math.tan(math.radians(place.latitude))) / math.pi
    return Tile(zoom, int((place.longitude + 180) / 360 * side), int((1 - north) / 2 * side))


def address(tile: Tile, language: str = "en") -> str:
    return f"/{language}/requests/around/{tile.zoom}/{tile.x}/{tile.y}/"


def spots(
    client: Client, query: str = "", *, where: str = MARKET, zoom: int = AS_NEAR, language: str = "en"
) -> list[Spot]:
    answer = client.get(f"{address(tile_of(where, zoom), language)}?{query}")
    assert answer.status_code == 200
    found: list[Spot] = answer.json()["spots"]
    return found


def counts(found: list[Spot]) -> dict[str, tuple[int, int]]:
    """Open and fixed by the key of the block."""
    return {spot["block"]: (spot["open"], spot["fixed"]) for spot in found}


@pytest.fixture
def on_market(city: None) -> None:
    """A block where requests stand in each way, counted."""
    stored()
    stored(days_ago=300)
    stored(days_ago=10, ended=ClosedReason.FIXED)
    stored(days_ago=300, ended=ClosedReason.FIXED)
    stored(days_ago=10, ended=ClosedReason.NOT_OURS)
    stored("1100 N Market St", service="graffiti", days_ago=10)
    tallies.count(calendar.today())


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"n market st|1000": (2, 1), "n market st|1100": (1, 0)}),
        ("state=open", {"n market st|1000": (2, 0), "n market st|1100": (1, 0)}),
        ("state=fixed", {"n market st|1000": (0, 2)}),
        ("state=all", {"n market st|1000": (2, 2), "n market st|1100": (1, 0)}),
        ("days=7", {"n market st|1000": (1, 0)}),
        ("state=fixed&days=30", {"n market st|1000": (0, 1)}),
        ("service=graffiti", {"n market st|1100": (1, 0)}),
        ("street=n+king+st", {}),
        ("street=n+market+st&service=pothole", {"n market st|1000": (2, 1)}),
        ("service=no-such&state=all", {}),
    ],
)
def test_each_block_shows_what_is_open_and_fixed_under_the_filters(
    client: Client, on_market: None, query: str, shown: dict[str, tuple[int, int]]
) -> None:
    found = [*spots(client, query), *spots(client, query, where="1100 N Market St")]
    assert counts(found) == shown


def test_what_was_closed_for_another_reason_has_no_spot_and_stands_in_the_list(
    client: Client, city: None
) -> None:
    reference = stored(days_ago=3, ended=ClosedReason.NOT_OURS)
    tallies.count(calendar.today())
    assert spots(client, "state=all") == []
    assertContains(client.get(LIST), f"/en/requests/{reference}/")


def test_from_afar_blocks_are_shown_together_and_no_request_is_lost(client: Client, on_market: None) -> None:
    stored(FAR)
    tallies.count(calendar.today())
    for zoom in range(ACROSS + 1):
        found = spots(client, zoom=zoom)
        assert sum(spot["open"] for spot in found) == 4
        assert sum(spot["fixed"] for spot in found) == 1
    (together,) = spots(client, zoom=0)
    assert together["block"] == ""
    assert together["said"] == "Around N Market St: 4 open, 1 fixed"


def test_neighbouring_tiles_share_no_block(client: Client, on_market: None) -> None:
    stored(FAR)
    tallies.count(calendar.today())
    for zoom in range(8, AS_NEAR):
        around = {tile_of(where, zoom) for where in (MARKET, "1100 N Market St", FAR)}
        found = [spot for tile in around for spot in client.get(address(tile)).json()["spots"]]
        assert sum(spot["open"] for spot in found) == 4


def test_a_group_is_named_by_the_street_that_most_of_it_is_on(client: Client, city: None) -> None:
    for where in ("900 N King St", MARKET, "1100 N Market St"):
        stored(where)
    tallies.count(calendar.today())
    assert [spot["said"] for spot in spots(client, zoom=ACROSS)] == ["Around N Market St: 3 open"]


def test_a_spot_lies_at_its_block_and_never_at_a_house(client: Client, city: None) -> None:
    making.reported(contact=making.ROSA)
    stored()
    tallies.count(calendar.today())
    (spot,) = spots(client)
    block = lookup.resolve("1000 block of N Market St")
    assert spot == {
        "at": [round(block.longitude, 5), round(block.latitude, 5)],
        "open": 1,
        "fixed": 0,
        "block": "n market st|1000",
        "said": "1000 block of N Market St: 1 open",
    }


def test_in_spanish_it_is_said_in_spanish(client: Client, on_market: None) -> None:
    (spot,) = spots(client, "state=all&service=pothole", language="es")
    assert spot["said"] == "cuadra 1000 de N Market St: 2 abiertas, 2 arregladas"


def test_nothing_moves_while_the_day_lasts(client: Client, city: None, noon: Traveller) -> None:
    """Counts that moved would tell when an anonymous report came in."""
    stored()
    tallies.count(calendar.today())
    before = spots(client, zoom=ACROSS)
    making.reported()
    making.reported(contact=making.ROSA)
    tallies.keep_up(calendar.today())
    assert spots(client, zoom=ACROSS) == before
    noon.shift(timedelta(days=1))
    tallies.keep_up(calendar.today())
    assert [spot["open"] for spot in spots(client, zoom=ACROSS)] == [3]


def test_a_street_that_was_typed_travels_in_no_address(client: Client, on_market: None) -> None:
    tile = tile_of(MARKET, AS_NEAR)
    assert client.post(address(tile), {"street": "n king st"}).json()["spots"] == []
    found = client.post(f"{address(tile)}?state=fixed", {"street": "n market st"}).json()["spots"]
    assert counts(found) == {"n market st|1000": (0, 2)}
    page = client.post(LIST, {"place": "n market st", "state": "fixed"})
    assertContains(page, 'data-around="/en/requests/around/0/0/0/?state=fixed"')
    assertContains(page, 'data-street="n market st"')


def test_where_one_looks_is_in_no_log(client: Client, city: None, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        spots(client)
        client.get("/tiles/13/2376/3108")
        client.get("/en/cookies/")
    assert len([record for record in caplog.records if hasattr(record, "route")]) == 1


def test_a_spot_asks_for_nobody_and_leaves_nothing(client: Client, city: None) -> None:
    answer = client.get(address(Tile(0, 0, 0)))
    assert not answer.cookies
    assert answer["Cache-Control"] == "public, max-age=600"


@pytest.mark.parametrize("tile", [Tile(3, 8, 0), Tile(99, 1, 1), Tile(25, 1, 1)])
def test_what_is_no_tile_is_not_found(client: Client, db: None, tile: Tile) -> None:
    assert client.get(address(tile)).status_code == 404


@pytest.mark.parametrize("query", ["service=%00", "days=x", "street=%00", "state=%00"])
def test_what_an_address_should_not_say_is_left_out(client: Client, on_market: None, query: str) -> None:
    assert spots(client, query) == spots(client)


def test_a_tile_takes_few_queries_however_many_requests_there_are(client: Client, on_market: None) -> None:
    spots(client)
    with CaptureQueriesContext(connection) as few:
        spots(client, "service=pothole", zoom=ACROSS)
    for number in range(30):
        stored(f"{800 + 100 * (number % 3)} block of N Market St")
    tallies.count(calendar.today())
    with CaptureQueriesContext(connection) as many:
        spots(client, "service=pothole", zoom=ACROSS)
    assert len(few) == len(many) <= MOST_QUERIES, [query["sql"][:80] for query in many]


def test_the_page_with_the_map_says_all_of_it_in_the_list(client: Client, on_market: None) -> None:
    page = client.get(LIST)
    assertContains(page, "data-atlas")
    assertContains(page, "OpenStreetMap contributors · demonstration map")
    assertContains(page, "1000 block of N Market St", count=4)
    assertContains(page, "1100 block of N Market St", count=1)


def test_around_a_place_the_map_begins_there(client: Client, on_market: None) -> None:
    place = lookup.resolve(MARKET)
    page = client.post(LIST, {"place": MARKET})
    assertContains(page, f'data-center="{place.longitude},{place.latitude}"')
    assertContains(page, 'data-chosen="n market st|1000"')
    assertNotContains(page, "1012")


def test_a_city_without_a_map_has_the_list_alone(
    client: Client, on_market: None, settings: Settings, tmp_path: Path
) -> None:
    folder = settings.CITY.folder
    without = shutil.copytree(folder, tmp_path / "city", ignore=shutil.ignore_patterns(tiles.FILE))
    settings.CITY = replace(settings.CITY, folder=without)
    page = client.get(LIST)
    assertContains(page, "1000 block of N Market St")
    assertNotContains(page, "data-atlas")
    assertNotContains(page, "<script")
