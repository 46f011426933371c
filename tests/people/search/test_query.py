"""Taking apart what was typed: each part in any order, and as far as it is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhall.people.search import query, slots
from commonhall.people.search.addresses import Home
from commonhall.people.search.query import Query


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("Marin, Rosa", Query(names=("marin", "rosa"))),
        ("O’Brien", Query(names=("obrien",))),
        ("302-555-0147", Query(phone="3025550147")),
        ("+1 302 555 0147", Query(phone="3025550147")),
        ("(302) 5", Query(phone="3025")),
        ("marin 0147", Query(names=("marin",), phone="0147")),
        ("417 elm st", Query(homes=(Home("417", "elm"),), names_may_be_a_town=True)),
        (
            "417 Elm St Apt 3 Rosa",
            Query(names=("rosa",), homes=(Home("417", "elm"),), names_may_be_a_town=True),
        ),
        ("417 Elm St, Apt. 3, 19801", Query(homes=(Home("417", "elm"),), names_may_be_a_town=True)),
        (
            "417 Elm Street, New Castle, DE 19720-0012",
            Query(names=("new", "castle"), homes=(Home("417", "elm"),), names_may_be_a_town=True),
        ),
        ("rosa 417 elm street", Query(names=("rosa",), homes=(Home("417", "elm"),))),
        ("12 fourth", Query(homes=(Home("12", "4th"),), names_may_be_a_town=True)),
        ("12 4th", Query(homes=(Home("12", "4th"),), names_may_be_a_town=True)),
        ("rosa@example.com", Query(emails=("rosa@example.com",))),
        ("rosa@", Query(emails=("rosa@",))),
        ("@", Query()),
        ("", Query()),
    ],
)
def test_what_was_typed_is_taken_apart(typed: str, parts: Query) -> None:
    assert query.read(typed) == parts


def test_names_may_follow_an_address_that_has_no_end() -> None:
    read = query.read("417 elm rosa")
    assert Home("417", "elm") in read.homes
    assert "rosa" in read.names


@given(st.text(max_size=300))
def test_nothing_that_can_be_typed_stops_it(typed: str) -> None:
    for slot in slots.of(query.read(typed)):
        assert all(0 < weight <= 1 for weight in slot.values())
