"""The table of rules, read once from the JSON that the browser reads too."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PATH = Path(__file__).parent.parent / "static/commonhall/js/oversharing/rules.json"


@dataclass(frozen=True, kw_only=True, slots=True)
class Phrases:
    """Phrases by their first word: their other words and what they mean, the longest first."""

    firsts: frozenset[str]
    by_first: dict[str, tuple[tuple[tuple[str, ...], str], ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Pattern:
    """One expression, and what a text must have before it is worth trying."""

    kind: str
    expression: re.Pattern[str]
    words: frozenset[str]
    unless: frozenset[str]
    sign: str
    digits: int
    check: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Names:
    """How names are told from other words; see `names.py`."""

    given: frozenset[str]
    doubtful: frozenset[str]
    only_behind_a_cue: frozenset[str]
    common: frozenset[str]
    places: frozenset[str]
    places_in_any_case: frozenset[str]
    surnames_too: frozenset[str]
    saints: frozenset[str]
    particles: frozenset[str]
    fill: frozenset[str]
    titles_after_a_street: frozenset[str]
    given_in_any_way: frozenset[str]
    cues: Phrases
    weak_cues: Phrases


@dataclass(frozen=True, kw_only=True, slots=True)
class Addresses:
    """How street addresses are told from other numbers; see `addresses.py`."""

    types: frozenset[str]
    loose: frozenset[str]
    compass: frozenset[str]
    things: frozenset[str]
    first: frozenset[str]
    stops: frozenset[str]
    units: frozenset[str]
    home: Phrases


@dataclass(frozen=True, kw_only=True, slots=True)
class Folding:
    """How signs that look alike become one; see `reading.py`."""

    signs: dict[str, str]
    taken_out: re.Pattern[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """All rules."""

    patterns: tuple[Pattern, ...]
    names: Names
    addresses: Addresses
    folding: Folding
    health: Phrases
    harmless_after_health: frozenset[str]
    spoken: dict[str, str]
    spoken_words: frozenset[str]
    replacements: dict[str, dict[str, str]]


def _words(lines: Iterable[str]) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


def _phrases(meanings: dict[str, list[str]]) -> Phrases:
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for meaning, lines in meanings.items():
        for phrase in " ".join(lines).split(", "):
            first, *rest = phrase.split()
            found.setdefault(first, []).append((tuple(rest), meaning))
    by_first = {first: tuple(sorted(rests, key=lambda rest: -len(rest[0]))) for first, rests in found.items()}
    return Phrases(firsts=frozenset(by_first), by_first=by_first)


def _pattern(rule: dict[str, Any], parts: dict[str, str]) -> Pattern:
    def expand(pattern: str) -> str:
        return re.sub("<([a-z]+)>", lambda part: expand(parts[part[1]]), pattern)

    return Pattern(
        kind=rule["kind"],
        expression=re.compile(expand(rule["pattern"]), re.ASCII),
        words=_words([rule.get("words", "")]),
        unless=_words([rule.get("unless", "")]),
        sign=rule.get("has", ""),
        digits=rule.get("digits", 0),
        check=rule.get("check", ""),
    )


def _names(raw: dict[str, list[str]]) -> Names:
    weak = {strength: raw.pop(strength) for strength in ("possible", "faint")}
    cues = {strength: raw.pop(strength) for strength in ("labelled", "certain", "likely", "closing")}
    words = {name: _words(lines) for name, lines in raw.items()}
    given = words["given"] | words["doubtful"] | words["only_behind_a_cue"]
    return Names(cues=_phrases(cues), weak_cues=_phrases(weak), given_in_any_way=given, **words)


def _addresses(raw: dict[str, Any]) -> Addresses:
    home = _phrases({"home": raw["home"]})
    return Addresses(home=home, **{name: _words(lines) for name, lines in raw.items() if name != "home"})


def _folding(raw: dict[str, Any]) -> Folding:
    signs = {sign: plain for plain, signs in raw["folding"]["to"].items() for sign in signs}
    for zero in raw["folding"]["digit_zeros"]:
        signs |= {chr(zero + digit): str(digit) for digit in range(10)}
    written = [text for texts in raw["replacements"].values() for text in texts.values() if "{" not in text]
    return Folding(
        signs=signs,
        taken_out=re.compile("|".join([*map(re.escape, written), raw["blocks"]]), re.ASCII | re.IGNORECASE),
    )


def _read(path: Path) -> Table:
    raw = json.loads(path.read_text(encoding="utf-8"))
    return Table(
        patterns=tuple(_pattern(rule, raw["parts"]) for rule in raw["patterns"]),
        names=_names(raw["names"]),
        addresses=_addresses(raw["addresses"]),
        folding=_folding(raw),
        health=_phrases({"health": raw["health"]["words"]}),
        harmless_after_health=_words(raw["health"]["unless_next"]),
        spoken=raw["spoken"],
        spoken_words=frozenset(raw["spoken"]),
        replacements=raw["replacements"],
    )


TABLE = _read(PATH)
