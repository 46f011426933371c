"""Hearing that a call is not 311's: the words of a fire, a wound, a weapon, a wish to die.

The browser's twin (`static/commonhall/js/desk/urgency.js`) hears the same while somebody types; this one hears it
again when something is sent.
"""

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from commonhall.desk.script import Urgency

_APOSTROPHES = re.compile("['’]")
_BETWEEN = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """An urgency, and the words by which it was known."""

    urgency: Urgency
    words: tuple[str, ...]


def hear(said: str, urgencies: Iterable[Urgency], *, past: frozenset[str] = frozenset()) -> tuple[Heard, ...]:
    """What is urgent in it, but for the words that were `past`: somebody went on in spite of them."""
    found = ((urgency, _words_of(urgency, said)) for urgency in urgencies)
    return tuple(
        Heard(urgency=urgency, words=words)
        for urgency, all_words in found
        if (words := tuple(word for word in all_words if word not in past))
    )


def for_the_browser(urgencies: Iterable[Urgency]) -> str:
    """What its twin needs, as JSON: each word as it stands, and plain."""
    told = [
        {
            "number": urgency.number,
            "words": {word: plain(word) for word in urgency.words},
            "unless": [plain(phrase) for phrase in urgency.unless],
        }
        for urgency in urgencies
    ]
    return json.dumps(told)


def plain(text: str) -> str:
    """Small letters and figures with one space between words and around all: accents and signs say nothing here."""
    bare = unicodedata.normalize("NFD", _APOSTROPHES.sub("", text)).lower()
    letters = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return f" {_BETWEEN.sub(' ', letters).strip()} "


def _words_of(urgency: Urgency, said: str) -> list[str]:
    text = plain(said)
    for phrase in urgency.unless:
        text = text.replace(plain(phrase), " | ")
    return [word for word in urgency.words if plain(word) in text]
