import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhall.places import streets


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("N Market St", "n market st"),
        ("north MARKET street", "n market st"),
        ("N. Market  St.", "n market st"),
        ("Market St N", "n market st"),
        ("Market", "market"),
        ("West St", "west st"),
        ("North West Street", "n west st"),
        ("West 4th St", "w 4th st"),
        ("W. Fourth", "w 4th"),
        ("4", "4th"),
        ("Twenty-Third St", "23rd st"),
        ("twenty first st", "21st st"),
        ("Twentieth St", "20th st"),
        ("112 st", "112th st"),
        ("calle cuarta", "4th"),
        ("4ta", "4th"),
        ("3era St", "3rd st"),
        ("la 10a St", "la 10th st"),
        ("Northeast Boulevard", "northeast blvd"),
        ("Park Place", "park pl"),
        ("St James St", "st james st"),
        ("Calle Cañón", "canon"),
        ("Avenida Lancaster", "lancaster ave"),
        ("O’Neill Ln", "oneill ln"),
        ("", ""),
    ],
)
def test_one_street_has_one_form_however_it_is_written(written: str, key: str) -> None:
    assert streets.read(written).key == key


def test_a_name_in_one_or_two_words_is_the_same_name() -> None:
    assert streets.read("Du Pont St").compact == streets.read("DuPont Street").compact


@given(written=st.text(max_size=60))
def test_the_one_form_of_a_street_stays_as_it_is(written: str) -> None:
    key = streets.read(written).key
    assert streets.read(key).key == key
