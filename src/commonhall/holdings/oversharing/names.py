"""Names of persons: behind a cue ("my neighbor Rosa"), or a given name and a capitalised word ("Rosa Gomez").

Where all words or none are capitalised the case tells nothing; then a word is a name when it is a given name, or stands
right behind a cue that leaves no doubt, and is not a common word.
"""

import re
from collections.abc import Iterator

from commonhall.holdings.oversharing import phrases
from commonhall.holdings.oversharing.details import Advice, Detail, Kind, Known
from commonhall.holdings.oversharing.reading import Reading, Word
from commonhall.holdings.oversharing.table import TABLE, Phrases

# Cues by their strength. Behind a certain one ("my name is") any uncommon word is a name, behind a likely one
# ("neighbor") a capitalised word or a given name, behind a possible one ("call") a given name, behind a faint
# one ("from") a given name that means nothing else. A labelled one needs its colon, a closing one the line's end.
_SURE = frozenset({"certain", "labelled"})
_WEAK = frozenset({"possible", "faint"})

_RULES = TABLE.names
_MOST_WORDS = 4
_LONGEST_PLACE = 5
_SHORTEST_IN_CAPITALS = 4  # "owner DPW" is no person
_AFTER_CUE = re.compile(r" {1,2}['\"(]?| ?[:,(-] ?['\"(]?", re.ASCII)
_AFTER_TITLE = re.compile(r"\. {0,2}| {1,2}", re.ASCII)
_AFTER_LABEL = re.compile(r" ?[:=] {0,2}", re.ASCII)
_AFTER_CLOSING = re.compile(r"[ ,.!:\n-]{1,6}", re.ASCII)
_WITHIN_NAME = re.compile(r" {1,2}|\. ?", re.ASCII)
_REST_OF_LINE = re.compile(r"[ .,!)]{0,3}(?:\n|\x00|[0-9(+]|$)", re.ASCII)


def find(reading: Reading, known: Known) -> Iterator[Detail]:
    """Yield each name; places are in the plain text. A place of the city and a member of its staff are not reported."""
    found = [*_behind_cues(reading, _RULES.cues)]
    has_joined_words = "'" in reading.lower or "-" in reading.lower  # "Rosa's", "Mary-Ann"
    if has_joined_words or not reading.bag.isdisjoint(_RULES.given_in_any_way):
        found += [*_behind_cues(reading, _RULES.weak_cues), *_given_and_another(reading)]
    for first, after in _joined(found):
        if not _is_the_citys(reading, first, after, known):
            last = reading.words[after - 1]
            yield Detail(reading.words[first].start, last.start + len(_base(last)), Kind.NAME, Advice.REMOVE)


