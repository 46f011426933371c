"""The grid by which the demonstration's city numbers its houses: a plane for each direction, fitted to known points."""

import math
import re
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from commonhall.places.streets import StreetName

OFF_THE_NUMBER = 250.0  # house numbers, likewise
OFF_THE_GRID = (
    700.0  # house numbers; so many blocks away there is another numbered street, of which it was meant
)
ONE_POINT = 60.0  # metres; points no farther apart do not tell how a street runs
FEW = 8  # points that do not make a plane

XY = tuple[float, float]  # metres east and north of one point


@dataclass(frozen=True, slots=True)
class Known:
    """A point of a street: the house number there, or for a crossing the number of a numbered street."""

    xy: XY
    number: float | None = None
    crosses: int = 0
    along: str = ""  # of a crossing: the axis of the grid, if the other street tells it


@dataclass(frozen=True, slots=True)
class Plane:
    """House number = east·x + north·y + at_origin."""

    east: float
    north: float
    at_origin: float

    def number(self, xy: XY) -> float:
        return self.east * xy[0] + self.north * xy[1] + self.at_origin


def fit_planes(known: Mapping[StreetName, list[Known]]) -> dict[str, Plane]:
    """For N, E and W the plane of the house numbers, by least squares without what lies far off it."""
    planes = {}
    for direction in "new":
        points = [
            (point.xy, point.number if point.number is not None else 100.0 * point.crosses)
            for name, its in known.items()
            if name.direction == direction
            for point in its
            if point.number is not None or (direction == "n" and point.crosses)
        ]
        for _round in range(6):
            if len(points) < FEW:
                break
            planes[direction] = plane = _plane(points)
            points = [pair for pair in points if abs(plane.number(pair[0]) - pair[1]) <= OFF_THE_NUMBER]
    return planes


def on_its_side(name: StreetName, points: Sequence[Known], planes: Mapping[str, Plane]) -> StreetName:
    """A numbered street is E or W: one of which no side was ever written is on the side where its points lie."""
    if name.kind != "st" or name.direction or not name.name[0].isdigit() or "w" not in planes:
        return name
    return replace(name, direction="w" if planes["w"].number(points[0].xy) >= 0 else "e")


def on_the_grid(name: StreetName, points: Sequence[Known], planes: Mapping[str, Plane]) -> list[Known]:
    """Of a numbered street the points about where the grid has it: one point far off would bend the whole street."""
    figures = re.match(r"\d+", name.name)
    if figures is None or name.kind != "st" or "n" not in planes:
        return list(points)
    number = 100.0 * int(figures[0])
    return [point for point in points if abs(planes["n"].number(point.xy) - number) <= OFF_THE_GRID]


def axis(name: StreetName, points: Sequence[Known], planes: Mapping[str, Plane]) -> str:
    """Along which direction of the grid the houses of the street are counted: n, e or w; empty where its own tell.

    A street without a direction runs as its points lie; one of a single crossing, across the other street.
    """
    if name.direction:
        return name.direction
    if "n" not in planes or "w" not in planes or any(point.number is not None for point in points):
        return ""  # its own numbers tell more than the grid
    start, end = max(
        combinations(points, 2), key=lambda pair: math.dist(pair[0].xy, pair[1].xy), default=(points[0],) * 2
    )
    if math.dist(start.xy, end.xy) > ONE_POINT:
        north = abs(planes["n"].number(end.xy) - planes["n"].number(start.xy))
        west = abs(planes["w"].number(end.xy) - planes["w"].number(start.xy))
        runs = "n" if north > west else "ew"
    else:
        runs = next((point.along for point in points if point.along), "")
    return runs if runs != "ew" else "w" if planes["w"].number(points[0].xy) >= 0 else "e"


def _plane(points: Sequence[tuple[XY, float]]) -> Plane:
    """Least squares in two unknowns around the means, by Cramer's rule."""
    x0 = statistics.fmean(xy[0] for xy, _number in points)
    y0 = statistics.fmean(xy[1] for xy, _number in points)
    n0 = statistics.fmean(number for _xy, number in points)
    rows = [(xy[0] - x0, xy[1] - y0, number - n0) for xy, number in points]
    xx, yy, xy_ = (
        sum(a * b for a, b in pairs)
        for pairs in (
            [(x, x) for x, _y, _n in rows],
            [(y, y) for _x, y, _n in rows],
            [(x, y) for x, y, _n in rows],
        )
    )
    xn, yn = sum(x * n for x, _y, n in rows), sum(y * n for _x, y, n in rows)
    determinant = xx * yy - xy_ * xy_
    east, north = (xn * yy - yn * xy_) / determinant, (yn * xx - xn * xy_) / determinant
    return Plane(east, north, n0 - east * x0 - north * y0)
