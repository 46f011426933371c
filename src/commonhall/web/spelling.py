"""References as they are read and spoken: in two groups of three, and letter by letter over the telephone."""

from typing import Final

from django.utils.translation import gettext, gettext_lazy

GROUP = 3

# The alphabet of aviation: known in English and in Spanish, and told apart on a bad line.
WORDS: Final = {
    "A": "Alfa",
    "B": "Bravo",
    "C": "Charlie",
    "D": "Delta",
    "E": "Echo",
    "F": "Foxtrot",
    "G": "Golf",
    "H": "Hotel",
    "I": "India",
    "J": "Juliett",
    "K": "Kilo",
    "L": "Lima",
    "M": "Mike",
    "N": "November",
    "O": "Oscar",
    "P": "Papa",
    "Q": "Quebec",
    "R": "Romeo",
    "S": "Sierra",
    "T": "Tango",
    "U": "Uniform",
    "V": "Victor",
    "W": "Whiskey",
    "X": "X-ray",
    "Y": "Yankee",
    "Z": "Zulu",
}
DIGITS: Final = (
    gettext_lazy("zero"),
    gettext_lazy("one"),
    gettext_lazy("two"),
    gettext_lazy("three"),
    gettext_lazy("four"),
    gettext_lazy("five"),
    gettext_lazy("six"),
    gettext_lazy("seven"),
    gettext_lazy("eight"),
    gettext_lazy("nine"),
)


def grouped(reference: str) -> str:
    """4KT7M2 as 4KT 7M2."""
    return " ".join(reference[start : start + GROUP] for start in range(0, len(reference), GROUP))


def spelled(reference: str) -> str:
    """4KT as "four, K for Kilo, T for Tango", in the language of the page."""
    return ", ".join(_said(sign) for sign in reference.upper() if not sign.isspace())


def _said(sign: str) -> str:
    if sign.isdecimal():
        return str(DIGITS[int(sign)])
    said = gettext("%(letter)s for %(word)s") % {"letter": sign, "word": WORDS[sign]}
    return said.replace(" ", "\N{NO-BREAK SPACE}")
