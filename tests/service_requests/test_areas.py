"""How many on each street: the map in words, for whoever wants no map."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains

from commonhall import calendar
from commonhall.places import streets
from commonhall.places.models import Block, Edition
from commonhall.service_requests import tallies
from commonhall.service_requests.models import ServiceRequest
from commonhall.service_requests.states import ClosedReason
from tests.service_requests.listing import LIST, stored

STREETS = f"{LIST}streets/"
LINE = re.compile(r'<li><a href="([^"]+)">([^<]+)</a> <small>([^<]+)</small></li>')
MOST_QUERIES = 4


@pytest.fixture
def two_streets(city: None) -> None:
    stored()
    stored("2300 N Market St", days_ago=10, ended=ClosedReason.FIXED)
    stored("900 N King St", days_ago=300, service="graffiti")
    stored("900 N King St", days_ago=300, ended=ClosedReason.FIXED)
    stored("400 W 4th St", ended=ClosedReason.NOT_OURS)
    tallies.count(calendar.today())


def lines(client: Client, query: str = "", page: str = STREETS) -> dict[str, str]:
    found = LINE.findall(client.get(f"{page}?{query}").content.decode())
    return {street: said for _, street, said in found}


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"N King St": "1 open", "N Market St": "1 open, 1 fixed"}),
        ("state=all", {"N King St": "1 open, 1 fixed", "N Market St": "1 open, 1 fixed"}),
        ("days=7", {"N Market St": "1 open"}),
        ("service=graffiti", {"N King St": "1 open"}),
        ("street=n+king+st", {"N King St": "1 open", "N Market St": "1 open, 1 fixed"}),
    ],
)
def test_each_street_has_as_many_as_the_map_shows_under_the_filters(
    client: Client, two_streets: None, query: str, shown: dict[str, str]
) -> None:
    assert lines(client, query) == shown


def test_streets_of_one_name_lead_each_to_its_own_list(client: Client, city: None) -> None:
    for area in ("North End", "Las Lomas"):
        label = f"Main St, {area}"
        key = streets.read_label(label).key
        Block.objects.create(street=label, street_key=key, hundred=100, latitude=39.7, longitude=-75.5)
    Edition.objects.update(digest="with two of one name")
    reference = stored("120 Main St, North End")
    tallies.count(calendar.today())
    links = {street: link for link, street, _ in LINE.findall(client.get(STREETS).content.decode())}
    assertContains(client.get(links["Main St, North End"]), reference)
    assertContains(client.get(f"{LIST}{reference}/"), "?street=main%20st%2C%20north%20end")


def test_a_street_leads_to_its_list_with_the_filters(client: Client, two_streets: None) -> None:
    page = client.get(f"{STREETS}?state=all").content.decode()
    links = {street: link.replace("&amp;", "&") for link, street, _ in LINE.findall(page)}
    listed = client.get(links["N King St"])
    assertContains(listed, "On N King St, newest first.")
    assertContains(listed, "900 block of N King St", count=2)
    assertNotContains(listed, "block of N Market St")


def test_the_list_leads_there_with_its_filters_and_back(client: Client, two_streets: None) -> None:
    assertContains(client.get(f"{LIST}?state=all&street=n+king+st"), f'href="{STREETS}?state=all"')
    assertContains(client.get(f"{STREETS}?state=all"), f'href="{LIST}?state=all"')


def test_a_request_leads_to_the_rest_of_its_street(client: Client, city: None) -> None:
    reference, other = stored(), stored("2300 N Market St")
    page = client.get(f"{LIST}{reference}/").content.decode()
    link = re.search(r'href="([^"]+)">What else is reported on N Market St<', page)
    assert link
    assertContains(client.get(link[1]), other)


def test_a_street_that_the_city_knows_no_more_is_named_without_a_link(client: Client, city: None) -> None:
    stored()
    ServiceRequest.objects.update(street="Forgotten Ln")
    tallies.count(calendar.today())
    assertContains(client.get(STREETS), "<li>Forgotten Ln <small>1 open</small></li>", html=True)


def test_where_nothing_fits_it_says_what_to_do(client: Client, city: None) -> None:
    assertContains(client.get(STREETS), "Nothing here.")


def test_in_spanish_it_is_said_in_spanish(client: Client, two_streets: None) -> None:
    found = lines(client, page="/es/requests/streets/")
    assert found == {"N King St": "1 abierta", "N Market St": "1 abierta, 1 arreglada"}


def test_the_page_takes_few_queries_and_sets_no_cookie(client: Client, two_streets: None) -> None:
    client.get(STREETS)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(STREETS)
    assert len(queries) <= MOST_QUERIES
    assert not answer.cookies
