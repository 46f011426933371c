"""One written form for the name of a street, however a person writes it.

"North Market Street", "N. Market" and "market st n" are the same street or could be; this module says which
parts a name has (direction, name, kind), so that two names can be compared part by part.
Directions and kinds are those of the U.S. Postal Service's Publication 28, appendices B and C1.
"""

import re
import unicodedata
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

DIRECTIONS = {
    "north": "n", "south": "s", "east": "e", "west": "w",
    "northeast": "ne", "northwest": "nw", "southeast": "se", "southwest": "sw",
    "norte": "n", "sur": "s", "este": "e", "oeste": "w",
}  # fmt: skip
KINDS = {
    "aly": "alley", "ave": "avenue avenues av aven avenida avda", "blvd": "boulevard boul blv bulevar",
    "cir": "circle circ", "ct": "court crt", "cres": "crescent", "xing": "crossing", "dr": "drive drv",
    "expy": "expressway", "fwy": "freeway", "hts": "heights", "hwy": "highway", "ln": "lane", "loop": "",
    "mews": "", "park": "parque", "path": "", "pkwy": "parkway pky", "pike": "", "pl": "place",
    "plz": "plaza", "rd": "road", "row": "", "run": "", "sq": "square", "st": "street streets str",
    "ter": "terrace terr", "trl": "trail", "tpke": "turnpike", "walk": "", "way": "",
}  # fmt: skip
ORDINALS = (
    "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
    "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
    "eighteenth", "nineteenth",
)  # fmt: skip
SPANISH_ORDINALS = (
    "primera primer primero", "segunda segundo", "tercera tercer tercero", "cuarta cuarto", "quinta quinto",
    "sexta sexto", "septima septimo", "octava octavo", "novena noveno", "decima decimo",
)  # fmt: skip
TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip

_APOSTROPHE = re.compile(r"['’`]")
_direction = DIRECTIONS | {short: short for short in DIRECTIONS.values()}
_kind = {word: short for short, words in KINDS.items() for word in (short, *words.split())}
_ordinals = (
    {word: number for number, word in enumerate(ORDINALS)}
    | {f"{ten[:-1]}ieth": value for ten, value in TENS.items()}
    | {word: number for number, words in enumerate(SPANISH_ORDINALS, 1) for word in words.split()}
)
_FIGURES = re.compile(r"(\d{1,3})(?:[sthndr]{0,2}|[rdtmvn]?[ao]|er[ao]?)")  # 4th, 4ta and 4a are one
_LONG_WORDS = tuple(word for word in (*_direction, *_kind, *_ordinals) if len(word) >= 5)


@dataclass(frozen=True, kw_only=True, slots=True)
class StreetName:
    """The parts of a street's name in one form: "n", "market", "st". A part that was not written is empty.

    `area`: the part of the city, where several streets bear the name; it stands behind a comma.
    """

    direction: str
    name: str
    kind: str
    area: str = ""

    @property
    def key(self) -> str:
        """The whole name in one form, such as "n market st"; two streets of a city never share it."""
        whole = " ".join(part for part in (self.direction, self.name, self.kind) if part)
        return f"{whole}, {self.area}" if self.area else whole

    @property
    def compact(self) -> str:
        """The name without spaces: some write Du Pont where others write Dupont."""
        return self.name.replace(" ", "")


def mended(name: StreetName) -> StreetName:
    """The name with slips mended in words that every street may have: "market stret" has a kind after all, and
    "fith" is a number. A word is mended only where one such word is meant.
    """
    words = (_mend(word) for word in name.name.split())
    return replace(read(" ".join((name.direction, *words, name.kind))), area=name.area)


def _mend(word: str) -> str:
    known = word in _direction or word in _kind or word in _ordinals
    near = (
        [] if known or len(word) < 4 else [other for other in _LONG_WORDS if OSA.distance(word, other) == 1]
    )
    meant = {_direction.get(other) or _kind.get(other) or other for other in near}
    return near[0] if len(meant) == 1 else word


def plain(text: str) -> str:
    """Lower case, without accents and apostrophes, with single spaces; commas and signs stay."""
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", text)
        text = "".join(sign for sign in parts if not unicodedata.combining(sign))
    return " ".join(_APOSTROPHE.sub("", text.casefold()).split())


def read(written: str) -> StreetName:
    """The parts of a street's name as somebody wrote it. Words that could be a part may be the name itself:
    "West St" is a street named West, "W 4th St" is not one named W.
    """
    words = _with_ordinals(bare(written).split())
    if words and words[0] == "calle":
        words = words[1:]
    if words and words[0] in {"avenida", "avda", "paseo"}:
        words = [*words[1:], words[0]]
    words, direction = _take_direction(words)
    kind = _kind[words.pop()] if len(words) > 1 and words[-1] in _kind else ""
    return StreetName(direction=direction, name=" ".join(words), kind=kind)


def read_label(label: str) -> StreetName:
    """The parts of a street's name as the city writes it; what stands behind a comma is the area."""
    street, _comma, area = label.partition(",")
    return replace(read(street), area=bare(area))


def bare(text: str) -> str:
    """The words alone, without capitals, accents and signs."""
    return " ".join(re.sub(r"[^\w]+", " ", plain(text)).split())


def in_full(word: str) -> str:
    """The word that a shortened kind of place stands for: square for sq. "St" may be a saint, and stays."""
    short = _kind.get(word, "")
    return (KINDS[short].split() or [short])[0] if short not in {"", "st"} else word


def ends_in_a_kind(written: str) -> bool:
    """Whether the last word is one that ends a street's name, such as "St"."""
    words = bare(written).split()
    return len(words) > 1 and words[-1] in _kind


def is_no_name(word: str) -> bool:
    """Whether the word alone names no street: a point of the compass, or a kind such as "St"."""
    return word in _direction or word in _kind


def _take_direction(words: list[str]) -> tuple[list[str], str]:
    """A direction stands first, or last behind the kind of street; it needs a name beside it."""
    named = [word for word in words[1:] if word not in _kind]
    if words and words[0] in _direction and named:
        return words[1:], _direction[words[0]]
    if len(words) > 2 and words[-1] in _direction and words[-2] in _kind:
        return words[:-1], _direction[words[-1]]
    return words, ""


def _with_ordinals(words: list[str]) -> list[str]:
    """Numbers of streets as figures: fourth, cuarta, 4 and 4th are all 4th; twenty third is 23rd."""
    read: list[str] = []
    for word in words:
        if word in _ordinals and read and read[-1] in TENS and 0 < _ordinals[word] < 10:
            read[-1] = _ordinal(TENS[read[-1]] + _ordinals[word])
        elif word in _ordinals:
            read.append(_ordinal(_ordinals[word]))
        elif figures := _FIGURES.fullmatch(word):
            read.append(_ordinal(int(figures[1])))
        else:
            read.append(word)
    return read


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
