"""How words are told in spite of letters that were changed, left out, doubled, run together or torn apart."""

from functools import lru_cache

from commonhall.messaging.asking import phrases
from commonhall.messaging.asking.phrases import words_under
from commonhall.messaging.asking.signs import skeleton

MOST_PIECES = 5
_SHORTEST_MISSPELT = 6
_LONGEST = 16
_DEAREST = 10_000

_OTHER_WORDS = words_under("not misspelt")
_COMMON = words_under("common")
_TOLD = words_under("in a row")
_KEYS = words_under("confidential", "carried", "question")
_VOCABULARY = _KEYS | words_under("harmless", *(heading for heading in phrases.ALL if len(heading) == 1))
_SPLITTABLE = frozenset(word for word in _VOCABULARY | _COMMON if len(word) > 1)
_SKELETONS = {skeleton(word): word for word in sorted(_VOCABULARY) if word.isalpha() and len(word) > 2}
_ALSO_VERBS = {"signin", "login", "logon", "username", "userid"}  # "sign in" is no noun torn apart
_TORN = frozenset(word for word in _KEYS if len(word) > 5) - _ALSO_VERBS
_BEGINNINGS = frozenset(word[:length] for word in _TORN for length in range(1, len(word)))


def _shortened(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


_MISSPELT: dict[str, str] = {}
for _key in sorted(word for word in _VOCABULARY if len(word) >= _SHORTEST_MISSPELT):
    for _short in _shortened(_key):
        _MISSPELT.setdefault(_short, _key)

_SWAPPED = {
    word[:at] + word[at + 1] + word[at] + word[at + 2 :]: word
    for word in _TOLD
    if len(word) < _SHORTEST_MISSPELT
    for at in range(1, len(word) - 1)
}


@lru_cache(maxsize=8192)
def respell(word: str) -> tuple[str, ...]:
    """The word or words of the vocabulary that a reader takes this for; the word itself when there is none."""
    if word in _VOCABULARY or word in _OTHER_WORDS or word in _COMMON or word.isdigit():
        return (word,)
    if len(word) > 40:
        return (word,)
    bare = skeleton(word.replace("*", ""))
    if found := _SKELETONS.get(bare):
        return (found,)
    if (single := _single(bare)) != bare and (found := _SKELETONS.get(single)):
        return (found,)
    if len(word) > _SHORTEST_MISSPELT and (parts := split(word)) and len(parts) > 1 and _is_told(parts):
        return parts
    if found := _misspelt(word) or _misspelt(bare):
        return (found,)
    return (word,)


def _single(word: str) -> str:
    return "".join(letter for at, letter in enumerate(word) if at == 0 or word[at - 1] != letter)


def _is_told(parts: tuple[str, ...]) -> bool:
    return all(part in _SPLITTABLE for part in parts) and any(part in _TOLD for part in parts)


def _misspelt(word: str) -> str:
    """A word of the vocabulary that is one letter away: left out, put in, changed, or two that changed places."""
    if len(word) < _SHORTEST_MISSPELT - 1 or not word.isalpha():
        return ""
    if len(word) < _SHORTEST_MISSPELT:
        return _SWAPPED.get(word, "")
    if word in _MISSPELT:
        return _MISSPELT[word]
    for short in _shortened(word):
        if short in _VOCABULARY and len(short) >= _SHORTEST_MISSPELT:
            return short
    for short in _shortened(word):
        key = _MISSPELT.get(short)
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
    if tokens[0] not in _BEGINNINGS:
        return 0
    whole = tokens[0]
    for count, token in enumerate(tokens[1:], start=2):
        whole += token
        if whole in _TORN:
            return count
        if whole not in _BEGINNINGS:
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
    return written if written in _SPLITTABLE or _SKELETONS.get(bare) in _SPLITTABLE else ""


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
