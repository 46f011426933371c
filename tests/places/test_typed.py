import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhall.places import typed
from commonhall.places.typed import Typed

TOWNS = ["New Castle", "newark", "19711", "elsmere"]


def read(written: str) -> Typed | None:
    return typed.read(written, own=["Wilmington"], state=["Delaware", "DE"], towns=TOWNS)


@pytest.mark.parametrize(
    ("written", "number", "street"),
    [
        ("1012 N Market Street", 1012, "n market st"),
        ("1012 market st apt 3", 1012, "market st"),
        ("1012 market st, 2nd floor", 1012, "market st"),
        ("1012B Market St. #4", 1012, "market st"),
        ("1012-1014 N Market St", 1012, "n market st"),
        ("1012 1/2 N Market St", 1012, "n market st"),
        ("1012½ N Market St", 1012, "n market st"),
        ("N Market St 1012", 1012, "n market st"),
        ("calle Market 1012", 1012, "market"),
        ("in front of 1012 Market", 1012, "market"),
        ("frente al 1012 Market", 1012, "market"),
        ("1012 N Market St, Wilmington, DE 19801-1234", 1012, "n market st"),
        ("1012 n market wilmington delaware", 1012, "n market"),
        ("1012 N Market St, Wilmington, DE 19801, Wilmington, DE 19801", 1012, "n market st"),
        ("1012 N Market St, Wilmington DE19801", 1012, "n market st"),
        ("12 Delaware", 12, "delaware"),
        ("300 New Castle Ave", 300, "new castle ave"),
        ("5 4th St", 5, "4th st"),
        ("apt 4, 1012 N Market St", 1012, "n market st"),
        ("1012 N Market St Apt 4B Wilmington DE 19801", 1012, "n market st"),
        ("1012 N Market between 10th and 11th", 1012, "n market"),
        ("1012 de la calle Market", 1012, "market"),
        ("1012 Washington Ave, Wilmington, DE", 1012, "washington ave"),
    ],
)
def test_a_house_is_read_without_flat_town_and_zip(written: str, number: int, street: str) -> None:
    said = read(written)
    assert said is not None
    assert (said.number, said.street.key, said.is_block, said.town) == (number, street, False, "")


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1000 block of N Market St", 1000),
        ("the 1000 block of N Market St", 1000),
        ("1000 blk N Market St", 1000),
        ("1000-1099 block of N Market St", 1099),
        ("N Market St, 1000 block", 1000),
        ("cuadra 1000 de N Market St", 1000),
        ("la cuadra 1000 de N Market St", 1000),
        ("N Market St, cuadra 1000", 1000),
        ("In the area of 1000 block of N. Market St.", 1000),
        ("Unit block of N Market St", 0),
        ("first block of N Market St", 0),
        ("la primera cuadra de N Market St", 0),
    ],
)
def test_a_block_is_read_in_both_languages(written: str, number: int) -> None:
    said = read(written)
    assert said is not None
    assert (said.number, said.street.key, said.is_block) == (number, "n market st", True)


@pytest.mark.parametrize(
    "written", ["Market and 10th", "Market & 10th", "market/10th", "corner of Market at 10th", "Market y 10"]
)
def test_a_crossing_names_two_streets(written: str) -> None:
    said = read(written)
    assert said is not None
    assert said.crosses is not None
    assert (said.street.key, said.crosses.key, said.number) == ("market", "10th", None)


@pytest.mark.parametrize(
    "written",
    [
        "Market St between 4th and 5th",
        "market st btwn 4th & 5th",
        "Market St, from fourth to fifth",
        "Market St entre la 4ta y la 5ta",
        "Market St entre cuarta y quinta",
    ],
)
def test_a_stretch_lies_between_two_streets(written: str) -> None:
    said = read(written)
    assert said is not None
    assert said.between is not None
    assert said.street.key == "market st"
    assert [end.key for end in said.between] == ["4th", "5th"]


@pytest.mark.parametrize(
    ("written", "is_abroad", "town"),
    [
        ("12 Market St, Wilmington, NC", True, ""),
        ("12 Oak St, Camden, New Jersey", True, ""),
        ("12 Oak St Camden NJ 08101", True, ""),
        ("12 Elm St, Newark, NJ", True, "newark"),
        ("12 Market St, Wilmington, DE", False, ""),
        ("12 Pennsylvania Ave", False, ""),
        ("Washington & 4th", False, ""),
        ("frente a la 12, en", False, ""),
    ],
)
def test_another_state_counts_behind_a_comma_or_before_a_zip_code(
    written: str, is_abroad: bool, town: str
) -> None:
    said = read(written)
    assert said is not None
    assert (said.is_abroad, said.town) == (is_abroad, town)


@pytest.mark.parametrize("written", ["4th St", "4 St", "West 10", "N Market St", "1012", "St"])
def test_a_street_alone_has_no_number(written: str) -> None:
    said = read(written)
    assert said is not None
    assert said.number is None


@pytest.mark.parametrize(
    ("written", "town"),
    [
        ("300 Main St Newark DE", "newark"),
        ("300 Main, Newark", "newark"),
        ("12 Elm St elsmere", "elsmere"),
        ("12 Main St, New Castle, DE 19720", "new castle"),
        ("Elsmere", "elsmere"),
        ("12 Main St 19711", "19711"),
        ("12 Newark", ""),
    ],
)
def test_another_town_counts_where_the_street_has_ended_before_it(written: str, town: str) -> None:
    said = read(written)
    assert said is not None
    assert said.town == town


@pytest.mark.parametrize("written", ["", "   ", " , ", "…"])
def test_nothing_says_nothing(written: str) -> None:
    assert read(written) is None


@given(written=st.text(max_size=300))
def test_whatever_is_typed_is_read(written: str) -> None:
    read(written)
