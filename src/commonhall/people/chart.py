"""The looks of a day, hour by hour, as a drawing: numbers for attributes of SVG, since no style may stand in a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from django.utils.formats import time_format
from django.utils.translation import pgettext

FIRST, LAST = 8, 18  # the hours that are always drawn
WIDTH, HEIGHT, FOOT, HEAD = 640, 150, 125, 20
ODD = 3  # times the usual


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """One hour: where it stands, how high, and in words."""

    x: int
    middle: int
    width: int
    y: int
    height: int
    hour: str
    looks: int
    is_odd: bool

    @property
    def above(self) -> int:
        """Where the number stands."""
        return self.y - 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    """The bars of a day, and the line of what is usual."""

    bars: tuple[Bar, ...]
    usual: int
    usual_y: int
    total: int
    busiest: Bar | None  # None on a day without looks
    width: int = WIDTH
    height: int = HEIGHT
    foot: int = FOOT


def draw(hours: Mapping[int, int], usual: int) -> Chart:
    """The drawing of these hours, each with its looks."""
    shown = range(min([FIRST, *hours]), max([LAST, *hours]) + 1)
    highest = max([1, usual, *hours.values()])
    room = (WIDTH - 40) // len(shown)
    bars = []
    for place, hour in enumerate(shown):
        looks = hours.get(hour, 0)
        height = _scaled(looks, highest)
        x = 36 + place * room
        bars.append(
            Bar(
                x=x,
                middle=x + room * 7 // 20,
                width=room * 7 // 10,
                y=FOOT - height,
                height=height,
                hour=time_format(time(hour), pgettext("format of an hour", "g A")).lower(),
                looks=looks,
                is_odd=bool(usual) and looks > ODD * usual,
            )
        )
    with_looks = (bar for bar in bars if bar.looks)
    return Chart(
        bars=tuple(bars),
        usual=usual,
        usual_y=FOOT - _scaled(usual, highest),
        total=sum(hours.values()),
        busiest=max(with_looks, key=lambda bar: bar.looks, default=None),
    )


def _scaled(looks: int, highest: int) -> int:
    return round(looks / highest * (FOOT - HEAD))
