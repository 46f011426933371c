"""Hearing that a call is not 311's: the words of a fire, a wound, a weapon, a wish to die.

The browser's twin (`static/commonhall/js/desk/urgency.js`) hears the same while somebody types; this one hears it
again when something is sent.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from commonhall.desk.script import Urgency
from commonhall.service_requests import hearing


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """An urgency, and the words by which it was known."""

    urgency: Urgency
    words: tuple[str, ...]


def hear(said: str, urgencies: Iterable[Urgency], *, past: frozenset[str] = frozenset()) -> tuple[Heard, ...]:
    """What is urgent in it, but for the words that were `past`: somebody went on in spite of them."""
    found = ((urgency, hearing.words_in(said, urgency.words, urgency.unless)) for urgency in urgencies)
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
            "words": {word: hearing.plain(word) for word in urgency.words},
            "unless": [hearing.plain(phrase) for phrase in urgency.unless],
        }
        for urgency in urgencies
    ]
    return json.dumps(told)
