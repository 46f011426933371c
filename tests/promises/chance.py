"""How often chance alone does as well: permutation tests, seeded.

A thief with many clues uses the best of them, so the best is what is compared: with the best of as many clues
when the truth is dealt out at random (Westfall and Young, "Resampling-Based Multiple Testing", 1993). Dealing ends
once chance was as good often enough to say how often it is (Besag and Clifford, "Sequential Monte Carlo p-values",
1991).
"""

import random
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence

DEALS = 1999
OFTEN_ENOUGH = 20


def p_value[T](
    score: Callable[[Sequence[Sequence[T]]], float],
    truths: Sequence[Sequence[T]],
    groups: Sequence[Sequence[Hashable]],
    seed: int = 1,
) -> float:
    """How often the truths of several days score at least as well, each dealt out at random within its day, as they
    do in their own order.

    `groups`, of the same shape: what everybody knows of each. A truth is dealt among those of its group alone (the
    null hypothesis of a conditional permutation test: given what is public, nothing is told).
    """
    chance = random.Random(seed)
    reached = score(truths)
    as_good = 0
    for deals in range(1, DEALS + 1):
        dealt = [_dealt(truth, group, chance) for truth, group in zip(truths, groups, strict=True)]
        as_good += score(dealt) >= reached
        if as_good == OFTEN_ENOUGH:
            return as_good / deals
    return (1 + as_good) / (1 + DEALS)


def _dealt[T](truth: Sequence[T], groups: Sequence[Hashable], chance: random.Random) -> list[T]:
    members: dict[Hashable, list[int]] = defaultdict(list)
    for n, group in enumerate(groups):
        members[group].append(n)
    dealt = list(truth)
    for numbers in members.values():
        for n, other in zip(numbers, chance.sample(numbers, len(numbers)), strict=True):
            dealt[n] = truth[other]
    return dealt


def ranks(values: Sequence[float]) -> list[float]:
    """The rank of each value, from 0; equal values share the middle of theirs."""
    ordered = sorted(values)
    first = {value: n for n, value in reversed(list(enumerate(ordered)))}
    last = {value: n for n, value in enumerate(ordered)}
    return [(first[value] + last[value]) / 2 for value in values]


def correlation(one: Sequence[float], other: Sequence[float]) -> float:
    """Pearson's; of ranks it is Spearman's. 0 where one of them does not vary."""
    middle, other_middle = sum(one) / len(one), sum(other) / len(other)
    together = sum((a - middle) * (b - other_middle) for a, b in zip(one, other, strict=True))
    alone = sum((a - middle) ** 2 for a in one) * sum((b - other_middle) ** 2 for b in other)
    return together / alone**0.5 if alone else 0.0
