"""The public list: its filters, its pages, what lies near a place; what somebody typed stands nowhere afterwards."""

import logging
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from time_machine import Traveller

from commonhall import calendar
from commonhall.service_requests import tallies
from commonhall.service_requests.models import ServiceRequest
from commonhall.service_requests.public_filters import DAYS, STATES
from commonhall.service_requests.states import ClosedReason, State
from tests.service_requests import making
from tests.service_requests.listing import LIST, MARKET, stored

LINK = re.compile(r'href="/en/requests/([2-9A-Z]{6})/"')
NEXT = re.compile(r'href="\?([^"]+)" rel="next"')
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
MOST_QUERIES = 12


def references(page: str) -> list[str]:
    return LINK.findall(page)


def get(client: Client, query: str = "") -> str:
    answer = client.get(f"{LIST}?{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def near(client: Client, place: str, **more: str) -> str:
    answer = client.post(LIST, {"place": place, **more})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def one_of_each(city: None) -> dict[str, str]:
    """A request for each way to stand, young and old."""
    return {
        "open": stored(),
        "old open": stored(days_ago=300),
        "fixed": stored(days_ago=10, ended=ClosedReason.FIXED),
        "old fixed": stored(days_ago=300, ended=ClosedReason.FIXED),
        "not ours": stored(days_ago=10, ended=ClosedReason.NOT_OURS),
        "old not ours": stored(days_ago=300, ended=ClosedReason.NOT_OURS),
    }


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["open", "old open", "fixed", "not ours"]),
        ("state=open", ["open", "old open"]),
        ("state=fixed", ["fixed", "old fixed"]),
        ("state=all", ["open", "old open", "fixed", "old fixed", "not ours", "old not ours"]),
        ("days=7", ["open"]),
        ("days=30&state=all", ["open", "fixed", "not ours"]),
        ("state=fixed&days=30", ["fixed"]),
        ("street=n+market+st&state=fixed", ["fixed", "old fixed"]),
        ("street=n+king+st&state=all", []),
        ("service=pothole&state=fixed&days=365", ["fixed", "old fixed"]),
        ("service=graffiti&state=all", []),
    ],
)
def test_each_filter_shows_what_it_says_and_the_count_agrees(
    client: Client, one_of_each: dict[str, str], query: str, shown: list[str]
) -> None:
    tallies.count(calendar.today())
    page = get(client, query)
    assert set(references(page)) == {one_of_each[name] for name in shown}
    counted = re.search(r"<strong>(\d+) requests?</strong>", page)
    assert (int(counted[1]) if counted else 0) == len(shown)


@pytest.mark.parametrize(
    "query",
    ["service=%00", "service=no+such", "state=new", "days=8", "days=-1", "street=nowhere", "street=%00", "after=x",
     "after=2026-13-01_ABCDEF", "after=2026-11-01_%00", "page=2"],
)  # fmt: skip
def test_what_a_url_should_not_say_is_left_out(
    client: Client, one_of_each: dict[str, str], query: str
) -> None:
    assert client.get(f"{LIST}?{query}").status_code == 200


def test_the_list_is_read_on_without_gap_or_repetition(client: Client, city: None) -> None:
    made = {stored(days_ago=1 + number % 3) for number in range(45)}
    pages = [get(client)]
    while more := NEXT.search(pages[-1]):
        pages.append(get(client, more[1].replace("&amp;", "&")))
    found = [reference for page in pages for reference in references(page)]
    assert (len(pages), len(found), set(found)) == (3, 45, made)


def test_filters_stay_while_one_reads_on(client: Client, city: None) -> None:
    for _ in range(21):
        stored()
    page = get(client, "service=pothole&state=open&days=7&street=n+market+st")
    following = NEXT.search(page)
    assert following
    assert following[1].startswith(
        "service=pothole&amp;state=open&amp;days=7&amp;street=n+market+st&amp;after="
    )
    assertContains(client.get(LIST, {"state": "open"}), '<option value="open" selected>')


def test_the_form_leads_to_a_url_with_the_filters_and_without_what_was_left_empty(
    client: Client, city: None
) -> None:
    answer = client.post(LIST, {"place": " ", "service": "pothole", "state": "open", "days": ""})
    assertRedirects(answer, f"{LIST}?service=pothole&state=open")
    assertRedirects(client.post(LIST, {"place": ""}), LIST)


def test_near_a_place_the_nearest_block_comes_first_and_in_it_the_newest(client: Client, city: None) -> None:
    far, next_door = stored("2300 N Market St"), stored("1100 block of N Market St")
    older, newer = stored(days_ago=9), stored(days_ago=2)
    tallies.count(calendar.today())
    page = near(client, MARKET)
    assert references(page) == [newer, older, next_door, far]
    assert "Nearest first, from the 1000 block of N Market St." in page
    assert "1012" not in page


def test_near_a_place_filters_hold_too(client: Client, one_of_each: dict[str, str]) -> None:
    tallies.count(calendar.today())
    page = near(client, MARKET, state="fixed", days="30", service="pothole")
    assert references(page) == [one_of_each["fixed"]]
    assert references(near(client, MARKET, service="graffiti")) == []


