"""Which small counts a file hides, so that neither a sum nor the next day's file tells them.

A group is the requests of one service in one month; its cells are the squares they lie in. Cells below `LEAST` are
hidden, and their sum with them where it would tell one: complementary suppression. What was shown or hidden once is
never shown anew: two files side by side would tell what changed between them. The terms are those of A. Hundepool
et al., Statistical Disclosure Control (2012), chapter 5.
"""

from collections.abc import Mapping
from dataclasses import dataclass

LEAST = 5  # requests in a cell that is shown


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """What is told of a group. `elsewhere`: how many lie in all other squares together; None where that is hidden."""

    cells: Mapping[str, int]
    elsewhere: int | None


def shown(counts: Mapping[str, int], before: Shown | None) -> Shown:
    """What may be told of a group whose squares hold `counts`; `before`: what the last file told of it."""
    large = {square: count for square, count in counts.items() if count >= LEAST}
    cells = {square: count for square, count in large.items() if before is None or square in before.cells}
    hidden = [count for square, count in counts.items() if square not in cells]
    has_fallen = before is not None and not before.cells.keys() <= cells.keys()
    was_hidden = before is not None and before.elsewhere is None
    may_tell = not has_fallen and not was_hidden and _tells_none(hidden)
    return Shown(cells=cells, elsewhere=sum(hidden) if may_tell else None)


def _tells_none(hidden: list[int]) -> bool:
    """Whether their sum leaves open what each of them is, even to who knows which squares they are."""
    return LEAST <= sum(hidden) < (LEAST - 1) * len(hidden)
