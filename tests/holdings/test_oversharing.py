"""Personal details are found, and what a report is made of is left alone."""

import time
from itertools import pairwise

import pytest
from django.utils import translation

from commonhall.holdings import oversharing
from commonhall.holdings.oversharing import Advice, Detail, Kind, Known
from tests.holdings.vectors import VECTORS, Vector


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector.about}: {vector.text[:40]!a}")
def test_each_vector_is_found_as_it_says(vector: Vector) -> None:
    details = oversharing.find(vector.text, **vector.context)
    found = [[detail.kind, vector.text[detail.start : detail.end], detail.advice] for detail in details]
    assert found == vector.found


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_has_a_vector(kind: Kind) -> None:
    assert any(kind == found[0] for vector in VECTORS for found in vector.found)


def test_a_detail_says_nothing_of_the_words_it_stands_for() -> None:
    (detail,) = oversharing.find("Call Rosa Gomez")
    assert "Rosa" not in repr(detail)


def test_details_come_in_order_and_apart() -> None:
    text = "Mr. Zorn, 302-555-0147, zorn@example.com, 120 N French St Apt 4, born 3/4/1962"
    details = oversharing.find(text)
    assert [detail.kind for detail in details] == [
        Kind.NAME,
        Kind.PHONE,
        Kind.EMAIL,
        Kind.ADDRESS,
        Kind.BIRTH,
    ]
    assert all(left.end <= right.start for left, right in pairwise(details))


def test_the_citys_own_names_and_numbers_are_left() -> None:
    known = Known.of(
        places=["Rosa Gomez Overlook"],
        staff=["Pat O’Doe"],
        phones=["+1 (302) 576-2000"],
        domains=["@city.example"],
    )
    text = "Pat O'Doe at Rosa Gomez Overlook, 302.576.2000 ext. 5 or pat.odoe@works.city.example"
    assert oversharing.find(text, known=known) == ()
    assert len(oversharing.find(text)) == 4


@pytest.mark.parametrize(
    ("contact_address", "advice"),
    [
        ("120 N French St", Advice.REMOVE),
        ("120 North French Street, Wilmington, DE 19801", Advice.REMOVE),
        ("Apt 4, 122 N French St", Advice.ASK),
        ("Wilmington", Advice.ASK),
        (None, Advice.ASK),
    ],
)
def test_an_address_is_a_home_when_it_is_the_contacts_own(
    contact_address: str | None, advice: Advice
) -> None:
    (detail,) = oversharing.find("Deep hole, 120 N French St", contact_address=contact_address)
    assert detail.advice is advice


def test_a_kind_has_a_name_in_the_readers_language() -> None:
    with translation.override("es"):
        assert str(Kind.PHONE.label) == "número de teléfono"
    with translation.override("en"):
        assert str(Kind.PHONE.label) == "phone number"


@pytest.mark.parametrize(
    "unit",
    [
        "1", "1 ", "1-", "a@", "@", "a.", "(", "[", "-", "+1", "my name is ", "Rosa ", "rosa ", "mr. ", "de la ",
        "born ", "plate a ", "call me at ", "one ", "120 a ", "120 N French ", "calle ", "account is no ", "\u200b",
        "é", "３", "[name]", "[100 block of ", "x at y dot ", "I live at 1 A St ", "302-555-0147 ", "\n",
    ],
)  # fmt: skip
def test_no_text_makes_it_slow(unit: str) -> None:
    text = (unit * 20_000)[:20_000]
    started = time.process_time()
    oversharing.find(text)
    assert time.process_time() - started < 2.0


def test_a_detail_can_be_made_of_its_place_alone() -> None:
    detail = Detail(0, 4, Kind.NAME, Advice.REMOVE)
    assert oversharing.take_out("Rosa fell.", [detail]).text == "[name] fell."
