"""The judge: days count together, and chance is not taken for a thief."""

import random
from collections.abc import Sequence

from tests.promises import judge
from tests.promises.judge import Trial

REQUESTS = 30


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
