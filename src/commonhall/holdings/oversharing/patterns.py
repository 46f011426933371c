"""Details that have a shape: numbers and addresses of mail, found by the expressions of the table."""

import re
from collections.abc import Callable, Iterator

from commonhall.holdings.oversharing.details import Advice, Detail, Kind, Known
from commonhall.holdings.oversharing.reading import Reading, Word, last_ten_digits
from commonhall.holdings.oversharing.table import TABLE, Pattern

_CONTEXT = 40  # signs before a match in which a word of `unless` speaks against it
_FEWEST_SPOKEN = 3
_NUMBER = re.compile(r"[0-9-]+", re.ASCII)


def find(reading: Reading, known: Known) -> Iterator[Detail]:
    """Yield what the patterns find, in the table's precedence; details may overlap. Places are in the plain text."""
    official: list[tuple[int, int]] = []  # no part of the city's own number is anybody else's
    for pattern in TABLE.patterns:
        if pattern.digits > reading.digits or not _is_worth_trying(pattern, reading):
            continue
        for match in pattern.expression.finditer(reading.lower):
            start, end = match.span(match.lastindex or 0)
            if not _holds(pattern, reading, match) or any(
                start < to and since < end for since, to in official
            ):
                continue
            if _is_the_citys(pattern.kind, reading.lower[start:end], known):
                official.append((start, end))
            else:
                yield Detail(start, end, Kind(pattern.kind), Advice.REMOVE)
    if _says_digits(reading):
        yield from _spoken(reading, known)


def _is_worth_trying(pattern: Pattern, reading: Reading) -> bool:
    return pattern.sign in reading.lower and (not pattern.words or not pattern.words.isdisjoint(reading.bag))


def _holds(pattern: Pattern, reading: Reading, match: re.Match[str]) -> bool:
    before = reading.lower[max(0, match.start() - _CONTEXT) : match.start()]
    if any(word in before for word in pattern.unless):
        return False
    return not pattern.check or _CHECKS[pattern.check](reading, *match.span(match.lastindex or 0))


def _is_the_citys(kind: str, written: str, known: Known) -> bool:
    if kind == Kind.EMAIL:
        return known.owns_domain(written.rpartition("@")[2])
    if kind == Kind.PHONE:
        without_extension = re.split("e?x", written, maxsplit=1)[0]
        return last_ten_digits(without_extension) in known.phones
    return False


def _is_card_number(reading: Reading, start: int, end: int) -> bool:
    """Say whether the check digit is right (Luhn, ISO/IEC 7812-1)."""
    digits = [int(digit) for digit in reading.lower[start:end] if digit.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return sum(digits[-1::-2] + doubled) % 10 == 0


def _is_bank_account(reading: Reading, start: int, end: int) -> bool:
    """Say whether the two check digits are right (ISO 13616: the rest of 97 is 1)."""
    signs = reading.lower[start:end].replace(" ", "")
    return int("".join(str(int(sign, 36)) for sign in signs[4:] + signs[:4])) % 97 == 1


def _is_in_capitals(reading: Reading, start: int, end: int) -> bool:
    return reading.case_tells and reading.plain[start:end].isupper()


_CHECKS: dict[str, Callable[[Reading, int, int], bool]] = {
    "luhn": _is_card_number,
    "iban": _is_bank_account,
    "capitals": _is_in_capitals,
}


def _says_digits(reading: Reading) -> bool:
    """Say whether enough digits are words for a number: "two poles" is none."""
    if reading.bag.isdisjoint(TABLE.spoken_words):
        return False
    return sum(text in TABLE.spoken_words for text in reading.texts) >= _FEWEST_SPOKEN


def _spoken(reading: Reading, known: Known) -> Iterator[Detail]:
    """Numbers said in words: "three zero two, 555 oh one four seven"."""
    run: list[Word] = []
    for word in reading.words:
        if run and (not _is_digits(word) or len(reading.between(run[-1], word)) > 3):
            yield from _phone_in(run, known)
            run = []
        if _is_digits(word):
            run.append(word)
    yield from _phone_in(run, known)


def _is_digits(word: Word) -> bool:
    return word.text in TABLE.spoken or _NUMBER.fullmatch(word.text) is not None


def _phone_in(run: list[Word], known: Known) -> Iterator[Detail]:
    digits = "".join(TABLE.spoken.get(word.text, word.text.replace("-", "")) for word in run)
    said = sum(word.text in TABLE.spoken for word in run)
    if 7 <= len(digits) <= 15 and said >= _FEWEST_SPOKEN and digits[-10:] not in known.phones:
        yield Detail(run[0].start, run[-1].end, Kind.PHONE, Advice.REMOVE)
