"""The catalogue as residents look through it: by topic, and by everyday words in either language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhall.service_requests import catalogue
from commonhall.service_requests.models import Service
from tests.service_requests.everyday import EVERYDAY, HELD_OUT

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "service"),
    [
        ("hole in the road", "pothole"),
        ("bache", "pothole"),
        ("streetlight", "street-light"),
        ("lamp post", "street-light"),
        ("garbage truck", "missed-trash"),
        ("basura", "missed-trash"),
        ("mattress", "illegal-dumping"),
        ("matress", "illegal-dumping"),
        ("abandoned car", "abandoned-vehicle"),
        ("there is a big hole in my street", "pothole"),
        ("water in my basement", "sewer-backup"),
        ("no heat in my apartment", "no-heat"),
        ("semaforo apagado", "traffic-signal"),
        ("arbol caido", "fallen-tree"),
        ("rata", "rats"),
        ("perro suelto", "stray-animal"),
        ("stop sign", "street-sign"),
        ("old mattress", "bulk-pickup"),
        ("mold", "housing"),
        ("fire hydrant", "hydrant"),
    ],
)
def test_everyday_words_find_the_service(city: None, typed: str, service: str) -> None:
    assert catalogue.search(typed, catalogue.offered())[0].pk == service


def test_a_search_finds_few(city: None) -> None:
    """Of forty services, those that are meant: a list as long as the whole would help nobody."""
    for typed in ("light", "water", "tree", "car", "dog", "basura", "agua"):
        assert 1 <= len(catalogue.search(typed, catalogue.offered())) <= 12


def test_topics_hold_every_service_once_in_the_city_s_order(services: None) -> None:
    offered = catalogue.offered()
    topics = catalogue.topics(offered)
    assert [service for topic in topics for service in topic.services] == offered
    assert len({topic.code for topic in topics}) == len(topics) < 12


def test_a_department_sees_the_services_it_does(services: None) -> None:
    assert {service.department_id for service in catalogue.offered("water")} == {"water"}


def test_words_that_fit_nothing_find_nothing(city: None) -> None:
    assert catalogue.search("zzzzqqq", catalogue.offered()) == []


SAND = Service(
    pk="sand",
    names={"en": "Sand on the road"},
    descriptions={"en": "Left by a storm."},
    keywords={"en": ["sand", "dust"], "es": ["arena"]},
)


@given(typed=st.text(max_size=60))
def test_whatever_is_typed_a_search_answers(typed: str) -> None:
    assert catalogue.search(typed, [SAND]) in ([SAND], [])


def share_found(phrases: list[tuple[str, str]]) -> float:
    """How many of these find their service among the first three."""
    offered = catalogue.offered()
    found = [
        service in [each.pk for each in catalogue.search(typed, offered)[:3]] for typed, service in phrases
    ]
    return sum(found) / len(found)


def test_what_people_say_finds_its_service_among_the_first_three(city: None) -> None:
    assert len(EVERYDAY) >= 60
    assert share_found(EVERYDAY) >= 0.97
    assert share_found(HELD_OUT) >= 0.95


def test_words_that_no_service_knows_do_not_hide_those_that_one_does(city: None) -> None:
    assert catalogue.search("my cousin Bob from Ohio saw a pothole", catalogue.offered())[0].pk == "pothole"
