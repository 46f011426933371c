"""Hearing a closed list of words in what somebody said. Nothing of what was said is kept."""

import re
import unicodedata
from collections.abc import Iterable

_APOSTROPHES = re.compile("['’]")
_BETWEEN = re.compile(r"[^a-z0-9]+")


def plain(text: str) -> str:
    """Small letters and figures with one space between words and around all: accents and signs say nothing here."""
    bare = unicodedata.normalize("NFD", _APOSTROPHES.sub("", text)).lower()
    letters = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return f" {_BETWEEN.sub(' ', letters).strip()} "


def words_in(said: str, words: Iterable[str], unless: Iterable[str]) -> list[str]:
    """Which of the words stand in what was said, outside of the everyday phrases in `unless`."""
    text = plain(said)
    for phrase in unless:
        text = text.replace(plain(phrase), " | ")
    return [word for word in words if plain(word) in text]
