"""Details that have a shape: numbers and addresses of mail, found by the expressions of the table."""

import re
from collections.abc import Callable, Iterator

from commonhall.holdings.oversharing.details import Advice, Detail, Kind, Known
from commonhall.holdings.oversharing.reading import Reading, Word, last_ten_digits
from commonhall.holdings.oversharing.table import TABLE, Pattern

_CONTEXT = 40  # signs before a match in which a word of `unless` speaks against it
_NUMBER = re.compile(r"[0-9-]+", re.ASCII)


def find(reading: Reading, known: Known) -> Iterator[Detail]:
    """Yield what the patterns find, in the table's precedence; details may overlap. Places are in the plain text."""
    for pattern in TABLE.patterns:
        if pattern.digits > reading.digits or not _is_worth_trying(pattern, reading):
            continue
        for match in pattern.expression.finditer(reading.lower):
            start, end = match.span(match.lastindex or 0)
            if _holds(pattern, reading, match, known):
                yield Detail(start, end, Kind(pattern.kind), Advice.REMOVE)
    if len(reading.bag & TABLE.spoken_words) > 1:
        yield from _spoken(reading, known)


def _is_worth_trying(pattern: Pattern, reading: Reading) -> bool:
    return pattern.sign in reading.lower and (not pattern.words or not pattern.words.isdisjoint(reading.bag))


def _holds(pattern: Pattern, reading: Reading, match: re.Match[str], known: Known) -> bool:
    before = reading.lower[max(0, match.start() - _CONTEXT) : match.start()]
    if any(word in before for word in pattern.unless):
        return False
    check = _CHECKS.get(pattern.check or pattern.kind)
    return check is None or check(reading, match, known)


def _is_card_number(reading: Reading, match: re.Match[str], known: Known) -> bool:
    """Say whether the check digit is right (Luhn, ISO/IEC 7812-1)."""
    digits = [int(digit) for digit in match[0] if digit.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return sum(digits[-1::-2] + doubled) % 10 == 0


def _is_bank_account(reading: Reading, match: re.Match[str], known: Known) -> bool:
    """Say whether the two check digits are right (ISO 13616: the rest of 97 is 1)."""
    signs = match[0].replace(" ", "")
    return int("".join(str(int(sign, 36)) for sign in signs[4:] + signs[:4])) % 97 == 1


def _is_not_the_citys_phone(reading: Reading, match: re.Match[str], known: Known) -> bool:
    return _is_phone(match[match.lastindex or 0], known)


def _is_phone(number: str, known: Known) -> bool:
    without_extension = re.split("e?x", number, maxsplit=1)[0]
    return last_ten_digits(without_extension) not in known.phones


def _is_not_the_citys_mail(reading: Reading, match: re.Match[str], known: Known) -> bool:
    return not known.owns_domain(match[0].rpartition("@")[2])


def _is_in_capitals(reading: Reading, match: re.Match[str], known: Known) -> bool:
    return reading.case_tells and reading.plain[slice(*match.span(match.lastindex or 0))].isupper()


_CHECKS: dict[str, Callable[[Reading, re.Match[str], Known], bool]] = {
    "luhn": _is_card_number,
    "iban": _is_bank_account,
    "phone": _is_not_the_citys_phone,
    "email": _is_not_the_citys_mail,
    "capitals": _is_in_capitals,
}


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
    if 7 <= len(digits) <= 15 and said > 2 and digits[-10:] not in known.phones:
        yield Detail(run[0].start, run[-1].end, Kind.PHONE, Advice.REMOVE)
