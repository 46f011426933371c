"""Hearing a closed list of phrases in what somebody said. Nothing of what was said is kept."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

_APOSTROPHES = re.compile("['’]")
_BETWEEN = re.compile(r"[^a-z0-9]+")
_CHOICES = re.compile(r"\(([^()]*)\)|(\{\w*\})")
_GROUP = re.compile(r"\{(\w*)\}")
_SIGNS = re.compile(r"[(){}|]")
_NOTHING = re.compile(r"(?!)")


class BadPhrase(ValueError):
    """A phrase whose brackets do not fit, or that names a group which is not there; says which."""


def plain(text: str) -> str:
    """Small letters and figures with one space between words and around all: accents and signs say nothing here."""
    return f" {_words(text)} "


def words_in(said: str, words: Iterable[str], unless: Iterable[str]) -> list[str]:
    """Which of the words stand in what was said, outside of the everyday phrases in `unless`."""
    text = plain(said)
    for phrase in unless:
        text = text.replace(plain(phrase), " | ")
    return [word for word in words if plain(word) in text]


def pattern(phrases: Iterable[str], groups: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    """What finds any of the phrases in plain text.

    In a phrase `(hit|hits|)` stands for each of the words between the bars, or for none, and `{person}` for each of
    that group, also between bars. Raises BadPhrase.
    """
    found = [_pattern(phrase, groups) for phrase in phrases]
    return re.compile(f"(?:{'|'.join(found)})(?= )") if found else _NOTHING


def is_heard(text: str, words: re.Pattern[str], unless: re.Pattern[str]) -> bool:
    """Whether one of the phrases stands in the plain text, outside of the everyday ones."""
    return bool(words.search(unless.sub(" |", text)))


def _pattern(phrase: str, groups: Mapping[str, Sequence[str]]) -> str:
    parts: list[str] = []
    end = 0
    for choice in _CHOICES.finditer(phrase):
        parts.append(_exactly(phrase, phrase[end : choice.start()]))
        parts.append(_any_of(phrase, choice, groups))
        end = choice.end()
    parts.append(_exactly(phrase, phrase[end:]))
    return "".join(parts)


def _exactly(phrase: str, text: str) -> str:
    if _SIGNS.search(text):
        raise BadPhrase(phrase)
    words = _words(text)
    return f" {words}" if words else ""


def _any_of(phrase: str, choice: re.Match[str], groups: Mapping[str, Sequence[str]]) -> str:
    words: list[str] = []
    for each in (choice[1] or choice[2] or "").split("|"):
        named = _GROUP.fullmatch(each)
        if named and named[1] not in groups:
            raise BadPhrase(phrase)
        words.extend(groups[named[1]] if named else (each,))
    return f"(?:{'|'.join(_exactly(phrase, word) for word in words)})"


def _words(text: str) -> str:
    bare = unicodedata.normalize("NFD", _APOSTROPHES.sub("", text)).lower()
    letters = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return _BETWEEN.sub(" ", letters).strip()
