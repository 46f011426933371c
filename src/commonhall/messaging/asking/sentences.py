"""A message as a row of parts: what each word does in it, one letter a part, so that a rule is an expression over letters."""

from dataclasses import dataclass
from typing import NamedTuple

from commonhall.messaging.asking import reading, terms, wording
from commonhall.messaging.asking.asks import Confidential
from commonhall.messaging.asking.reading import Plain, Word

TERM, CARRIED, QUESTION, OTHER, NUMBER = "T", "t", "K", "o", "d"
_SIGNS = {
    "\n": "n",
    "¶": "¶",
    ".": ".",
    "?": "?",
    ",": ",",
    ";": ";",
    ":": ":",
    "_": "_",
    '"': '"',
    "(": "(",
    ")": "(",
}
_SIGNS |= {"-": "-", "--": "-", "…": ".", "*": "-", "•": "-"}


class Part(NamedTuple):
    """One or more words with one part in the sentence; `kind` is set where they name confidential data."""

    letter: str
    start: int
    end: int
    kind: Confidential | None = None


@dataclass(frozen=True)
class Sentences:
    """The parts of a message, and their letters in one string: a place in one is a place in the other."""

    plain: Plain
    parts: list[Part]
    letters: str


type _Meaning = tuple[str, Confidential | None]
type _Endings = list[tuple[tuple[str, ...], _Meaning]]


def _lexicon() -> dict[str, _Endings]:
    meanings: dict[tuple[str, ...], _Meaning] = {}
    for letter, lines in wording.WORDING.items():
        for phrase in wording.phrases(lines):
            meanings.setdefault(phrase, (letter, None))
    for letter, table in ((CARRIED, terms.CARRIED), (TERM, terms.TERMS), (QUESTION, terms.QUESTIONS)):
        for kind, lines in table.items():
            meanings |= dict.fromkeys(wording.phrases(lines), (letter, kind))
    meanings |= dict.fromkeys(wording.phrases(terms.HARMLESS), (OTHER, None))
    by_first: dict[str, _Endings] = {}
    for (first, *rest), meaning in meanings.items():
        by_first.setdefault(first, []).append((tuple(rest), meaning))
    for endings in by_first.values():
        endings.sort(key=lambda ending: -len(ending[0]))
    return by_first


_LEXICON = _lexicon()
_LONGEST = max(len(rest) for endings in _LEXICON.values() for rest, _meaning in endings) + 1


def read(text: str) -> Sentences:
    """Read a message."""
    plain = reading.fold_text(text)
    words = reading.words(plain.text)
    parts: list[Part] = []
    at = 0
    while at < len(words):
        part, at = _part(words, at)
        parts.append(part)
    return Sentences(plain, parts, "".join(part.letter for part in parts))


def _part(words: list[Word], at: int) -> tuple[Part, int]:
    word = words[at]
    for rest, (letter, kind) in _LEXICON.get(word.text, ()):
        after = _after(words, at + 1, rest)
        if after:
            return Part(letter, word.start, words[after - 1].end, kind), after
    if word.text == "0":
        return Part(NUMBER, word.start, word.end), at + 1
    return Part(_SIGNS.get(word.text, OTHER), word.start, word.end), at + 1


def _after(words: list[Word], at: int, rest: tuple[str, ...]) -> int:
    """The place after these words, which a line may break; 0 when others follow."""
    for text in rest:
        if at < len(words) and words[at].text == "\n":
            at += 1
        if at >= len(words) or words[at].text != text:
            return 0
        at += 1
    return at
