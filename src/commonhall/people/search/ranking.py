"""Which of the people found are meant: each part of the query held against each record, opened for it.

The index brings some hundred and fifty; here the best ten come first, with what of them fits.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from commonhall.people.contacts import Contact, Record
from commonhall.people.search import addresses, spelling
from commonhall.people.search.addresses import Home
from commonhall.people.search.query import Query
from commonhall.people.search.tokens import local_part, national

GOOD = 0.95  # a fit of this or more needs no wider search
_FAIR = 0.55  # below it nobody is meant
_NICKNAME, _SOUND, _BEGUN, _BEGUN_BEFORE, _UNFIT = 0.86, 0.7, 0.95, 0.9, 0.6
_MOST_OF_A_NAME = 3  # of one spelling, where a word alone was typed
PARTS = ("name", "phone", "email", "address")


@dataclass(frozen=True, kw_only=True, slots=True)
class Fit:
    """How well a record fits, from 0 to 1; which parts of it do, and which of its name's words."""

    person: int
    record: Record
    score: float
    parts: frozenset[str]
    words: frozenset[str]


def rank(query: Query, records: Iterable[tuple[int, Record]]) -> list[Fit]:
    """Those that fit, best first. A word alone is answered with different names rather than one many times."""
    fits = [fit for person, record in records if (fit := _fit(query, person, record)).score >= _FAIR]
    fits.sort(key=lambda fit: (-fit.score, fit.record.contact.name))
    return _mixed(fits) if query.is_one_word else fits


def _mixed(fits: list[Fit]) -> list[Fit]:
    """The first few of each matching word, then the others."""
    seen: dict[frozenset[str], int] = {}
    first: list[Fit] = []
    later: list[Fit] = []
    for fit in fits:
        seen[fit.words] = seen.get(fit.words, 0) + 1
        (first if seen[fit.words] <= _MOST_OF_A_NAME else later).append(fit)
    return first + later


def _fit(query: Query, person: int, record: Record) -> Fit:
    """Each part of the query with whatever fits it best of all that the record holds."""
    known = record.contacts
    names, words = _best_name(query.names, record)
    scores = {
        "name": names if query.names and not (query.names_may_be_a_town and names < _UNFIT) else None,
        "phone": max(_phone(query.phone, contact) for contact in known) if query.phone else None,
        "email": max((_email(typed, each) for typed in query.emails for each in known), default=None),
        "address": max((_home(home, each) for home in query.homes for each in known), default=None),
    }
    if query.is_one_word and names < GOOD:
        street = max(_street(query.names[0], contact) for contact in known)
        scores = {"address": street} if street > names else scores
    asked = {part: score for part, score in scores.items() if score is not None}
    fitting = frozenset(part for part, score in asked.items() if score >= _UNFIT)
    total = sum(asked.values()) / len(asked) if asked else 0.0
    return Fit(
        person=person,
        record=record,
        score=total,
        parts=fitting,
        words=words if "name" in fitting else frozenset(),
    )


def _best_name(typed: Sequence[str], record: Record) -> tuple[float, frozenset[str]]:
    fits = [_name(typed, spelling.words(name)) for name in record.names]
    return max(fits, key=lambda fit: fit[0], default=(0.0, frozenset()))


def _name(typed: Sequence[str], named: list[str]) -> tuple[float, frozenset[str]]:
    """The mean over the words typed, each with the word of the name it fits best; in order is a little better."""
    if not typed or not named:
        return 0.0, frozenset()
    left, total, places = list(named), 0.0, []
    for number, word in enumerate(typed):
        score, best = max(
            ((_word(word, other, is_last=number == len(typed) - 1), other) for other in left),
            default=(0.0, ""),
        )
        total += score
        if score >= _UNFIT:
            left.remove(best)
            places.append(best)
    in_order = places == [word for word in named if word in places]
    return total / len(typed) - (0.0 if in_order else 0.01), frozenset(places)


def _word(typed: str, named: str, *, is_last: bool) -> float:
    if typed == named:
        return 1.0
    if len(typed) == 1 or len(named) == 1:
        return _BEGUN if typed[0] == named[0] else 0.0
    best = spelling.likeness(typed, named)
    if spelling.sounds(typed) & spelling.sounds(named):
        best = max(best + 0.04, _SOUND)
    if named.startswith(typed) and len(typed) > 2:
        best = max(best, _BEGUN if is_last else _BEGUN_BEFORE)
    if typed in spelling.called(named) or named in spelling.called(typed):
        best = max(best, _NICKNAME)
    return min(best, 0.99)


def _phone(typed: str, contact: Contact) -> float:
    kept = national(contact.phone)
    if not kept:
        return 0.0
    if kept == typed:
        return 1.0
    if kept.endswith(typed) or kept.startswith(typed) or kept[3:].startswith(typed):
        return 0.97
    return 1 - OSA.distance(kept, typed) / 10 if len(typed) >= 9 else 0.0


def _email(typed: str, contact: Contact) -> float:
    kept = contact.email.casefold()
    if not kept:
        return 0.0
    if kept == typed:
        return 1.0
    mine, theirs = local_part(kept), local_part(typed)
    if mine == theirs or (mine.startswith(theirs) and len(theirs) > 2):
        return 0.96
    return spelling.likeness(mine, theirs)


def _home(home: Home, contact: Contact) -> float:
    kept = addresses.read(contact.address) if contact.address else Home("", "")
    if not kept.street:
        return 0.0
    street = _same_street(home.compact, kept.compact)
    number = (
        1.0 if home.number == kept.number else 0.75 if OSA.distance(home.number, kept.number) == 1 else 0.3
    )
    return number * street


def _same_street(typed: str, kept: str) -> float:
    if typed == kept:
        return 1.0
    if kept.startswith(typed):
        return _BEGUN
    alike = spelling.likeness(typed, kept)
    return max(alike, _SOUND) if spelling.sounds(typed) & spelling.sounds(kept) else alike


def _street(word: str, contact: Contact) -> float:
    """How well a word alone fits the street, somewhat below a name of the same likeness."""
    kept = addresses.read(contact.address) if contact.address else Home("", "")
    return 0.9 * _same_street(word, kept.compact) if kept.street and len(word) > 2 else 0.0
