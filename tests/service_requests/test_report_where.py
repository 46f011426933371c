"""Where it is: by typing, by choosing while one types, and by the position of a device or a tap on a map."""

import logging
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings
from pytest_django.asserts import assertContains, assertNotContains

from commonhall.places.models import Block
from commonhall.service_requests import words
from commonhall.service_requests.models import ServiceRequest
from tests.service_requests.reporting import Reporter

HERE = {"latitude": "39.74340", "longitude": "-75.54885"}
BLOCK = "800 block of N Market St"
SETTLED = "/en/report/place/"  # what the map asks


@pytest.fixture
def where(reporter: Reporter) -> Reporter:
    return reporter.start()


def finish(reporter: Reporter) -> ServiceRequest:
    reporter.say(words="Deep hole by the bus stop.").say(who="anonymous").say(ok="on")
    return ServiceRequest.objects.get(reference=reporter.reference)


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("4th & Market", "4th St"),
        ("esquina de 4th y Market", "4th St"),
        ("rodney square", "Rodney Square"),
    ],
)
def test_a_crossing_or_a_square_is_kept_by_its_name(where: Reporter, written: str, label: str) -> None:
    stored = finish(where.say(where=written))
    assert label in stored.block_label
    assert set(stored.place_names) == {"en", "es"}
    page = where.client.get(f"/en/requests/{stored.reference}/").content.decode()
    assert label in page


def test_the_public_page_names_a_square_in_its_own_language(where: Reporter) -> None:
    stored = finish(where.say(where="Rodney Square"))
    assert "Plaza Rodney" in where.client.get(f"/es/requests/{stored.reference}/").content.decode()


def test_a_position_is_answered_with_its_block_to_be_confirmed(where: Reporter) -> None:
    where.say(where="", **HERE, accuracy="12")
    assert where.hidden("step") == "where"
    assert f"<b>{BLOCK}</b>" in where.text
    assert f'value="{BLOCK}"' in where.text
    stored = finish(where.say(where=BLOCK))
    assert (stored.street, stored.hundred) == ("N Market St", 800)


@pytest.mark.parametrize(("language", "call"), [("en", "Call"), ("es", "Llame al")])
def test_who_is_responsible_outside_the_city_is_called_by_a_tap(
    client: Client, city: None, language: str, call: str
) -> None:
    reporter = Reporter(client, language=language).start()
    assert f'{call} <a href="tel:3025550142">(302) 555-0142</a>.' in reporter.say(where="Newark, DE").text
    far = {"latitude": "25.0", "longitude": "-80.0"}
    assert f'{call} <a href="tel:3025550111">(302) 555-0111</a>.' in reporter.say(where="", **far).text


def test_a_tap_on_a_map_counts_more_than_what_was_typed_before(where: Reporter) -> None:
    where.say(where="1012 N Market St", **HERE)
    assert f'value="{BLOCK}"' in where.text


def test_of_a_position_nothing_but_its_block_is_on_the_page_or_stored(where: Reporter) -> None:
    where.say(where="", **HERE, accuracy="12")
    assert "39.7434" not in where.text.replace(where.hidden("draft"), "")
    stored = finish(where.say(where=BLOCK))
    assert Block.objects.filter(latitude=stored.latitude, longitude=stored.longitude, hundred=800).exists()
    assert words.place(stored) == BLOCK


def test_a_coarse_position_is_said_to_be_one_and_the_street_asked_for(where: Reporter) -> None:
    where.say(where="", **HERE, accuracy="1500")
    assert where.page.status_code == 422
    assert "knows where you are only roughly" in where.text


def test_a_position_in_another_town_is_refused_with_whom_to_call(where: Reporter) -> None:
    where.say(where="", latitude="39.7390", longitude="-75.5940")
    assert where.page.status_code == 422
    assert "That is in Elsmere, not Wilmington." in where.text
    assert "(302) 555-01" in where.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"latitude": "x", "longitude": "y"},
        {"latitude": "nan", "longitude": "0"},
        {"latitude": "9" * 40, "longitude": "0"},
    ],
)
def test_a_position_that_is_none_is_refused_kindly(where: Reporter, wrong: dict[str, str]) -> None:
    where.say(where="", **wrong)
    assert where.page.status_code == 422
    assert "type the street" in where.text


def test_while_one_types_places_are_offered_and_choosing_one_goes_on(where: Reporter, client: Client) -> None:
    offered = client.post("/en/report/places/", {"where": "rodney s"})
    assert offered["Cache-Control"] == "no-store"
    assert 'value="@rodney-square"' in offered.content.decode()
    where.say(where=["", "@rodney-square"])
    assert where.hidden("step") == "details"
    assert client.post("/en/report/places/", {"where": "zzzz"}).content.decode().strip() == ""
    assert client.get("/en/report/places/").status_code == 405


