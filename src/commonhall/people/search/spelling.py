"""How the same word is written, misheard and mistyped: what its spellings have in common."""

import re
from functools import lru_cache

import jellyfish
from doublemetaphone import doublemetaphone  # type: ignore[attr-defined]  # it has no types
from nicknames import NickNamer
from rapidfuzz.distance import OSA

from commonhall.places.streets import plain

SHORTEST_WITH_A_SLIP = 4  # letters; of shorter words nearly any is one letter from any other
_WORD = re.compile(r"[^\W\d_]+")
_WORDS_KEPT = 1 << 15
_nicknames = NickNamer()


def words(text: str) -> list[str]:
    """The words of a name, in one form: small letters without accents or apostrophes, O'Brien as obrien."""
    return _WORD.findall(plain(text))


@lru_cache(_WORDS_KEPT)
def with_one_less(word: str) -> frozenset[str]:
    """The word with each of its signs left out in turn: two words one slip apart share one of these."""
    if len(word) < SHORTEST_WITH_A_SLIP:
        return frozenset()
    return frozenset(word[:at] + word[at + 1 :] for at in range(len(word)))


@lru_cache(_WORDS_KEPT)
def sounds(word: str) -> frozenset[str]:
    """How the word may sound: Double Metaphone (Philips, 2000), both ways, and NYSIIS (Taft, 1970)."""
    heard = {f"m{code}" for code in doublemetaphone(word) if code}
    return frozenset(heard | {f"n{jellyfish.nysiis(word)}"})


@lru_cache(_WORDS_KEPT)
def called(word: str) -> frozenset[str]:
    """What somebody of that given name is called as well, and the names of which it is short."""
    return frozenset(_nicknames.nicknames_of(word) | _nicknames.canonicals_of(word)) - {word}


def likeness(one: str, other: str) -> float:
    """How alike two words are written, from 0 to 1: one less the slips for each letter of the longer."""
    return OSA.normalized_similarity(one, other)