def _joined(found: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """One name where several ways found parts of it."""
    first = after = 0
    for next_first, next_after in sorted(found):
        if next_first >= after:
            if after:
                yield first, after
            first, after = next_first, next_after
        after = max(after, next_after)
    if after:
        yield first, after


def _behind_cues(reading: Reading, cues: Phrases) -> Iterator[tuple[int, int]]:
    for cue, after_cue, strength in phrases.find(reading, cues):
        first = _first_word(reading, cue, after_cue, strength)
        if first is None:
            continue
        after = _without_place(reading, first, _end_of_name(reading, first, strength), strength)
        if after > first and (strength != "closing" or _ends_line(reading, after)):
            yield first, after


def _first_word(reading: Reading, cue: int, after_cue: int, strength: str) -> int | None:
    """Where a name behind this cue would begin; None where what follows is no part of the phrase."""
    words = reading.words
    if after_cue >= len(words) or _is_street_type(reading, cue):
        return None
    gap = reading.between(words[after_cue - 1], words[after_cue])
    if strength in ("labelled", "closing"):
        expected = _AFTER_LABEL if strength == "labelled" else _AFTER_CLOSING
        return after_cue if expected.fullmatch(gap) else None
    is_title = strength == "certain" and cue + 1 == after_cue
    if not (_AFTER_CUE.fullmatch(gap) or (is_title and _AFTER_TITLE.fullmatch(gap))):
        return None
    if strength == "likely":
        while after_cue + 1 < len(words) and words[after_cue].text in _RULES.fill:
            after_cue += 1
    return after_cue


def _is_street_type(reading: Reading, cue: int) -> bool:
    """Say whether "Dr" stands behind the name of a street."""
    if reading.words[cue].text not in _RULES.titles_after_a_street or cue == 0:
        return False
    before = reading.words[cue - 1]
    is_name = reading.is_capital(before) or not reading.case_tells
    return reading.between(before, reading.words[cue]) == " " and is_name and before.text not in _RULES.common


def _given_and_another(reading: Reading) -> Iterator[tuple[int, int]]:
    after = 0
    for first, text in enumerate(reading.texts):
        is_given = text in _RULES.given_in_any_way or "-" in text or "'" in text
        if first < after or not is_given or not _may_begin(reading, first):
            continue
        after = _without_place(reading, first, _end_of_name(reading, first, "given"), "given")
        if after > first + 1:
            yield first, after


def _may_begin(reading: Reading, first: int) -> bool:
    word = reading.words[first]
    begins = _given(word, _RULES.given) or (reading.case_tells and word.text in _RULES.doubtful)
    if not begins or (reading.case_tells and not reading.is_capital(word)):
        return False
    return first == 0 or reading.words[first - 1].text not in _RULES.saints


def _end_of_name(reading: Reading, first: int, strength: str) -> int:
    """The index after the last word of a name that begins here; `first` when none does."""
    words, after, index = reading.words, first, first
    while index < len(words) and after - first < _MOST_WORDS:
        if index > first and not _WITHIN_NAME.fullmatch(reading.between(words[index - 1], words[index])):
            break
        if _is_part(reading, first, index, strength):
            after = index + 1
            if _base(words[index]) != words[index].text:
                break  # "Rosa's Bakery": the name ends with what is hers
        elif words[index].text not in _RULES.particles or index - after > 1:
            break
        index += 1
    return after


def _is_part(reading: Reading, first: int, index: int, strength: str) -> bool:
    """Say whether a word belongs to the name that begins at `first`."""
    word = reading.words[index]
    base = _base(word)
    if not base.replace("-", "").replace("'", "").isalpha():
        return False
    is_capital = reading.case_tells and reading.is_capital(word)
    if base in _RULES.common and not _is_a_name_too(base, is_capital, index == first, strength):
        return False
    if is_capital and len(base) == 1:
        return base not in "ai" and (index > first or strength not in _WEAK)
    if is_capital:
        return index > first or _may_follow(reading, word, strength)
    if index == first:
        is_free = strength in _SURE or (strength == "closing" and not reading.case_tells)
        return is_free or _given(word, _RULES.given)
    return _continues_in_lower_case(reading, first, index, strength)


def _is_a_name_too(base: str, is_capital: bool, is_first: bool, strength: str) -> bool:
    """Say whether a common word is one here: "Mr. Green", "James White", "my name is Will"."""
    if base in _RULES.given_in_any_way:
        return is_capital or (is_first and strength in _SURE)
    is_behind = not is_first or strength not in _WEAK
    return base in _RULES.surnames_too and (strength in _SURE or (is_capital and is_behind))


def _may_follow(reading: Reading, word: Word, strength: str) -> bool:
    """Say whether a capitalised word can be the first of a name behind a cue of this strength."""
    if strength in _WEAK:
        return _given(word, _RULES.given) or (strength == "possible" and word.text in _RULES.doubtful)
    is_shouted = reading.plain[word.start : word.end].isupper() and len(word.text) < _SHORTEST_IN_CAPITALS
    return strength in _SURE or not is_shouted or _given(word, _RULES.given)


def _continues_in_lower_case(reading: Reading, first: int, index: int, strength: str) -> bool:
    if reading.case_tells and reading.is_capital(reading.words[first]):
        return False
    before = reading.words[index - 1]
    follows_first = index == first + 1 and (strength in _SURE or strength == "closing")
    begins_with_a_name = strength in _SURE or reading.texts[first] not in _RULES.particles  # "a la parada"
    return (
        follows_first
        or (begins_with_a_name and before.text in _RULES.particles)
        or _given(before, _RULES.given)
        or _given(reading.words[index], _RULES.given)
    )


def _without_place(reading: Reading, first: int, after: int, strength: str) -> int:
    """Where the name ends once it is sure to be no "Martin Luther King Boulevard"; `first` when it is one."""
    for index in range(first, min(after + 1, len(reading.words))):
        if not _is_place_word(reading, index, after):
            continue
        if (
            strength in _SURE
        ):  # "Mr. Hill" is a person; "my name is rosa street light out" only lacks its stop
            is_street = reading.words[index].text not in _RULES.surnames_too
            if first < index < after and is_street and not reading.case_tells:
                return index
        elif index == first or not _is_surname(reading, first, index, after, strength):
            return first
    return after


def _is_place_word(reading: Reading, index: int, after: int) -> bool:
    word = reading.words[index]
    if index < after:
        return word.text in _RULES.places
    if index == 0 or reading.between(reading.words[index - 1], word) != " ":
        return False
    is_name = reading.case_tells and reading.is_capital(word)
    return word.text in (_RULES.places if is_name else _RULES.places_in_any_case)


def _is_surname(reading: Reading, first: int, index: int, after: int, strength: str) -> bool:
    """Say whether a word for a place ends a name: "Anna Hill", and behind a cue "neighbor Virginia Hill" too."""
    given = _RULES.given if strength == "given" else _RULES.given_in_any_way
    is_last = index == after - 1 and reading.words[index].text in _RULES.surnames_too
    return is_last and _given(reading.words[first], given)


def _ends_line(reading: Reading, after: int) -> bool:
    return _REST_OF_LINE.match(reading.lower, reading.words[after - 1].end) is not None


def _is_the_citys(reading: Reading, first: int, after: int, known: Known) -> bool:
    """Say whether the name is one of staff, or stands in the name of a place of the city."""
    before = max(0, first - _LONGEST_PLACE + 1)
    texts = [_base(word) for word in reading.words[before : after + _LONGEST_PLACE]]
    first, after = first - before, after - before
    if " ".join(texts[first:after]) in known.staff:
        return True
    return bool(known.places) and any(
        " ".join(texts[start:end]) in known.places
        for start in range(after)
        for end in range(max(start, first) + 1, start + _LONGEST_PLACE + 1)
    )


def _given(word: Word, names: frozenset[str]) -> bool:
    base = _base(word)
    return base in names or base.partition("-")[0] in names


def _base(word: Word) -> str:
    return word.text.removesuffix("'s")
