"""The demonstration's downtown, where streets stand in a grid: what lies between blocks that are well known."""

from collections.abc import Mapping
from itertools import pairwise

from commonhall.places import streets

XY = tuple[float, float]  # metres east and north of one point

# Downtown streets of which few places are known lie at even distances between two that are well known.
DOWNTOWN = range(200, 1200, 100)
AMONG = {
    ("n market st", "n west st"): {"n shipley st": 1 / 4, "n orange st": 1 / 2, "n tatnall st": 3 / 4},
    ("n market st", "n pine st"): {
        "n king st": 1 / 6, "n french st": 1 / 3, "n walnut st": 1 / 2, "n poplar st": 2 / 3,
        "n lombard st": 5 / 6,
    },
}  # fmt: skip
# The streets that cross the numbered ones downtown, a hundred of house numbers apart, from Market St outwards.
COLUMNS = {
    "w": ["n market st", "n shipley st", "n orange st", "n tatnall st", "n west st",
          "n washington st", "n jefferson st", "n madison st", "n monroe st", "n adams st"],
    "e": ["n market st", "n king st", "n french st", "n walnut st", "n poplar st", "n lombard st", "n pine st"],
}  # fmt: skip
NUMBERED = range(2, 13)


def downtown(middles: Mapping[tuple[str, int], XY]) -> dict[tuple[str, int], XY]:
    """The blocks of the streets in AMONG, each between those of its two neighbours."""
    return {
        (street, hundred): along(middles[first, hundred], middles[second, hundred], part)
        for (first, second), parts in AMONG.items()
        for street, part in parts.items()
        for hundred in DOWNTOWN
        if (first, hundred) in middles and (second, hundred) in middles
    }


def numbered(middles: Mapping[tuple[str, int], XY]) -> dict[tuple[str, int], XY]:
    """The blocks of the numbered streets downtown: on each street that crosses them, number 300 stands at 3rd St."""
    found = {}
    for side, columns in COLUMNS.items():
        for street in NUMBERED:
            # Places name the house at the corner, so the middles of these blocks lie hard by it.
            corners = [middles.get((column, 100 * street)) for column in columns]
            name = streets.read(f"{side} {street} st").key
            for at, (here, there) in enumerate(pairwise(corners)):
                if here and there:
                    found[name, 100 * at] = along(here, there, 0.5)
    return found


def along(here: XY, there: XY, part: float) -> XY:
    """The point at `part` (0 to 1) of the way."""
    return here[0] + part * (there[0] - here[0]), here[1] + part * (there[1] - here[1])
