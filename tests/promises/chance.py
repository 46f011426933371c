"""How often chance alone does as well: permutation tests, seeded.

A thief with many clues uses the best of them, so the best is what is compared: with the best of as many clues
when the truth is dealt out at random (Westfall and Young, "Resampling-Based Multiple Testing", 1993). Dealing ends
once chance was as good often enough to say how often it is (Besag and Clifford, "Sequential Monte Carlo p-values",
1991).
"""

import random
from collections.abc import Callable, Sequence

DEALS = 1999
OFTEN_ENOUGH = 20


def p_value[T](
    score: Callable[[Sequence[Sequence[T]]], float], truths: Sequence[Sequence[T]], seed: int = 1
) -> float:
    """How often the truths of several days, each dealt out at random within its day, score at least as well as they
    do in their own order."""
    chance = random.Random(seed)
    reached = score(truths)
    dealt = ([chance.sample(truth, len(truth)) for truth in truths] for _ in range(DEALS))
    as_good = 0
    for deals, truth in enumerate(dealt, 1):
        as_good += score(truth) >= reached
        if as_good == OFTEN_ENOUGH:
            return as_good / deals
    return (1 + as_good) / (1 + DEALS)


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