def test_near_a_place_what_is_named_today_stands_at_once_and_what_is_anonymous_from_tomorrow(
    client: Client, city: None, noon: Traveller
) -> None:
    named, anonymous = making.reported(contact=making.ROSA), making.reported()
    assert references(near(client, MARKET)) == [named.reference]
    tallies.count(calendar.today())
    assert references(near(client, MARKET)) == [named.reference]
    noon.shift(timedelta(days=1))
    tallies.count(calendar.today())
    assert set(references(near(client, MARKET))) == {named.reference, anonymous.reference}


def test_a_request_fixed_today_is_not_shown_as_open_though_yesterday_it_was_counted_so(
    client: Client, city: None
) -> None:
    reference = stored()
    tallies.count(calendar.today())
    ServiceRequest.objects.update(state=State.CLOSED, closed_reason=ClosedReason.FIXED)
    assert references(near(client, MARKET, state="open")) == []
    assert "Fixed, says the crew" in near(client, MARKET)
    assert references(near(client, MARKET)) == [reference]


def test_at_most_fifty_are_shown_near_a_place(client: Client, city: None) -> None:
    for number in range(55):
        stored(f"{800 + 100 * (number % 3)} block of N Market St")
    tallies.count(calendar.today())
    page = references(near(client, MARKET))
    assert len(page) == len(set(page)) == 50


def test_a_street_alone_shows_the_street_and_is_read_on_by_a_form(client: Client, city: None) -> None:
    made = {stored() for _ in range(25)} | {stored("2300 N Market St")}
    stored("900 block of N King St")
    page = near(client, "n market street")
    assert "On N Market St, newest first." in page
    assert NEXT.search(page) is None  # a link would carry what was typed
    onward = dict(HIDDEN.findall(page[page.rindex("<form") :]))
    rest = near(client, **{name: onward[name] for name in ("place", "service", "state", "days", "after")})
    assert {*references(page), *references(rest)} == made


def test_a_street_that_cannot_be_meant_is_said_kindly_and_offers_what_may_be(
    client: Client, city: None
) -> None:
    for _ in range(21):
        stored()
    answer = client.post(LIST, {"place": "9900 N Market St"})
    assert NEXT.search(answer.content.decode())  # the whole list stands below, and can be read on
    assertContains(answer, "We know no such number on N Market St.", status_code=422)
    answer = client.post(LIST, {"place": "4 Nowhere Lane"})
    assertContains(answer, "We know no street of that name", status_code=422)
    assert "Nowhere" not in answer.content.decode().replace('value="4 Nowhere Lane"', "")
    answer = client.post(LIST, {"place": "Newark, DE 19711"})
    assertContains(answer, "That is in Newark", status_code=422)
    assertContains(answer, 'Call <a href="tel:3025550142">(302) 555-0142</a>.', status_code=422)


def test_a_place_chosen_on_the_map_or_in_the_list_is_taken_by_its_key(client: Client, city: None) -> None:
    reference = stored()
    tallies.count(calendar.today())
    assert 'data-block="n market st|1000"' in get(client)
    assert references(near(client, "n market st|1000")) == [reference]


@pytest.mark.parametrize("place", ["\x00", "x" * 300, "|", "n market st|1000|9999999999"])
def test_a_place_that_is_none_does_no_harm(client: Client, city: None, place: str) -> None:
    assert client.post(LIST, {"place": place}).status_code == 422


def test_without_streets_the_list_still_stands(client: Client, services: None) -> None:
    named = making.reported(contact=making.ROSA)
    assert references(get(client)) == [named.reference]
    assertContains(client.post(LIST, {"place": MARKET}), "We can’t look up places right now", status_code=422)


def test_nothing_of_it_leaves_a_line_in_the_log(
    client: Client, city: None, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        get(client, "street=n+market+st&service=pothole")
        near(client, MARKET)
        client.get("/en/cookies/")
    routes = [getattr(record, "route", "") for record in caplog.records]
    assert routes == ["en/cookies/"] or routes == ["cookies/"]


def test_whoever_asks_for_places_without_end_waits(client: Client, city: None) -> None:
    codes = [client.post(LIST, {"place": "x"}).status_code for _ in range(61)]
    assert set(codes[:60]) == {422}
    assert codes[60] == 429
    assert client.get(LIST).status_code == 200


@pytest.mark.parametrize("place", ["", MARKET, "n market st"])
def test_a_page_takes_few_queries(client: Client, city: None, place: str) -> None:
    for number in range(30):
        stored(f"{800 + 100 * (number % 3)} block of N Market St", days_ago=1 + number)
    tallies.count(calendar.today())
    near(client, place) if place else get(client)
    with CaptureQueriesContext(connection) as queries:
        near(client, place) if place else get(client)
    assert len(queries) <= MOST_QUERIES, [query["sql"][:150] for query in queries]


def test_the_list_is_there_in_spanish(client: Client, one_of_each: dict[str, str]) -> None:
    page = client.get("/es/requests/").content.decode()
    with translation.override("en"):
        english = {str(label) for _, label in (*STATES, *DAYS)}
    assert not [label for label in english if f">{label}<" in page]


def test_an_empty_list_says_what_to_do(client: Client, city: None) -> None:
    assertContains(client.get(LIST), "Nothing is listed yet.")
    answer = client.get(LIST, {"service": "pothole"})
    assertContains(answer, "No listed request fits what you chose.")
    assertNotContains(answer, "Nothing is listed yet.")
