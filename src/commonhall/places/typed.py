"""What a person typed to say where: a house, a block, a crossing or only a street; and in which town."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from commonhall.places import streets
from commonhall.places.streets import StreetName

LONGEST = 200  # signs; nobody writes a longer address, and a pattern should not have to read one

_LEAD = re.compile(
    r"^(?:in the area of|in front of|across from|corner of|near|outside|on|at"
    r"|frente al?|cerca del?|esquina de|en)\s+(?:the\s+|la\s+)?"
)
_UNIT = re.compile(
    r"[\s,]+(?:(?:apt|apartment|unit|suite|ste|floor|fl|room|rm|apto|piso)\b\.?\s*#?\s*|#\s*)[\w-]+(?=\s*(?:,|$))"
    r"|[\s,]+\d+(?:st|nd|rd|th)\s+(?:floor|fl)\b(?=\s*(?:,|$))"
)
_ZIP = re.compile(r"(?:[\s,]+|(?<=[a-z]{2}))(\d{5})(?:-\d{4})?$")
_STANDS_ALONE = re.compile(r"(?=.*[a-z]{2}).*(?<!\sand)(?<!\sat)(?<!\sy)(?<!\scon)(?<![&/@])")
_CROSSING = re.compile(r"\s+(?:and|at|y|con)\s+|\s*[&/@]\s*")
_NUMBER = r"(?P<number>\d{1,5})"
_OF = r"\s+(?:of|on|de|en)\s+(?:la\s+)?"
_BLOCKS = (
    re.compile(
        r"(?:the\s+|la\s+)?(?:\d{1,5}\s*-\s*)?(?P<number>\d{1,5}|unit|first|primera)\s+(?:hundred\s+)?"
        rf"(?:block|blk|cuadra|bloque)(?:{_OF}|\s+)(?P<street>.+)"
    ),
    re.compile(rf"(?:la\s+)?(?:cuadra|bloque|block)\s+{_NUMBER}{_OF}(?P<street>.+)"),
    re.compile(rf"(?P<street>.+?)[\s,]+(?:the\s+)?{_NUMBER}\s+(?:block|blk)"),
    re.compile(rf"(?P<street>.+?)[\s,]+(?:la\s+)?cuadra\s+{_NUMBER}"),
)
_HOUSES = (
    re.compile(rf"{_NUMBER}[a-z]?(?:\s*-\s*\d{{1,5}}[a-z]?)?(?:\s+1/2|\s*1⁄2)?[\s,]+(?P<street>.+)"),
    re.compile(rf"(?P<street>.*[a-z].*?)[\s,]+(?:no\.?\s*)?{_NUMBER}"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Typed:
    """What was understood. `number` is None for a street alone; `crosses` is the other street of a crossing.

    The unit of a flat is left out: no crew needs it, and it would say whose home it is.
    """

    street: StreetName
    number: int | None = None
    is_block: bool = False
    crosses: StreetName | None = None
    town: str = ""


def read(written: str, *, own: Iterable[str], state: Iterable[str], towns: Iterable[str]) -> Typed | None:
    """What `written` says; None where it says nothing.

    `own` are the names of the city itself, `state` those of its state, `towns` names and ZIP codes of the
    towns around it: one of these is returned as `town` where the address ends in it.
    """
    text = _LEAD.sub("", streets.plain(written[:LONGEST]).replace(".", " ").strip(" ,"))
    text, town = _take_town(_UNIT.sub("", text), own=own, state=state, towns=towns)
    if not re.search(r"\w", text):
        return Typed(street=streets.read(""), town=town) if town else None
    for pattern in _BLOCKS:
        if found := pattern.fullmatch(text):
            number = int(found["number"]) if found["number"].isdecimal() else 0
            return Typed(street=streets.read(found["street"]), number=number, is_block=True, town=town)
    parts = [part for part in _CROSSING.split(text) if part]
    if len(parts) == 2 and not _HOUSES[0].fullmatch(parts[0]):
        return Typed(street=streets.read(parts[0]), crosses=streets.read(parts[1]), town=town)
    return _house(text, town)


def _house(text: str, town: str) -> Typed:
    for pattern in _HOUSES:
        found = pattern.fullmatch(text)
        if found and not streets.is_no_name(found["street"].strip(" ,")):
            return Typed(street=streets.read(found["street"]), number=int(found["number"]), town=town)
    return Typed(street=streets.read(text), town=town)


def _take_town(
    text: str, *, own: Iterable[str], state: Iterable[str], towns: Iterable[str]
) -> tuple[str, str]:
    """The text without town, state and ZIP code, and the town where it is another than the city.

    A street may bear a town's name. So the name of another town counts only where the text ends in it and
    something shows that the street has ended before: a comma, the kind of street, a state or a ZIP code.
    """
    others = set(towns)
    text, code = _cut(text, _ZIP)
    before_state, stated = _cut(text, _ends_in(state))
    if stated and _STANDS_ALONE.fullmatch(before_state):
        text = before_state
    rest, named = _cut(text, _ends_in(own))
    if named and _STANDS_ALONE.fullmatch(rest):
        return _take_town(rest, own=own, state=state, towns=others)  # forms add the town to what was written
    rest, named = _cut(text, _ends_in(others))
    has_ended = bool(code or stated or streets.ends_in_a_kind(rest)) or text[len(rest) :].lstrip().startswith(
        ","
    )
    if named and (has_ended or not rest):
        return rest, named
    return text, code if code in others else ""


def _cut(text: str, ending: re.Pattern[str]) -> tuple[str, str]:
    found = ending.search(text)
    return (text[: found.start()].rstrip(" ,"), found[1]) if found else (text, "")


def _ends_in(names: Iterable[str]) -> re.Pattern[str]:
    either = "|".join(sorted((re.escape(streets.plain(name)) for name in names), key=len, reverse=True))
    return re.compile(rf"(?:^|[\s,]+)({either})$") if either else re.compile(r"(?!)")