def test_a_tap_on_the_map_is_answered_with_its_block_and_nothing_else_of_the_point(
    city: None, client: Client
) -> None:
    answer = client.post(SETTLED, HERE)
    block = Block.objects.get(street="N Market St", hundred=800)
    assert answer["Cache-Control"] == "no-store"
    assertContains(answer, f"<b>{BLOCK}</b>")
    assertContains(answer, f'data-label="{BLOCK}" data-at="{block.longitude},{block.latitude}"')
    assertNotContains(answer, HERE["latitude"])
    assert not answer.cookies
    assert client.get(SETTLED, HERE).status_code == 405  # in no address


def test_a_tap_close_to_a_crossing_offers_it_to_be_chosen(where: Reporter) -> None:
    answer = where.client.post(SETTLED, {"latitude": "39.74355", "longitude": "-75.54870"}).content.decode()
    key = re.search(r'name="where" value="([^"]*)">.*?<b>N Market St at 8th St</b>', answer, re.DOTALL)
    assert key
    stored = finish(where.say(where=["", key[1]]))
    assert words.place(stored) == "N Market St at 8th St"


def test_the_map_opens_at_a_home_that_was_typed_and_points_at_its_block(city: None, client: Client) -> None:
    answer = client.post(SETTLED, {"where": "1012 N Market St"})
    block = Block.objects.get(street="N Market St", hundred=1000)
    assertContains(answer, "<b>1012 N Market St</b>")
    assertContains(answer, f'data-at="{block.longitude},{block.latitude}"')


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"latitude": "39.7390", "longitude": "-75.5940"}, "That is in Elsmere, not Wilmington."),
        ({"latitude": "0", "longitude": "0"}, "That is outside Wilmington"),
        ({"latitude": "x", "longitude": "y"}, "That is outside Wilmington"),
        ({"where": "market"}, "Which"),
        ({}, "Tell us where it is."),
    ],
)
def test_on_the_map_the_same_is_refused_in_the_same_words(
    city: None, client: Client, said: dict[str, str], refusal: str
) -> None:
    answer = client.post(SETTLED, said)
    assertContains(answer, refusal)
    assertNotContains(answer, "data-at")


def test_in_spanish_a_tap_speaks_spanish_and_its_numbers_keep_their_points(
    city: None, client: Client
) -> None:
    block = Block.objects.get(street="N Market St", hundred=800)
    answer = client.post("/es/report/place/", HERE)
    assertContains(answer, "<b>cuadra 800 de N Market St</b>")
    assertContains(answer, f'data-at="{block.longitude},{block.latitude}"')


def test_a_place_of_the_map_is_kept_in_the_draft_like_one_that_was_typed(where: Reporter) -> None:
    where.say(where=BLOCK).say(change="where", words="")
    assertContains(where.page, f'value="{BLOCK}"')
    assertContains(where.page, f"<b>{BLOCK}</b>")


def test_the_map_is_offered_by_a_script_and_brings_nothing_along(where: Reporter) -> None:
    assertContains(where.page, 'data-pinned="/en/report/place/" hidden>')
    assertNotContains(where.page, '<script type="module" src="/static/commonhall/js/map')
    assertNotContains(where.page, 'maplibre-gl.js" type')
    assert not where.page.cookies


def test_a_city_without_a_map_has_typing_alone(where: Reporter, settings: Settings, tmp_path: Path) -> None:
    bare = shutil.copytree(settings.CITY.folder, tmp_path / "bare")
    (bare / "map.pmtiles").unlink()
    settings.CITY = replace(settings.CITY, folder=bare)
    assertNotContains(where.start().page, "data-pinned")
    assertNotContains(where.page, "js/report/pin")


def test_looking_a_place_up_leaves_no_line_and_asks_the_database_hardly(
    where: Reporter,
    client: Client,
    caplog: pytest.LogCaptureFixture,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client.post("/en/report/places/", {"where": "rodney"})
    with caplog.at_level(logging.DEBUG, logger="commonhall"), django_assert_max_num_queries(1):
        client.post("/en/report/places/", {"where": "1012 N Market"})
    with caplog.at_level(logging.DEBUG, logger="commonhall"), django_assert_max_num_queries(2):
        client.post(SETTLED, HERE)
    where.say(where="", **HERE)
    assert not [record for record in caplog.records if record.name.startswith("commonhall")]


def test_only_the_page_that_asks_where_may_ask_the_device(where: Reporter, client: Client) -> None:
    assert "geolocation=(self)" in where.page["Permissions-Policy"]
    assert "camera=()" in where.page["Permissions-Policy"]
    where.say(where="1012 N Market St")
    for page in (where.page, client.get("/en/"), client.get("/en/report/"), client.get("/en/requests/")):
        assert "geolocation=()" in page["Permissions-Policy"]


def test_without_a_script_nothing_offers_the_devices_position(where: Reporter) -> None:
    assert "<div data-here hidden>" in where.text


def test_in_spanish_a_position_speaks_spanish(city: None, client: Client) -> None:
    reporter = Reporter(client, language="es").start().say(where="", **HERE)
    assert "<b>cuadra 800 de N Market St</b>" in reporter.text
