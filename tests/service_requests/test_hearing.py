"""Phrases with choices are heard in each of their forms, and as whole words alone."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhall.service_requests import hearing
from commonhall.service_requests.hearing import BadPhrase

WORDS = st.text("abcñé1", min_size=1, max_size=5)
CHOICES = st.lists(st.one_of(WORDS, st.just("")), min_size=1, max_size=3)


def heard(said: str, *phrases: str, unless: tuple[str, ...] = ()) -> bool:
    groups = {"person": ["neighbor", "mi tío"]}
    return hearing.is_heard(
        hearing.plain(said), hearing.pattern(phrases, groups), hearing.pattern(unless, groups)
    )


@given(st.lists(CHOICES, min_size=1, max_size=4), st.text(" .,!'", max_size=3))
def test_each_form_of_a_phrase_is_heard(parts: list[list[str]], between: str) -> None:
    phrase = " ".join(["lamp", *(f"({'|'.join(choices)})" for choices in parts)])
    for words in product(*parts):
        assert heard(f"The LAMP {' '.join(words)}{between} here", phrase)


@pytest.mark.parametrize(
    ("said", "is_heard"),
    [
        ("He hits me.", True),
        ("she  hit\nme", True),
        ("my Neighbor hits me", True),
        ("MI TIO hits me", True),
        ("hits me", False),
        ("the hits men", False),
        ("he hits  mesh", False),
        ("", False),
    ],
)
def test_choices_and_groups_stand_for_each_of_their_words(said: str, is_heard: bool) -> None:
    assert heard(said, "(he|she|{person}) (hit|hits) me") is is_heard


def test_an_everyday_phrase_takes_its_own_words_alone() -> None:
    phrases, unless = ("going to (kill|hurt) me",), ("(noise|smell) is going to kill me",)
    assert not heard("That noise is going to kill me!", *phrases, unless=unless)
    assert heard("That noise is going to kill me. He is going to hurt me.", *phrases, unless=unless)


def test_where_nothing_is_listed_nothing_is_heard() -> None:
    assert not heard("anything")
    assert heard("anything", "anything", unless=())


@pytest.mark.parametrize(
    "phrase", ["(hit", "hit)", "(a(b)c)", "a|b", "{nobody} hits", "({nobody}|he) hits", "{"]
)
def test_a_phrase_whose_brackets_do_not_fit_is_named(phrase: str) -> None:
    with pytest.raises(BadPhrase) as told:
        heard("anything", phrase)
    assert str(told.value) == phrase
