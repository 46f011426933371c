"""The judge: days count together, and neither chance nor what is public is taken for a thief."""

import random
from collections.abc import Callable, Sequence
from datetime import date

from tests.promises import day, judge
from tests.promises.clues import Clue, Loot
from tests.promises.day import Sent
from tests.promises.judge import Case, Trial

DATE = date(2026, 3, 10)
REQUESTS = 30
OF_PLACES = (judge.ORDER, judge.TIME, judge.PAIRS, judge.NAMED_PAIRS, judge.NAMES)


def trial(right: int, clues: int = 20, seed: int = 1) -> Trial[int]:
    """A day on which one clue names this many of 30 senders, and others guess."""
    chance = random.Random(1000 + seed)  # not the one that deals
    truth = list(range(REQUESTS))
    wrong = truth[right:]
    guesses = {"leak": truth[:right] + wrong[1:] + wrong[:1]}
    guesses |= {f"guess {n}": chance.sample(truth, len(truth)) for n in range(clues)}

    def got_right(dealt: Sequence[int]) -> dict[str, float]:
        return {
            clue: sum(a == b for a, b in zip(dealt, guess, strict=True)) for clue, guess in guesses.items()
        }

    return Trial(right=got_right, truth=truth, of=REQUESTS)


def test_a_leak_too_small_for_one_day_is_seen_over_three() -> None:
    days = [trial(5, seed=seed) for seed in range(3)]
    assert all(judge.pooled("a", [day]).p > 0.01 for day in days)
    verdict = judge.pooled("a", days)
    assert (verdict.best_clue, verdict.right, verdict.of) == ("leak", 15, 90)
    assert verdict.p < 0.01 / 6


def test_a_leak_of_one_day_is_seen_among_three() -> None:
    assert judge.pooled("a", [trial(15, seed=1), trial(0, seed=2), trial(0, seed=3)]).p < 0.01 / 6


def test_guessing_is_no_leak() -> None:
    assert judge.pooled("a", [trial(0, seed=seed) for seed in range(3)]).p > 0.05


def robbed_of(order: Callable[[Sent], object], seed: int) -> Case:
    """A day that left nothing but this order of its requests."""
    lived = day.drawn(DATE, seed)
    places = {("request", sent.request): float(n) for n, sent in enumerate(sorted(lived.sent, key=order))}
    named = {sent.request: sent.at for sent in lived.named}
    loot = Loot(
        clues=[Clue(name="index", unit="order", places=places)],
        received_at=named,
        looks=[],
        times_in_the_log=frozenset(),
    )
    return Case(day=lived, loot=loot, owners={}, considered={sent.request for sent in lived.sent})


def of_three_days(order: Callable[[Sent], object], seed: int = 1) -> dict[str, float]:
    cases = [robbed_of(order, seed + n) for n in range(3)]
    return {
        attack: judge.pooled(attack, [judge.TRIED[attack](case) for case in cases]).p for attack in OF_PLACES
    }


def test_an_index_by_street_tells_no_more_than_the_streets() -> None:
    chance = random.Random(1)
    for seed in range(1, 28, 3):
        found = of_three_days(lambda sent: (sent.place.street, chance.random()), seed)
        assert min(found.values()) > 0.01 / len(judge.TRIED), found


def test_an_index_by_street_that_keeps_the_order_of_arrival_is_a_leak() -> None:
    found = of_three_days(lambda sent: (sent.place.street, sent.at))
    assert max(found[attack] for attack in (judge.PAIRS, judge.NAMES)) < 0.001, found
