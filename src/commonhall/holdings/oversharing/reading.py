"""A text as the rules read it: signs that look alike are one, what is invisible or taken out already is gone.

Accents, odd spaces, dashes and digits become plain, since somebody who writes ３０２‑５５５‑０１４７ means the same
number. Positions are kept, so that a detail found in the plain text is marked in the written one.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from commonhall.holdings.oversharing.table import TABLE

GONE = "\x00"  # stands for a stretch that is taken out; no rule reaches across it
_ODD = re.compile(r"[^\n -~]")  # what has to be folded
_WORD = re.compile(r"[a-z0-9]+(?:['-][a-z0-9]+)*", re.ASCII)
_ABBREVIATION = re.compile(
    r"(?<![a-z])(?:[a-z]{1,2}|mrs|sra|srta|rev|sgt)\.$", re.ASCII
)  # its point ends no sentence
_NOT_DIGITS = re.compile(r"[^0-9]+")


_UNSEEN = {"Mn", "Me", "Cf"}  # combining marks, enclosing marks, format signs such as the zero-width space


@lru_cache(maxsize=4096)
def _fold(sign: str) -> str:
    """What a sign is read as: é is e, ４ is 4, a zero-width space is nothing. Never more than one sign."""
    if sign in TABLE.folding.signs or _ODD.match(sign) is None:
        return TABLE.folding.signs.get(sign, sign)
    kept = [part for part in unicodedata.normalize("NFKD", sign) if unicodedata.category(part) not in _UNSEEN]
    if len(kept) > 1:
        return sign
    return TABLE.folding.signs.get(kept[0], kept[0]) if kept else ""


class Word(NamedTuple):
    """A word or number of the plain text, in lower case, and where it stands there."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Reading:
    """The plain text in its own case (`plain`) and in lower case, of the same length."""

    plain: str
    lower: str
    places: tuple[int, ...] | None = (
        None  # of each plain sign in the written text, and of the end; None: the same
    )

    def written(self, start: int, end: int) -> tuple[int, int]:
        """The place in the written text of a stretch of the plain one."""
        if self.places is None:
            return start, end
        return self.places[start], self.places[end - 1] + 1

    @cached_property
    def texts(self) -> list[str]:
        """The words in order, without their places: most texts need no more."""
        return _WORD.findall(self.lower)

    @cached_property
    def bag(self) -> frozenset[str]:
        """Every word once."""
        return frozenset(self.texts)

    @cached_property
    def words(self) -> list[Word]:
        """The words in order."""
        return [Word(match[0], match.start(), match.end()) for match in _WORD.finditer(self.lower)]

    @cached_property
    def digits(self) -> int:
        """How many digits there are."""
        return sum(map(self.lower.count, "0123456789"))

    @cached_property
    def case_tells(self) -> bool:
        """Say whether capitals mark names here: not where all words have them, none, or only a sentence's first."""
        letters = [word for word in self.words if word.text[0] > "9"]
        initials = [word for word in letters if self.is_capital(word)]
        if len(letters) > 2 and len(initials) > 0.8 * len(letters):
            return (
                not all(self.plain[word.start : word.end].isupper() for word in letters) and len(letters) < 5
            )
        return any(word.text not in _OF_ITSELF and not self._starts_sentence(word) for word in initials)

    def is_capital(self, word: Word) -> bool:
        """Say whether the word begins with a capital."""
        return self.plain[word.start] != word.text[0]

    def between(self, left: Word, right: Word) -> str:
        """What stands between two words."""
        return self.lower[left.end : right.start]

    def _starts_sentence(self, word: Word) -> bool:
        before = self.lower[: word.start].rstrip(" \"'(-")
        return not before or (before[-1] in ".!?\n:" and _ABBREVIATION.search(before) is None)


_OF_ITSELF = {"i", "i'm", "i've", "i'll", "i'd"}  # capitals whatever the writer's habit


def read(text: str, hidden: Iterable[tuple[int, int]] = ()) -> Reading:
    """Read a text; of `hidden` stretches (sorted, disjoint) and of placeholders such as "[name]" only a gap is left."""
    spans = [*hidden]
    plain = text if text.isascii() and text.isprintable() else _ODD.sub(lambda sign: _fold(sign[0]), text)
    if not spans and "[" not in text and len(plain) == len(text):
        return Reading(plain, plain.lower())
    return _read_with_places(text, spans)


def _read_with_places(text: str, hidden: list[tuple[int, int]]) -> Reading:
    gone = sorted([*hidden, *(match.span() for match in TABLE.folding.taken_out.finditer(text))])
    signs: list[str] = []
    places: list[int] = []
    position = 0
    for start, end in [*gone, (len(text), len(text))]:
        for place in range(position, start):
            if fold := _fold(text[place]):
                signs.append(fold)
                places.append(place)
        if position <= start < end:
            signs.append(GONE)
            places.append(start)
        position = max(position, end)
    plain = "".join(signs)
    return Reading(plain, plain.lower(), (*places, len(text)))


def plain(text: str) -> str:
    """The words of a text in lower case without signs, to compare names of places and people."""
    return " ".join(_WORD.findall(read(text).lower))


def last_ten_digits(text: str) -> str:
    """A telephone number without its country code and signs."""
    return _NOT_DIGITS.sub("", read(text).lower)[-10:]
