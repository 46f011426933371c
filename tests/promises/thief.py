"""The thief: makes the most of a stolen home's clues. Plays fair with itself: uses only what is in the loot.

The thief guesses when anonymous requests were sent and when “me too” was said, whose record belongs to which of them,
which requests are one resident's, and, with the public roll of who lives where, who that is.
"""

import bisect
import random
from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from tests.promises.clues import Clue, Kind, Loot
from tests.promises.day import Home

type Pair = frozenset[UUID]
LIKELY_PAIRS = 20


def times(loot: Loot, of: Kind = "request") -> dict[str, dict[UUID, float]]:
    """For each clue, when each request was sent, or each “me too” said (seconds): between those of its neighbours
    whose time is known.
    """
    found = {}
    for clue in loot.clues:
        places, requests = _rows(clue, of), _rows(clue, "request")
        known = [
            (requests[request], at.timestamp())
            for request, at in loot.received_at.items()
            if request in requests
        ]
        if clue.unit == "transaction":
            known += [(transaction, at.timestamp()) for transaction, at in loot.looks]
        if places and len(known) > 1:
            found[clue.name] = {request: _between(sorted(known), place) for request, place in places.items()}
    return found


def orders(loot: Loot) -> dict[str, dict[UUID, float]]:
    """For each clue, the order of requests in it, forwards or backwards."""
    return {clue.name: _rows(clue, "request") for clue in loot.clues}


def owners(loot: Loot, of: Kind = "request") -> dict[str, dict[UUID, int]]:
    """For each two clues that compare, whose record belongs to which named request, or “me too”: the nearest."""
    found = {}
    for of_requests in loot.clues:
        requests = _rows(of_requests, of)
        if of == "request":
            requests = {request: place for request, place in requests.items() if request in loot.received_at}
        for of_people in loot.clues:
            people = {row: place for (kind, row), place in of_people.places.items() if kind == "person"}
            if of_requests.unit == of_people.unit and requests and people:
                found[f"{of_requests.name} | {of_people.name}"] = _matched(requests, people)
    return found


def pairs(loot: Loot, wanted: Callable[[Pair], bool]) -> dict[str, list[Pair]]:
    """For each clue, the wanted pairs of requests that lie closest together."""
    return {clue.name: _closest(_rows(clue, "request"), wanted) for clue in loot.clues}


def names(found: Sequence[Pair], blocks: Mapping[UUID, Home], roll: Mapping[Home, int]) -> dict[UUID, int]:
    """Who sent the requests of each pair: on the roll, who lives midway between the two places."""
    guessed: dict[UUID, int] = {}
    for one, other in map(tuple, found):
        first, second = blocks[one], blocks[other]
        if first.street == second.street and abs(first.hundred - second.hundred) == 200:
            who = roll[Home(first.street, (first.hundred + second.hundred) // 2)]
            guessed.setdefault(one, who)
            guessed.setdefault(other, who)
    return guessed


def _rows(clue: Clue, wanted: Kind) -> dict[UUID, float]:
    return {row: place for (kind, row), place in clue.places.items() if kind == wanted}


def _between(known: list[tuple[float, float]], place: float) -> float:
    after = bisect.bisect(known, (place, float("inf")))
    (before_place, before), (after_place, later) = known[max(after - 1, 0)], known[min(after, len(known) - 1)]
    if after_place == before_place:
        return (before + later) / 2
    return before + (later - before) * (place - before_place) / (after_place - before_place)


def _matched(requests: Mapping[UUID, float], people: Mapping[int, float]) -> dict[UUID, int]:
    """Nearest first, each once; of equals any."""
    chance = random.Random(len(requests))
    near = sorted(
        (abs(place - other), chance.random(), request, person)
        for request, place in requests.items()
        for person, other in people.items()
    )
    matched: dict[UUID, int] = {}
    taken: set[int] = set()
    for _, _, request, person in near:
        if request not in matched and person not in taken:
            matched[request] = person
            taken.add(person)
    return matched


def _closest(places: Mapping[UUID, float], wanted: Callable[[Pair], bool]) -> list[Pair]:
    """Closest first; of equals any."""
    chance = random.Random(len(places))
    rows = list(places.items())
    near = sorted(
        (abs(place - other), chance.random(), frozenset((one, another)))
        for n, (one, place) in enumerate(rows)
        for another, other in rows[:n]
        if wanted(frozenset((one, another)))
    )
    return [pair for _, _, pair in near[:LIKELY_PAIRS]]
