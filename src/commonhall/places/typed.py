"""What a person typed to say where: a house, a block, a crossing, a stretch or only a street; and in which town."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from commonhall.places import streets
from commonhall.places.streets import StreetName

STATES = (
    "alabama al, alaska ak, arizona az, arkansas ar, california ca, colorado co, connecticut ct, delaware de,"
    " district of columbia dc, florida fl, georgia ga, hawaii hi, idaho id, illinois il, indiana in, iowa ia,"
    " kansas ks, kentucky ky, louisiana la, maine me, maryland md, massachusetts ma, michigan mi, minnesota mn,"
    " mississippi ms, missouri mo, montana mt, nebraska ne, nevada nv, new hampshire nh, new jersey nj,"
    " new mexico nm, new york ny, north carolina nc, north dakota nd, ohio oh, oklahoma ok, oregon or,"
    " pennsylvania pa, puerto rico pr, rhode island ri, south carolina sc, south dakota sd, tennessee tn, texas tx,"
    " utah ut, vermont vt, virginia va, washington wa, west virginia wv, wisconsin wi, wyoming wy"
)  # with the codes of the U.S. Postal Service's Publication 28, appendix B
LONGEST = 200  # signs; nobody writes a longer address, and a pattern should not have to read one

_LEAD = re.compile(
    r"^(?:(?:in the area of|in front of|across from|(?:on|at) the corner of|corner of|intersection of|crossing of"
    r"|near|outside|inside|behind|by|on|in|at|frente al?|cerca del?|en la esquina de|esquina de|cruce de"
    r"|interseccion de|dentro del?|detras del?|en)\s+)+(?:the\s+|la\s+|el\s+)?"
)
_FLAT = r"(?:(?:apt|apartment|unit|suite|ste|floor|fl|room|rm|apto|piso)\b\.?\s*#?\s*|#\s*)[\w-]+"
_UNIT_FIRST = re.compile(rf"^{_FLAT}\s*,\s*(?=\d)")
_UNIT = re.compile(
    rf"[\s,]+{_FLAT}(?=\s*(?:,|$))"
    r"|[\s,]+\d+(?:st|nd|rd|th)\s+(?:floor|fl)\b(?=\s*(?:,|$))"
)
_ZIP = re.compile(r"(?:[\s,]+|(?<=[a-z]{2}))(\d{5})(?:-\d{4})?$")
_STANDS_ALONE = re.compile(r"(?=.*[a-z]{2}).*(?<!\sand)(?<!\sat)(?<!\sy)(?<!\scon)(?<![&/@])")
_CROSSING = re.compile(r"\s+(?:and|at|y|con|x|corner|esquina)\s+(?:the\s+|la\s+)?|\s*[&/@+]\s*")
_ARTICLE = r"(?:(?:the|la|el)\s+)?"
_BETWEEN = re.compile(
    rf"(?P<street>.*[a-z].*?)[\s,]+(?:between|btwn|entre|from|desde)\s+{_ARTICLE}(?P<one>.+?)"
    rf"\s*(?:\b(?:and|y|to|hasta)\b|&)\s*{_ARTICLE}(?P<other>.+)"
)
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
    re.compile(
        rf"{_NUMBER}[a-z]?(?:\s*-\s*\d{{1,5}}[a-z]?)?(?:\s+1/2|\s*1⁄2)?[\s,]+(?:de\s+(?:la\s+)?)?(?P<street>.+)"
    ),
    re.compile(rf"(?P<street>.*[a-z].*?)[\s,]+(?:no\.?\s*)?{_NUMBER}"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Typed:
    """What was understood. `number` is None for a street alone; `crosses` is the other street of a crossing,
    `between` the two that a stretch of the street lies between.

    The unit of a flat is left out: no crew needs it, and it would say whose home it is.
    """

    street: StreetName
    number: int | None = None
    is_block: bool = False
    crosses: StreetName | None = None
    between: tuple[StreetName, StreetName] | None = None
    town: str = ""
    is_abroad: bool = False  # in another state
    words: str = ""  # what was read, without what leads to it, unit, town, state and ZIP code


def read(
    written: str, *, own: Iterable[str], state: Iterable[str], towns: Iterable[str], areas: Iterable[str] = ()
) -> Typed | None:
    """What `written` says; None where it says nothing.

    `own` are the names of the city itself, `state` those of its state, `towns` names and ZIP codes of the
    towns around it: one of these is returned as `town` where the address ends in it. `areas` are parts of the
    city that tell apart streets of one name.
    """
    text = _LEAD.sub("", streets.plain(written[:LONGEST]).replace(".", " ").strip(" ,"))
    text, is_abroad = _take_state(_UNIT_FIRST.sub("", _UNIT.sub("", text)), own=state)
    text, town = _take_town(text, own=() if is_abroad else own, state=state, towns=towns)
    text = _UNIT.sub("", text)  # that stood before the town, without a comma
    if not re.search(r"\w", text):
        return Typed(street=streets.read(""), town=town, is_abroad=is_abroad) if town or is_abroad else None
    within, area = _cut(text, _ends_in(areas))
    if not _STANDS_ALONE.fullmatch(within):
        within, area = text, ""
    return replace(_within(within, area), town=town, is_abroad=is_abroad, words=streets.bare(text))


def _within(text: str, area: str) -> Typed:
    def street(written: str) -> StreetName:
        return replace(streets.read(written), area=area)

    for pattern in _BLOCKS:
        if found := pattern.fullmatch(text):
            number = int(found["number"]) if found["number"].isdecimal() else 0
            return Typed(street=street(found["street"]), number=number, is_block=True)
    if found := _BETWEEN.fullmatch(text):
        if _HOUSES[0].fullmatch(found["street"]):  # the number says more than where the street is crossed
            return _within(found["street"], area)
        return Typed(street=street(found["street"]), between=(street(found["one"]), street(found["other"])))
    parts = [part for part in _CROSSING.split(text) if part]
    if len(parts) == 2 and not _HOUSES[0].fullmatch(parts[0]):
        return Typed(street=street(parts[0]), crosses=street(parts[1]))
    for pattern in _HOUSES:
        found = pattern.fullmatch(text)
        if found and not streets.is_no_name(found["street"].strip(" ,")):
            return Typed(street=street(found["street"]), number=int(found["number"]))
    return Typed(street=street(text))


def _take_state(text: str, *, own: Iterable[str]) -> tuple[str, bool]:
    """The text without the name of another state, and whether one stood there: behind a comma, or before a ZIP code.

    Codes of states are words too, in Spanish above all, and a street may be named for a state.
    """
    rest, code = _cut(text, _ZIP)
    before, named = _cut(rest, _IN_A_STATE)
    is_another = bool(named) and named not in map(streets.plain, own)
    if is_another and (code or "," in rest) and _STANDS_ALONE.fullmatch(before):
        return before, True
    return text, False


def _take_town(
    text: str, *, own: Iterable[str], state: Iterable[str], towns: Iterable[str]
) -> tuple[str, str]:
    """The text without town, state and ZIP code, and the town where it is another than the city.

    A street may bear a town's name. So the name of another town counts only where the text ends in it and
    something shows that the street has ended before: a comma, the kind of street, a state or a ZIP code.
    """
    others = frozenset(towns)
    text, code = _cut(text, _ZIP)
    before_state, stated = _cut(text, _ends_in(state))
    if stated and _STANDS_ALONE.fullmatch(before_state):
        text = before_state
    rest, named = _cut(text, _ends_in(own))
    if named and _STANDS_ALONE.fullmatch(rest):
        return _take_town(rest, own=own, state=state, towns=others)  # forms add the town to what was written
    rest, named = _cut(text, _ends_in(others))
    has_ended = bool(code or stated or streets.ends_in_a_kind(_UNIT.sub("", rest))) or text[
        len(rest) :
    ].lstrip().startswith(",")
    if named and (has_ended or not rest):
        return rest, named
    return text, code if code in others else ""


def _cut(text: str, ending: re.Pattern[str]) -> tuple[str, str]:
    found = ending.search(text)
    return (text[: found.start()].rstrip(" ,"), found[1]) if found else (text, "")


def _ends_in(names: Iterable[str]) -> re.Pattern[str]:
    return _ending(tuple(names))


@lru_cache(maxsize=32)  # a city has a handful of such lists, and asks for each of them at every address
def _ending(names: tuple[str, ...]) -> re.Pattern[str]:
    either = "|".join(sorted((re.escape(streets.plain(name)) for name in names), key=len, reverse=True))
    return re.compile(rf"(?:^|[\s,]+)({either})$") if either else re.compile(r"(?!)")


_IN_A_STATE = _ends_in(name for state in STATES.split(", ") for name in state.rsplit(" ", 1))
