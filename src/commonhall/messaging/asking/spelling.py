"""How words are told in spite of letters that were changed, left out, doubled, run together or torn apart."""

from dataclasses import dataclass
from functools import cache, lru_cache

from commonhall.messaging.asking import phrases
from commonhall.messaging.asking.phrases import words_under
from commonhall.messaging.asking.signs import skeleton

MOST_PIECES = 5
_SHORTEST_MISSPELT = 6
_LONGEST = 16
_DEAREST = 10_000

_ALSO_VERBS = {"signin", "login", "logon", "username", "userid"}  # "sign in" is no noun torn apart


@dataclass(frozen=True, kw_only=True, slots=True)
class _Vocabulary:
    """Words that the rules know, and what else is taken for one of them.

    `skeletons`: by their looks. `misspelt`: by what is left without one letter. `swapped`: short ones whose letters
    changed places. `torn`: what may be written in pieces, and the `beginnings` of these.
    """

    known: frozenset[str]
    as_written: frozenset[str]
    told: frozenset[str]
    splittable: frozenset[str]
    skeletons: dict[str, str]
    misspelt: dict[str, str]
    swapped: dict[str, str]
    torn: frozenset[str]
    beginnings: frozenset[str]


@cache
def _vocabulary() -> _Vocabulary:
    keys = words_under("confidential", "carried", "question")
    groups = (heading for heading in phrases.under_headings() if len(heading) == 1)
    known = keys | words_under("harmless", *groups)
    common, told = words_under("common"), words_under("in a row")
    torn = frozenset(word for word in keys if len(word) > 5) - _ALSO_VERBS
    misspelt: dict[str, str] = {}
    for word in sorted(word for word in known if len(word) >= _SHORTEST_MISSPELT):
        for short in _shortened(word):
            misspelt.setdefault(short, word)
    return _Vocabulary(
        known=known,
        as_written=known | common | words_under("not misspelt"),
        told=told,
        splittable=frozenset(word for word in known | common if len(word) > 1),
        skeletons={skeleton(word): word for word in sorted(known) if word.isalpha() and len(word) > 2},
        misspelt=misspelt,
        swapped={
            word[:at] + word[at + 1] + word[at] + word[at + 2 :]: word
            for word in told
            if len(word) < _SHORTEST_MISSPELT
            for at in range(1, len(word) - 1)
        },
        torn=torn,
        beginnings=frozenset(word[:length] for word in torn for length in range(1, len(word))),
    )


def _shortened(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


@lru_cache(maxsize=8192)
def respell(word: str) -> tuple[str, ...]:
    """The word or words of the vocabulary that a reader takes this for; the word itself when there is none."""
    words = _vocabulary()
    if word in words.as_written or word.isdigit() or len(word) > 40:
        return (word,)
    bare = skeleton(word.replace("*", ""))
    if found := words.skeletons.get(bare):
        return (found,)
    if (single := _single(bare)) != bare and (found := words.skeletons.get(single)):
        return (found,)
    if len(word) > _SHORTEST_MISSPELT and (parts := split(word)) and len(parts) > 1 and _is_told(parts):
        return parts
    if found := _misspelt(word) or _misspelt(bare):
        return (found,)
    return (word,)


def _single(word: str) -> str:
    return "".join(letter for at, letter in enumerate(word) if at == 0 or word[at - 1] != letter)


def _is_told(parts: tuple[str, ...]) -> bool:
    words = _vocabulary()
    return words.splittable.issuperset(parts) and not words.told.isdisjoint(parts)


def _misspelt(word: str) -> str:
    """A word of the vocabulary that is one letter away: left out, put in, changed, or two that changed places."""
    words = _vocabulary()
    if len(word) < _SHORTEST_MISSPELT - 1 or not word.isalpha():
        return ""
    if len(word) < _SHORTEST_MISSPELT:
        return words.swapped.get(word, "")
    if word in words.misspelt:
        return words.misspelt[word]
    for short in _shortened(word):
        if short in words.known and len(short) >= _SHORTEST_MISSPELT:
            return short
    for short in _shortened(word):
        key = words.misspelt.get(short)
        if key is not None and len(key) == len(word) and _is_one_change(word, key):
            return key
    return ""


def _is_one_change(word: str, key: str) -> bool:
    different = [at for at in range(len(word)) if word[at] != key[at]]
    if len(different) == 1:
        return True
    if len(different) != 2:
        return False
    first, second = different
    return word[first] == key[second] and word[second] == key[first]


def pieces(tokens: list[str]) -> int:
    """How many of these words make one of the key words together, such as "pass word"; 0 for none."""
    words = _vocabulary()
    if tokens[0] not in words.beginnings:
        return 0
    whole = tokens[0]
    for count, token in enumerate(tokens[1:], start=2):
        whole += token
        if whole in words.torn:
            return count
        if whole not in words.beginnings:
            return 0
    return 0


@lru_cache(maxsize=1024)
def split(letters: str) -> tuple[str, ...]:
    """Cut a row of letters into known words with as few letters as can be left over."""
    bare = skeleton(letters)
    best: list[tuple[int, int, str]] = [(0, 0, "")]  # cost, where the word begins, the word
    for end in range(1, len(letters) + 1):
        choice = (best[end - 1][0] + 30, end - 1, letters[end - 1])
        for start in range(max(0, end - _LONGEST), end - 1):
            cost = best[start][0] + 10 - min(end - start, 9)
            if cost < choice[0]:
                word = _known(letters[start:end], bare[start:end])
                if word:
                    choice = (cost, start, word)
        best.append(choice)
    return _walk_back(best, letters)


def _known(written: str, bare: str) -> str:
    words = _vocabulary()
    return written if written in words.splittable or words.skeletons.get(bare) in words.splittable else ""


def _walk_back(best: list[tuple[int, int, str]], letters: str) -> tuple[str, ...]:
    parts: list[str] = []
    end, unknown = len(letters), ""
    while end:
        start = best[end][1]
        if end - start == 1:
            unknown = letters[start:end] + unknown
        else:
            if unknown:
                parts.append(unknown)
                unknown = ""
            parts.append(letters[start:end])
        end = start
    if unknown:
        parts.append(unknown)
    return tuple(reversed(parts))
