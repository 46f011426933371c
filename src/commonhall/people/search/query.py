"""What a call taker typed, taken apart: which of it is a name, a phone number, an e-mail address, a home.

In any order, and as far as it is typed. The last word may be half a word.
"""

import re
from dataclasses import dataclass

from commonhall.people.search import spelling
from commonhall.people.search.addresses import Home
from commonhall.people.search.addresses import read as read_home
from commonhall.people.search.tokens import national
from commonhall.places import streets

LONGEST = 200  # signs
_EMAIL = re.compile(r"\S*@\S*")
_PHONE = re.compile(r"(?<![\w])\+?[\d(](?:[\d().\s-]|/)*\d(?!\w)")
_NUMBER_AND_STREET = re.compile(
    r"(?<!\w)(\d{1,6})[a-z]?\s+((?:\d{1,3}[a-z]{1,2}\b|[^\W\d_]).*)", re.IGNORECASE
)
_ZIP = re.compile(r"\d{5}(?:-\d{4})?")
_STATE_AND_ZIP = re.compile(r"(?:(?<=[\s,])[A-Za-z]{2})?\s+\d{5}(?:-\d{4})?\s*$")
_SHORTEST_PHONE, _LONGEST_NUMBER = 4, 5
_MOST_NAMES = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Query:
    """The parts of what was typed; each may be missing. `homes` are the ways to read an address that has no end.

    Words behind an address may be a name, or a town.
    """

    names: tuple[str, ...] = ()
    phone: str = ""  # figures, without a country of our own
    emails: tuple[str, ...] = ()
    homes: tuple[Home, ...] = ()
    names_may_be_a_town: bool = False

    @property
    def is_one_word(self) -> bool:
        """Whether one word of a name is all there is."""
        return len(self.names) == 1 and not (self.phone or self.emails or self.homes)


def read(typed: str) -> Query:
    """Take apart what was typed."""
    text = typed[:LONGEST]
    emails = tuple(found.casefold() for found in _EMAIL.findall(text) if len(found) > 2)
    text, phone = _take_phone(_EMAIL.sub(" ", text))
    before, homes, behind = _take_home(text)
    names = tuple(spelling.words(f"{before} {behind}")[:_MOST_NAMES])
    may_be_a_town = bool(homes) and not spelling.words(before)
    return Query(names=names, phone=phone, emails=emails, homes=homes, names_may_be_a_town=may_be_a_town)


def _take_phone(text: str) -> tuple[str, str]:
    """The text without a telephone number. Up to five figures before a word are a house's, behind one a ZIP code."""
    for found in _PHONE.finditer(text):
        figures = re.sub(r"\D", "", found[0])
        is_house = len(figures) <= _LONGEST_NUMBER and re.match(r"\s*\w", text[found.end() :])
        is_zip_code = _ZIP.fullmatch(found[0]) and _NUMBER_AND_STREET.search(text[: found.start()])
        if len(figures) >= _SHORTEST_PHONE and not (is_house or is_zip_code):
            return f"{text[: found.start()]} {text[found.end() :]}", national(figures)
    return text, ""


def _take_home(text: str) -> tuple[str, tuple[Home, ...], str]:
    """What stands before a number and street, the ways to read these, and what may stand behind them."""
    found = _NUMBER_AND_STREET.search(text)
    if found is None:
        return text, (), ""
    number, words = found[1], _STATE_AND_ZIP.sub("", found[2]).split()
    for end in range(2, len(words) + 1):
        if streets.ends_in_a_kind(street := " ".join(words[:end])):
            return text[: found.start()], (read_home(f"{number} {street}"),), _behind(words[end:])
    ways = (read_home(f"{number} {' '.join(words[:end])}") for end in range(1, min(3, len(words)) + 1))
    return text[: found.start()], tuple(dict.fromkeys(way for way in ways if way.street)), " ".join(words[1:])


def _behind(words: list[str]) -> str:
    """What may be a name behind an address: not the flat and its number."""
    return " ".join(word for word in words if not (any(map(str.isdigit, word)) or _UNIT.fullmatch(word)))


_UNIT = re.compile(r"(?:apt|apartment|unit|suite|ste|floor|fl|room|rm|apto|piso)\.?", re.IGNORECASE)
