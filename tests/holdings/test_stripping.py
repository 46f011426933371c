"""What is taken out is gone, the rest is as it was, and the reader sees what happened where."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from commonhall.holdings import oversharing
from commonhall.holdings.oversharing import Advice, Kind, Segment
from tests.holdings.vectors import VECTORS, Vector

BITS = [bit for vector in VECTORS for bit in (vector.text, *(found[1] for found in vector.found))]
JOINTS = st.sampled_from(
    [" ", ", ", ". ", "\n", "", "-", " and ", " at ", "'s ", ": ", " (", "[", "]", "\u200b"]
)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Details and ordinary words put together in ways nobody thought of."""
    bits = draw(st.lists(st.sampled_from(BITS) | st.text(max_size=12), max_size=6))
    text = "".join(bit + draw(JOINTS) for bit in bits)
    return draw(st.sampled_from([str, str.upper, str.lower, str.title]))(text)


@pytest.mark.parametrize(
    "vector", [vector for vector in VECTORS if vector.stripped], ids=lambda vector: vector.stripped
)
def test_each_vector_is_stripped_as_it_says(vector: Vector) -> None:
    assert oversharing.remove(vector.text, **vector.context).text == vector.stripped


@pytest.mark.parametrize(
    "vector", [vector for vector in VECTORS if vector.stripped_es], ids=lambda vector: vector.text
)
def test_each_vector_is_stripped_in_spanish_as_it_says(vector: Vector) -> None:
    assert oversharing.remove(vector.text, language="es", **vector.context).text == vector.stripped_es


@settings(max_examples=400)
@example("Mr. Zorn Rosa Gomez Street", "en")
@example("MY NAME IS ZED ZORN AND I SPOKE WITH ROSA", "es")
@given(texts(), st.sampled_from(["en", "es"]))
def test_what_is_stripped_holds_nothing_to_strip(text: str, language: str) -> None:
    stripped = oversharing.remove(text, language=language)
    left = [detail for detail in oversharing.find(stripped.text) if detail.advice is Advice.REMOVE]
    assert left == []
    assert oversharing.remove(stripped.text, language=language).text == stripped.text


@settings(max_examples=200)
@given(texts())
def test_nothing_else_is_changed(text: str) -> None:
    stripped = oversharing.remove(text)
    position = 0
    for segment in stripped.segments:
        if segment.kind is None:
            position = text.index(segment.text, position) + len(segment.text)
    assert "".join(segment.text for segment in stripped.segments) == stripped.text
    assert stripped.removed or stripped.text == text


@settings(max_examples=200)
@given(texts())
def test_a_marked_text_is_whole(text: str) -> None:
    details = oversharing.find(text)
    segments = oversharing.marked(text, details)
    assert "".join(segment.text for segment in segments) == text
    assert [segment.kind for segment in segments if segment.kind] == [detail.kind for detail in details]


def test_a_phone_number_and_a_name_are_always_found_among_other_words() -> None:
    for before in ("Dark. ", "dark, ", "DARK - ", "", "oscuro y "):
        for after in ("", ".", " please", "\nthanks", ")"):
            text = f"{before}my neighbor Zephyrine Quackenbush, 302-555-0147{after}"
            kept = oversharing.remove(text).text
            assert not {"Zephyrine", "Quackenbush", "0147"} & {*kept.replace(",", " ").split()}


def test_kinds_to_keep_stay() -> None:
    stripped = oversharing.remove("Mr. Zorn, 302-555-0147", keep=frozenset({Kind.PHONE}))
    assert stripped.text == "Mr. [name], 302-555-0147"
    assert stripped.removed == {Kind.NAME}


def test_what_is_only_asked_about_stays_unless_it_is_chosen() -> None:
    text = "My asthma, at 901 Market St"
    assert oversharing.remove(text).text == text
    chosen = oversharing.take_out(text, oversharing.find(text))
    assert chosen.text == "My [health detail], at [900 block of Market St]"
    assert chosen.removed == {Kind.HEALTH, Kind.ADDRESS}


def test_what_was_taken_out_is_shown_where_it_stood() -> None:
    assert oversharing.remove("Ask Mr. Zorn twice").segments == (
        Segment(text="Ask Mr. "),
        Segment(text="[name]", kind=Kind.NAME),
        Segment(text=" twice"),
    )


def test_an_unknown_language_gets_english() -> None:
    assert oversharing.remove("Mr. Zorn", language="fr").text == "Mr. [name]"


def test_a_placeholder_shields_no_detail() -> None:
    assert "0147" not in oversharing.remove("[100 block of 302-555-0147 St]").text
    assert "0147" not in oversharing.remove("[name 302-555-0147]").text


def test_a_segment_hides_its_words_from_logs() -> None:
    assert "Zorn" not in repr(oversharing.marked("Mr. Zorn", oversharing.find("Mr. Zorn")))
