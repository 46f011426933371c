"""References: drawn at random, and read however somebody writes them."""

from hypothesis import given
from hypothesis import strategies as st

from commonhall.service_requests import references

drawn = st.text(references.ALPHABET, min_size=references.LENGTH, max_size=references.LENGTH)


def test_a_new_reference_is_read_as_itself() -> None:
    for _ in range(200):
        reference = references.new()
        assert references.normal(reference) == reference
        assert len(reference) == 6


@given(
    reference=drawn, gaps=st.lists(st.sampled_from(["", " ", "-", " - ", ".", "\t"]), min_size=7, max_size=7)
)
def test_capitals_spaces_and_dashes_do_not_matter(reference: str, gaps: list[str]) -> None:
    typed = "".join(gap + sign for gap, sign in zip(gaps, [*reference, ""], strict=True))
    assert references.normal(typed) == reference
    assert references.normal(typed.lower()) == reference


@given(typed=st.text(max_size=30))
def test_what_is_read_is_a_reference_or_nothing(typed: str) -> None:
    read = references.normal(typed)
    assert read == "" or (len(read) == 6 and set(read) <= set(references.ALPHABET))


def test_signs_that_look_alike_are_never_drawn() -> None:
    assert set("0O1IL").isdisjoint(references.ALPHABET)
    assert len(set(references.ALPHABET)) == len(references.ALPHABET) == 31


def test_references_carry_no_order() -> None:
    many = [references.new() for _ in range(300)]
    assert many != sorted(many)
    assert len({reference[0] for reference in many}) > 15
