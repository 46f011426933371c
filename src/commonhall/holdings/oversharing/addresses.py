"""Street addresses: a number, up to five words, a word for a street; in Spanish also street first, number last.

In a report an address is most often the place of the problem. It is personal behind a home cue ("I live at"), with a
unit of a house, or when it is the contact's own; else we ask. A crossing of two streets has no number: never personal.
"""

import re
from collections.abc import Iterator, Mapping

from commonhall.holdings.oversharing import phrases
from commonhall.holdings.oversharing.details import Advice, Detail, Kind
from commonhall.holdings.oversharing.reading import Reading, read
from commonhall.holdings.oversharing.table import TABLE

type Street = tuple[str, tuple[str, ...]]  # a house number and the street's own words

_RULES = TABLE.addresses
_HOUSE = re.compile(r"[0-9]{1,5}(?:-[0-9]{1,5})?[a-z]?", re.ASCII)
_GAP = re.compile(r"[ ]{1,2}|\. ?|, ?| ?# ?")
_SIGNS_BEFORE_OTHER_NUMBERS = "$.:/-"
_LONGEST = 6  # words from the number to the word for the street: "1201 N Doctor Martin Luther King Blvd"
_CUE_WITHIN = 4  # words from a home cue to the number
_STREET_WORDS = _RULES.types | _RULES.first


def find(reading: Reading, contact_address: str | None) -> Iterator[Detail]:
    """Yield each address; places are in the plain text."""
    own = street_of(contact_address) if contact_address else None
    if own is None and reading.bag.isdisjoint(_STREET_WORDS):
        return
    homes = [after for _first, after, _meaning in phrases.find(reading, _RULES.home)]
    taken_until = 0
    for index, text in enumerate(reading.texts):
        if index < taken_until or not _HOUSE.fullmatch(text) or _has_sign_before(reading, index):
            continue
        first, last = _extent(reading, index, own)
        if first == last:
            continue
        end = _unit_after(reading, last)
        is_home = end > last or any(0 <= first - after <= _CUE_WITHIN for after in homes)
        is_own = own is not None and _says(reading, index, own)
        advice = Advice.REMOVE if is_home or is_own else Advice.ASK
        yield Detail(reading.words[first].start, reading.words[end].end, Kind.ADDRESS, advice)
        taken_until = end + 1


def street_of(address: str) -> Street | None:
    """The number and the street's own words of an address; None when it has no number or no street."""
    words = [word.text for word in read(address).words]
    at = next((index for index, word in enumerate(words) if _HOUSE.fullmatch(word)), None)
    if at is None:
        return None
    around = words[at + 1 :] if at + 1 < len(words) and words[0] not in _RULES.first else words[:at]
    own: list[str] = []
    for word in around[:_LONGEST]:
        if own and word in _RULES.types:
            break
        if word not in _RULES.compass and word not in _RULES.first:
            own.append(word)
    return (words[at], tuple(own)) if own else None


def block_of(written: str, replacements: Mapping[str, str]) -> str:
    """What stays of an address that is taken out: its hundred block, or only that it was one."""
    reading = read(written)
    for index, word in enumerate(reading.words):
        first, last = _extent(reading, index, None)
        if first < last and _HOUSE.fullmatch(word.text):
            first, last = (first, last - 1) if last == index else (first + 1, last)
            start, end = reading.written(reading.words[first].start, reading.words[last].end)
            hundred = int(re.split("[^0-9]", word.text)[0]) // 100 * 100
            block = replacements["block" if hundred else "first_block"].format(
                hundred=hundred, street=written[start:end]
            )
            return block if TABLE.folding.taken_out.fullmatch(block) else replacements["address"]
    return replacements["address"]


def _has_sign_before(reading: Reading, number: int) -> bool:
    start = reading.words[number].start
    return start > 0 and reading.lower[start - 1] in _SIGNS_BEFORE_OTHER_NUMBERS


def _extent(reading: Reading, number: int, own: Street | None) -> tuple[int, int]:
    """The first and last word of the address that has its number here; twice the number when there is none."""
    last = _street_after(reading, number)
    if last is not None:
        return number, last
    if own is not None and _says(reading, number, own):
        return number, number + len(own[1])
    return _street_before(reading, number), number


def _street_after(reading: Reading, number: int) -> int | None:
    """The last word of the street behind a number; None when no street follows, or a thing of it ("street light")."""
    words, last = reading.words, None
    is_short = len(words[number].text) < 3
    for index in range(number + 1, min(number + 1 + _LONGEST, len(words))):
        text = words[index].text
        if not _GAP.fullmatch(reading.between(words[index - 1], words[index])):
            break
        is_sure = not is_short or (reading.case_tells and reading.is_capital(words[index]))
        if index > number + 1 and text in _RULES.types and (is_sure or text not in _RULES.loose):
            last = index
        elif last is not None or text.isdigit() or not _may_name_a_street(text, is_sure):
            break
    if last is not None and last + 1 < len(words) and words[last + 1].text in _RULES.things:
        return None
    return last


def _may_name_a_street(text: str, is_sure: bool) -> bool:
    """Say whether a street may be called so: "Front" may, "broken" (as in "3 broken street lights") may not."""
    if text in _RULES.stops:
        return False
    return is_sure or text in _RULES.compass or text not in TABLE.names.common


def _street_before(reading: Reading, number: int) -> int:
    """The word "calle" or its like before the number: "Calle Luna 123", "calle 10 #45"; else the number itself."""
    words = reading.words
    for index in range(number - 1, max(-1, number - _LONGEST), -1):
        word = words[index]
        if not _GAP.fullmatch(reading.between(word, words[index + 1])):
            break
        if word.text in _RULES.first:
            return index if index < number - 1 else number
        is_name = reading.case_tells and reading.is_capital(word)
        if (
            word.text in TABLE.names.common
            and not is_name
            and word.text not in _RULES.compass | TABLE.names.particles
        ):
            break
    return number


def _says(reading: Reading, number: int, own: Street) -> bool:
    """Say whether this number and the words around it are the contact's own address."""
    if reading.words[number].text != own[0]:
        return False
    after = [
        word.text
        for word in reading.words[number + 1 : number + 1 + _LONGEST]
        if word.text not in _RULES.compass
    ]
    before = [word.text for word in reading.words[max(0, number - len(own[1])) : number]]
    return after[: len(own[1])] == [*own[1]] or before == [*own[1]]


def _unit_after(reading: Reading, last: int) -> int:
    """The last word of "Apt 4B" or "#4B" behind an address; `last` itself when there is none."""
    words = reading.words
    if (
        last + 1 >= len(words)
        or "\n" in (gap := reading.between(words[last], words[last + 1]))
        or len(gap) > 3
    ):
        return last
    if "#" in gap:
        return last + 1
    is_unit = words[last + 1].text in _RULES.units and last + 2 < len(words)
    return last + 2 if is_unit and len(reading.between(words[last + 1], words[last + 2])) <= 3 else last
