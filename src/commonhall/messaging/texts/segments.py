"""What a text is cut into on its way, exactly as networks do it: 3GPP TS 23.038 and TS 23.040, 9.2.3.24.1.

A text of the network's own letters has 160 places, in several parts 153 each; a sign that needs an escape takes two
places, which no part divides. One sign beyond them, and the whole text is sent in UTF-16: 70 units, in parts 67. Of a
sign of two units the parts know nothing: networks and Kannel divide it, and telephones put the parts together first.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

# 6.2.1: the letters by their number, the escape among them, and 6.2.1.1: those behind an escape.
LETTERS: Final = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
ESCAPED: Final = {
    "^": 0x14,
    "{": 0x28,
    "}": 0x29,
    "\\": 0x2F,
    "[": 0x3C,
    "~": 0x3D,
    "]": 0x3E,
    "|": 0x40,
    "€": 0x65,
}
_ESCAPE: Final = 0x1B
_ALIKE: Final = {
    "‘": "'",
    "’": "'",
    "‚": "'",
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "–": "-",
    "—": "-",
    "−": "-",
    "…": "...",
    "•": "-",
    "\u00a0": " ",
    "\u2009": " ",
    "\u202f": " ",
    "\t": " ",
}


class Coding(StrEnum):
    """How the letters of a text are written on the wire."""

    GSM_7 = "GSM-7"
    UCS_2 = "UCS-2"

    @property
    def alone(self) -> int:
        """Octets of a text in one part, a letter of seven bits counted as one: 160, or 70 units of two."""
        return 160 if self is Coding.GSM_7 else 140

    @property
    def each(self) -> int:
        """The same of each part of several, which carry a header of six octets: 153, or 67 units of two."""
        return 153 if self is Coding.GSM_7 else 134


@dataclass(frozen=True, kw_only=True, slots=True)
class Cut:
    """A text as it is sent, and each of its parts in the octets of its coding.

    `beyond`: the signs, each once, for which all of it is sent in the wider coding; on a network that knows its own
    letters alone they would be lost.
    """

    words: str
    coding: Coding
    parts: tuple[bytes, ...]
    beyond: tuple[str, ...]

    @property
    def places(self) -> int:
        """How many it takes of all parts together."""
        octets = sum(map(len, self.parts))
        return octets if self.coding is Coding.GSM_7 else octets // 2


def cut(text: str) -> Cut:
    """What leaves of a text. An empty one is one empty part."""
    words = plain(text)
    beyond = _beyond(words)
    coding = Coding.UCS_2 if beyond else Coding.GSM_7
    whole = [_octets(sign, coding) for sign in words]
    return Cut(words=words, coding=coding, parts=tuple(_parts(whole, coding)), beyond=beyond)


def plain(text: str) -> str:
    """As it is sent: composed letters, one kind of line end, no signs that only steer.

    Quotation marks, dashes and dots that word processors put in become those of a keyboard where the network's letters
    are enough then: else they would make the text twice or three times as long.
    """
    composed = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    words = "".join(sign for sign in composed if sign in "\n\t" or not _steers(sign))
    typed = "".join(_ALIKE.get(sign, sign) for sign in words)
    return words.replace("\t", " ") if _beyond(typed) else typed


def _beyond(words: str) -> tuple[str, ...]:
    """The signs, each once, that the network has no letter for."""
    return tuple(dict.fromkeys(sign for sign in words if sign not in LETTERS and sign not in ESCAPED))


def _steers(sign: str) -> bool:
    """Control signs (the escape among them), and halves of a pair that stand alone, which nothing can send."""
    return unicodedata.category(sign) in {"Cc", "Cs"}


def _octets(sign: str, coding: Coding) -> bytes:
    if coding is Coding.UCS_2:
        return sign.encode("utf-16-be")
    if sign in ESCAPED:
        return bytes([_ESCAPE, ESCAPED[sign]])
    return bytes([LETTERS.index(sign)])


def _parts(signs: list[bytes], coding: Coding) -> Iterator[bytes]:
    whole = b"".join(signs)
    if len(whole) <= coding.alone:
        yield whole
    elif coding is Coding.UCS_2:
        yield from (whole[at : at + coding.each] for at in range(0, len(whole), coding.each))
    else:
        part = b""
        for sign in signs:
            if len(part) + len(sign) > coding.each:
                yield part
                part = b""
            part += sign
        yield part
