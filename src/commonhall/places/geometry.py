"""Points and lines of one city, on a flat map: right to a thousandth within a city's bounds."""

import math
from collections.abc import Sequence
from itertools import pairwise

Point = tuple[float, float]  # latitude, longitude in degrees, WGS 84
Ring = Sequence[Point]  # its last point is its first
METRES_PER_DEGREE = 111_200.0


def metres(here: Point, there: Point) -> float:
    """How far it is from one point to the other."""
    east, north = _from(here, there)
    return math.hypot(east, north)


def along(here: Point, there: Point, part: float) -> Point:
    """The point at `part` of the way from `here` (0) to `there` (1), or beyond."""
    return here[0] + part * (there[0] - here[0]), here[1] + part * (there[1] - here[1])


def nearest_part(point: Point, start: Point, end: Point) -> float:
    """Where on the way from `start` (0) to `end` (1) one is nearest to the point."""
    (x, y), (dx, dy) = _from(start, point), _from(start, end)
    length = dx * dx + dy * dy
    return min(max((x * dx + y * dy) / length, 0.0), 1.0) if length else 0.0


def meeting(one: tuple[Point, Point], other: tuple[Point, Point]) -> tuple[float, Point]:
    """How close two straight stretches come, in metres, and where: the point they share, or midway between them."""
    a, b = one
    (ax, ay), (cx, cy), (dx, dy) = _from(a, b), _from(a, other[0]), _from(a, other[1])
    ox, oy = dx - cx, dy - cy
    across = ax * oy - ay * ox
    if across:
        here, there = (cx * oy - cy * ox) / across, (cx * ay - cy * ax) / across
        if 0 <= here <= 1 and 0 <= there <= 1:
            return 0.0, along(a, b, here)
    ends = [(end, along(*other, nearest_part(end, *other))) for end in one]
    ends += [(end, along(*one, nearest_part(end, *one))) for end in other]
    return min((metres(end, near), along(end, near, 0.5)) for end, near in ends)


def is_inside(point: Point, ring: Ring) -> bool:
    """Whether a ray to the east crosses the ring an odd number of times."""
    latitude, longitude = point
    crossings = (
        longitude < a[1] + (latitude - a[0]) / (b[0] - a[0]) * (b[1] - a[1])
        for a, b in pairwise(ring)
        if (a[0] > latitude) != (b[0] > latitude)
    )
    return sum(crossings) % 2 == 1


def metres_to_ring(point: Point, ring: Ring) -> float:
    """How far the point is from the line of the ring."""
    return min(metres(point, along(a, b, nearest_part(point, a, b))) for a, b in pairwise(ring))


def _from(here: Point, there: Point) -> tuple[float, float]:
    """Metres to the east and to the north."""
    north = (there[0] - here[0]) * METRES_PER_DEGREE
    return (there[1] - here[1]) * METRES_PER_DEGREE * math.cos(math.radians(here[0])), north
