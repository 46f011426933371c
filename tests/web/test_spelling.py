"""A reference over the telephone."""

from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from commonhall.web import spelling

references = st.text(alphabet="23456789ABCDEFGHJKMNPQRSTUVWXYZ", min_size=6, max_size=6)


def plain(said: str) -> str:
    """A letter and its word stay on one line; here that does not matter."""
    return said.replace("\N{NO-BREAK SPACE}", " ")


def test_a_reference_is_written_in_two_groups() -> None:
    assert spelling.grouped("4KT7M2") == "4KT 7M2"


def test_a_reference_is_read_out_letter_by_letter() -> None:
    assert plain(spelling.spelled("4KT 7M2")) == "four, K for Kilo, T for Tango, seven, M for Mike, two"


def test_a_reference_is_read_out_in_the_language_of_the_page() -> None:
    with translation.override("es"):
        assert plain(spelling.spelled("4KT")) == "cuatro, K de Kilo, T de Tango"


@given(references)
def test_whoever_hears_it_can_write_it_down(reference: str) -> None:
    """The first letter of each word is the sign itself; digits are said by their own words."""
    heard = [said[0] if " for " in said else said for said in plain(spelling.spelled(reference)).split(", ")]
    digits = {str(word): str(digit) for digit, word in enumerate(spelling.DIGITS)}
    assert "".join(digits.get(said, said) for said in heard) == reference


def test_each_word_of_the_alphabet_begins_with_its_letter() -> None:
    assert all(word.startswith(letter) for letter, word in spelling.WORDS.items())
