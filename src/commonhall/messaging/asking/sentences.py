"""A message as a row of parts, one letter for what each word does in it: a rule is an expression over letters."""

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from commonhall.messaging.asking import phrases, reading
from commonhall.messaging.asking.asks import Confidential
from commonhall.messaging.asking.reading import Plain, Word

OTHER, NUMBER = "o", "d"
_GROUPS = {"confidential": "T", "carried": "t", "question": "K", "harmless": OTHER}
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
_BEFORE_A_NAME = frozenset(("your", "ur", "yr", "the", "that", "this", "su", "tu", "el", "la", "any", "all"))


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


class _Node:
    """Where a phrase stands after some of its words: what these mean, and which words may follow."""

    __slots__ = ("after", "meaning")

    def __init__(self) -> None:
        self.meaning: _Meaning | None = None
        self.after: dict[str, _Node] = {}


@cache
def _lexicon() -> _Node:
    root = _Node()
    for heading, under in phrases.under_headings().items():
        group, _, kind = heading.partition(" ")
        if len(heading) == 1:
            _enter(root, under, (heading, None), is_last=False)
        elif group in _GROUPS:
            _enter(root, under, (_GROUPS[group], Confidential(kind) if kind else None), is_last=True)
    return root


def _enter(root: _Node, under: list[phrases.Phrase], meaning: _Meaning, *, is_last: bool) -> None:
    """Put phrases in. Of two meanings the last entered holds, but of plain words the first."""
    for phrase in under:
        node = root
        for word in phrase:
            node = node.after.setdefault(word, _Node())
        if is_last or node.meaning is None:
            node.meaning = meaning


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
    """The longest phrase that begins here, and the place after it."""
    word = words[at]
    found, after = _phrase(words, at)
    if word.text in _BEFORE_A_NAME and found is not None and found[1] is not None and after < len(words):
        inner, further = _phrase(words, at + 1)  # "your social" ends before "social security number" does
        if inner is not None and further > after:
            found, after = _lexicon().after[word.text].meaning, at + 1
    if found is not None:
        letter, kind = found
        return Part(letter, word.start, words[after - 1].end, kind), after
    return Part(NUMBER if word.text == "0" else _SIGNS.get(word.text, OTHER), word.start, word.end), after


def _phrase(words: list[Word], at: int) -> tuple[_Meaning | None, int]:
    """What the longest phrase means that begins here, which lines may break, and the place after it."""
    node = _lexicon().after.get(words[at].text)
    found, after, here = None, at + 1, at + 1
    while node is not None:
        if node.meaning is not None:
            found, after = node.meaning, here
        if here < len(words) and words[here].text == "\n":
            here += 1
        if here == len(words):
            break
        node = node.after.get(words[here].text)
        here += 1
    return found, after
