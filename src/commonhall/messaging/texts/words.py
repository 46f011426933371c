"""The words by which whoever gets texts ends them, begins them again, or asks for help: 47 CFR 64.1200(a)(10).

The rule names stop, quit, end, revoke, opt out, cancel and unsubscribe, alone in a text; whoever says it in other words
is heard by a person (`asks_to_stop`).
"""

import re
import unicodedata
from dataclasses import dataclass

from commonhall.messaging.models import Word

LONGEST = 20  # letters of a word that is known


@dataclass(frozen=True, slots=True)
class Known:
    """A word of the list, as it stands there, and its language."""

    word: Word
    written: str
    language: str


_LIST = {
    (Word.STOP, "en"): "stop stopall quit end cancel unsubscribe revoke optout remove",
    (
        Word.STOP,
        "es",
    ): "alto parar pare para cancelar cancela baja dardebaja detener detente fin salir revocar nomas",
    (Word.START, "en"): "start unstop resume",
    (Word.START, "es"): "inicio iniciar empezar comenzar alta reanudar",
    (Word.HELP, "en"): "help info",
    (Word.HELP, "es"): "ayuda informacion",
}
_KNOWN = {
    written: Known(word, written, language)
    for (word, language), words in _LIST.items()
    for written in words.split()
}
_ASKS = re.compile(
    r"\b(?:stop|quit|end|cease|no more|don'?t|do not|never|please leave|remove|take|unsubscribe|delete|lose)\b"
    r".{0,40}\b(?:text\w*|messag\w*|sms|contact\w*|writ\w*|call\w*|me|my number|this number|list)\b"
    r"|\b(?:opt(?:ing)?[ -]?(?:me )?out|leave me alone|wrong (?:number|person))\b"
    r"|\b(?:no|ya no|deje?n?|paren?|basta)\b.{0,30}\b(?:env|mand|escrib|mensaj|text|contact|llam)\w*"
    r"|\b(?:b[oó]rr|quit|elimin|saqu|s[aá]qu)\w{0,6}\b.{0,30}\b(?:n[uú]mero|lista|me)\b"
    r"|\b(?:qu[ií]ten|b[oó]rren)me\b|\bn[uú]mero equivocado\b|\bdar(?:me)? de baja\b",
    re.IGNORECASE,
)


def known(text: str) -> Known | None:
    """The word that a text is, alone, whatever its capitals, accents and marks; None where it says more."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if sign.isalnum())
    return _KNOWN.get(plain) if len(plain) <= LONGEST else None


def asks_to_stop(text: str) -> bool:
    """Whether somebody seems to ask in words of their own that we stop: a person decides, so it may be too wide."""
    return bool(_ASKS.search(" ".join(text.split()).replace("’", "'")))
