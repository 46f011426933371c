"""The judge: knows what happened, and says how well the thief guessed and how often chance does as well."""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from tests.promises import thief
from tests.promises.chance import correlation, p_value, ranks
from tests.promises.clues import Loot
from tests.promises.day import Day, Said, Sent

ORDER, TIME = "the order of anonymous requests", "the time of anonymous requests"
PERSONS = "the persons of named requests"
PAIRS, NAMES = "two requests of one resident", "the names of anonymous reporters"
NAMED_PAIRS = "two named requests of one resident"
SAID_AT, SAID_BY = "the time of “me too”", "the persons who said “me too”"
NEAR_SECONDS = 600
FEWEST = 8  # requests that a clue must place before its order says anything


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """One attack: how much its best clue got right, of how much, and how often chance gets as much."""

    attack: str
    best_clue: str
    right: float
    of: float
    p: float

    def __str__(self) -> str:
        return f"{self.attack}: {self.right:.2f} of {self.of:g} by “{self.best_clue}”, p = {self.p:.4f}"


@dataclass(frozen=True, kw_only=True)
class Case:
    """A theft to be judged. `considered`: the anonymous requests that had to be safe, and what was said of any."""

    day: Day
    loot: Loot
    owners: Mapping[UUID, int]  # of named requests: the person's record
    considered: Collection[UUID]

    @cached_property
    def anonymous(self) -> list[UUID]:
        return [sent.request for sent in self.day.anonymous if sent.request in self.considered]

    @cached_property
    def streets(self) -> list[str]:
        """Of anonymous requests. They are public, listed street by street, and people report near their homes.

        So requests of one street are one resident's more often, and then came within minutes, as everybody knows:
        chance has to know it too, or any clue that goes by street would be taken for a leak.
        """
        street = {sent.request: sent.place.street for sent in self.day.anonymous}
        return [street[request] for request in self.anonymous]

    @cached_property
    def said(self) -> list[Said]:
        """By those who gave their name a minute later."""
        return [
            said for said in self.day.said if said.request in self.considered and said.then in self.owners
        ]


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial[T]:
    """An attack on one case: what each clue gets right where this is the truth, and the truth itself.

    `public`, of each part of the truth: what everybody knows of it, if anything.
    """

    right: Callable[[Sequence[T]], Mapping[str, float]]
    truth: Sequence[T]
    of: float
    public: Sequence[Hashable] = ()


def judged(*cases: Case) -> dict[str, Verdict]:
    """Every attack, by name, on all the cases together: a clue that tells a little every day tells much in the end."""
    return {attack: pooled(attack, [tried(case) for case in cases]) for attack, tried in TRIED.items()}


def pooled[T](attack: str, trials: Sequence[Trial[T]]) -> Verdict:
    """One attack on several days: what a clue gets right of each is added up, and compared with chance once."""

    def by_clue(truths: Sequence[Sequence[T]]) -> dict[str, float]:
        found: dict[str, float] = defaultdict(float)
        for trial, truth in zip(trials, truths, strict=True):
            for clue, right in trial.right(truth).items():
                found[clue] += right
        return found

    truths = [trial.truth for trial in trials]
    public = [trial.public or [None] * len(trial.truth) for trial in trials]
    reached = by_clue(truths)
    best = max(reached, key=lambda clue: reached[clue])
    p = p_value(lambda dealt: max(by_clue(dealt).values()), truths, public)
    return Verdict(attack=attack, best_clue=best, right=reached[best], of=sum(t.of for t in trials), p=p)


def in_order(case: Case) -> Trial[float]:
    """In which order anonymous requests came, forwards or backwards: a correlation, worth more the more it covers."""
    guesses: dict[str, tuple[list[int], list[float]]] = {}
    for clue, places in thief.orders(case.loot).items():
        covered = [n for n, request in enumerate(case.anonymous) if request in places]
        if len(covered) >= FEWEST:
            guesses[clue] = covered, ranks([places[case.anonymous[n]] for n in covered])

    def right(truth: Sequence[float]) -> dict[str, float]:
        return {
            clue: abs(correlation(order, [truth[n] for n in covered])) * (len(covered) - 1) ** 0.5
            for clue, (covered, order) in guesses.items()
        }

    truth = ranks(_sent_at(case))
    return Trial(right=right, truth=truth, of=(len(truth) - 1) ** 0.5, public=case.streets)


def in_time(case: Case) -> Trial[float]:
    """When anonymous requests were sent, to ten minutes."""
    return _timed(thief.times(case.loot), case.anonymous, _sent_at(case), public=case.streets)


def said_in_time(case: Case) -> Trial[float]:
    """When “me too” was said, to ten minutes."""
    truth = [said.at.timestamp() for said in case.said]
    return _timed(thief.times(case.loot, "me too"), [said.request for said in case.said], truth)


