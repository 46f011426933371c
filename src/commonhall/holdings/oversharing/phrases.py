"""Phrases of the table found among the words of a text."""

from collections.abc import Iterator
from itertools import pairwise

from commonhall.holdings.oversharing.reading import Reading
from commonhall.holdings.oversharing.table import Phrases

_FARTHEST = 3  # signs between two words of one phrase


def find(reading: Reading, phrases: Phrases) -> Iterator[tuple[int, int, str]]:
    """Yield the index of a phrase's first word, the index of the word after it, and its meaning."""
    firsts = reading.bag & phrases.firsts
    if not firsts:
        return
    for first, text in enumerate(reading.texts):
        if text in firsts:
            for rest, meaning in phrases.by_first[text]:
                if not rest or _follows(reading, first, rest):
                    yield first, first + 1 + len(rest), meaning


def _follows(reading: Reading, first: int, rest: tuple[str, ...]) -> bool:
    after = first + 1 + len(rest)
    if tuple(reading.texts[first + 1 : after]) != rest:
        return False
    words = reading.words[first:after]
    gaps = [reading.between(left, right) for left, right in pairwise(words)]
    return all(len(gap) <= _FARTHEST and "\n" not in gap for gap in gaps)
