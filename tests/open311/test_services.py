"""Services and their questions, as other programs read them."""

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries
from time_machine import Traveller

from commonhall.service_requests.models import Service
from commonhall.service_requests.questions import Datatype
from tests.open311.asking import BASE, Asker
from tests.service_requests import asking

FIELDS = {"service_code", "service_name", "description", "metadata", "type", "keywords", "group"}


def test_each_offered_service_is_listed_with_all_its_fields(
    asker: Asker, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(4):  # in both forms
        listed = asker.get("services")
    assert [each["service_code"] for each in listed] == list(
        Service.objects.filter(is_offered=True).order_by("rank", "code").values_list("code", flat=True)
    )
    assert {frozenset(each) for each in listed} == {frozenset(FIELDS)}
    pothole = next(each for each in listed if each["service_code"] == "pothole")
    assert pothole["type"] == "realtime"
    assert isinstance(pothole["metadata"], bool)


def test_services_are_told_in_the_language_asked_for(asker: Asker) -> None:
    in_english, in_spanish = asker.get("services"), asker.get("services", locale="es")
    assert in_english[0]["service_name"] != in_spanish[0]["service_name"]
    assert asker.get("services", locale="es_MX") == in_spanish
    assert asker.get("services", locale="tlh") == in_english


def test_a_definition_says_each_question(
    asker: Asker, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    asking.let("graffiti", *asking.EACH_TYPE)
    with django_assert_max_num_queries(4):
        said = asker.get("services/graffiti")
    assert said["service_code"] == "graffiti"
    assert [each["datatype"] for each in said["attributes"]] == list(Datatype)
    assert [each["order"] for each in said["attributes"]] == [1, 2, 3, 4, 5, 6]
    of_a_list = said["attributes"][4]
    assert of_a_list["values"] == [
        {"key": "dark", "name": "It is dark"},
        {"key": "flickers", "name": "It flickers"},
    ]
    assert (of_a_list["variable"], of_a_list["required"]) == (True, False)


def test_a_service_without_questions_has_an_empty_list(asker: Asker) -> None:
    without = next(each for each in asker.get("services") if not each["metadata"])
    assert asker.get(f"services/{without['service_code']}")["attributes"] == []


@pytest.mark.parametrize(
    "path",
    [
        "services/%00",
        "services/pot%00hole",
        "services/sinkhole",
        "requests/AAAAAA",
        "tokens/AAAAAA",
        "elsewhere",
    ],
)
def test_what_is_not_there_is_404_in_both_forms(asker: Asker, path: str) -> None:
    (error,) = asker.get(path, answers=404)
    assert error["code"] == 404
    assert error["description"]


def test_another_city_is_404_and_ours_is_not(asker: Asker) -> None:
    (error,) = asker.get("services", answers=404, jurisdiction_id="elsewhere.example")
    assert "wilmington.example" in error["description"]
    assert asker.get("services", jurisdiction_id="wilmington.example")
    assert asker.get("services", jurisdiction_id="")


def test_discovery_says_where_it_is_and_moves_when_a_service_changes(asker: Asker, noon: Traveller) -> None:
    said = asker.get("discovery")
    (endpoint,) = said["endpoints"]
    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert endpoint["url"].endswith("/open311/v2")
    assert endpoint["formats"] == ["text/xml", "application/json"]
    noon.shift(3600)
    assert asker.get("discovery") == said
    asking.let("graffiti", *asking.EACH_TYPE)
    assert asker.get("discovery")["changeset"] > said["changeset"]


def test_anybody_may_read_from_a_page_elsewhere_and_nobody_gets_a_cookie(
    client: Client, services: None
) -> None:
    answer = client.get(f"{BASE}/services.json", {"callback": "steal"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.content.startswith(b"[{")
    assert not answer.cookies


def test_an_address_is_asked_only_as_it_can_be(asker: Asker) -> None:
    answer = asker.sent("services")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")