def _timed(
    found: Mapping[str, Mapping[UUID, float]],
    rows: Sequence[UUID],
    truth: Sequence[float],
    public: Sequence[Hashable] = (),
) -> Trial[float]:
    guesses = _numbered(found, rows)

    def right(truth: Sequence[float]) -> dict[str, float]:
        return {
            clue: sum(abs(truth[n] - guess) <= NEAR_SECONDS for n, guess in guessed)
            for clue, guessed in guesses.items()
        }

    return Trial(right=right, truth=truth, of=len(truth), public=public)


def to_persons(case: Case) -> Trial[int]:
    """Whose record belongs to which named request."""
    return _owned(thief.owners(case.loot), list(case.owners), list(case.owners.values()))


def said_by_persons(case: Case) -> Trial[int]:
    """Whose record belongs to which “me too”, of those who gave their name a minute later."""
    truth = [case.owners[said.then] for said in case.said]
    return _owned(thief.owners(case.loot, "me too"), [said.request for said in case.said], truth)


def _owned(found: Mapping[str, Mapping[UUID, int]], rows: Sequence[UUID], truth: Sequence[int]) -> Trial[int]:
    guesses = _numbered(found, rows)

    def right(truth: Sequence[int]) -> dict[str, float]:
        return {clue: sum(truth[n] == guess for n, guess in guessed) for clue, guessed in guesses.items()}

    return Trial(right=right, truth=truth, of=len(truth))


def together(case: Case) -> Trial[int]:
    """Which requests are one resident's, at least one of them anonymous."""
    guesses = _pairs(case)

    def right(truth: Sequence[int]) -> dict[str, float]:
        who = _residents(case, truth)
        return {clue: sum(who[a] == who[b] for a, b in map(tuple, found)) for clue, found in guesses.items()}

    return Trial(right=right, truth=_reporters(case), of=thief.LIKELY_PAIRS, public=case.streets)


def named_together(case: Case) -> Trial[int]:
    """Which two named requests, hours apart, are one resident's. Their times are kept, and tell nothing of it."""
    named = {sent.request: n for n, sent in enumerate(case.day.named)}
    found = thief.pairs(case.loot, lambda pair: pair <= named.keys())
    guesses = {clue: [tuple(named[each] for each in pair) for pair in pairs] for clue, pairs in found.items()}

    def right(truth: Sequence[int]) -> dict[str, float]:
        return {clue: sum(truth[a] == truth[b] for a, b in guess) for clue, guess in guesses.items()}

    truth = [sent.who for sent in case.day.named]
    streets = [sent.place.street for sent in case.day.named]
    return Trial(right=right, truth=truth, of=thief.LIKELY_PAIRS, public=streets)


def by_name(case: Case) -> Trial[Sent]:
    """Which resident of the public roll sent an anonymous request.

    Blocks are public, and people report near their homes: so reports are dealt with their blocks, among those of
    their street, and chance knows all that the public knows.
    """
    found = _pairs(case)
    named = {sent.request: sent for sent in case.day.named}

    def right(truth: Sequence[Sent]) -> dict[str, float]:
        sent = named | dict(zip(case.anonymous, truth, strict=True))
        blocks = {request: each.place for request, each in sent.items()}
        guesses = {clue: thief.names(pairs, blocks, case.day.roll) for clue, pairs in found.items()}
        return {
            clue: sum(sent[request].who == who for request, who in guess.items() if request not in named)
            for clue, guess in guesses.items()
        }

    by_request = {sent.request: sent for sent in case.day.anonymous}
    truth = [by_request[request] for request in case.anonymous]
    return Trial(right=right, truth=truth, of=len(truth), public=case.streets)


TRIED: dict[str, Callable[[Case], Trial[Any]]] = {
    ORDER: in_order,
    TIME: in_time,
    PERSONS: to_persons,
    PAIRS: together,
    NAMED_PAIRS: named_together,
    NAMES: by_name,
    SAID_AT: said_in_time,
    SAID_BY: said_by_persons,
}


def _numbered[G](
    guesses: Mapping[str, Mapping[UUID, G]], requests: Sequence[UUID]
) -> dict[str, list[tuple[int, G]]]:
    """The guesses of each clue by the number of the request, for those it says anything of."""
    return {
        clue: [(n, guess[request]) for n, request in enumerate(requests) if request in guess]
        for clue, guess in guesses.items()
    }


def _pairs(case: Case) -> dict[str, list[thief.Pair]]:
    """At least one is anonymous, and none is beyond what is considered."""
    named = case.loot.received_at.keys()
    considered = {*case.anonymous, *named}
    return thief.pairs(case.loot, lambda pair: pair <= considered and not pair <= named)


def _sent_at(case: Case) -> list[float]:
    at = {sent.request: sent.at.timestamp() for sent in case.day.sent}
    return [at[request] for request in case.anonymous]


def _reporters(case: Case) -> list[int]:
    who = {sent.request: sent.who for sent in case.day.sent}
    return [who[request] for request in case.anonymous]


def _residents(case: Case, reporters: Sequence[int]) -> dict[UUID, int]:
    """Who sent what, when these sent the anonymous requests."""
    named = {sent.request: sent.who for sent in case.day.named}
    return named | dict(zip(case.anonymous, reporters, strict=True))
