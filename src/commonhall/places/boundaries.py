"""Where the city ends, and which neighbour begins there: `boundaries.geojson` in the city's folder, if it has one.

One feature for the city and each town of `neighbours.toml`, known by its property `name`.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.conf import settings

from commonhall.calendar.tables import BadFile
from commonhall.places import geometry
from commonhall.places.geometry import Point, Ring

FILE = "boundaries.geojson"
type Shape = tuple[tuple[Ring, ...], ...]  # of each part the outer ring, then its holes


@cache
def of(folder: Path) -> Mapping[str, Shape]:
    """The shapes by name; none where the folder has no such file. Raises BadFile."""
    try:
        features = json.loads((folder / FILE).read_bytes())["features"]
        return {feature["properties"]["name"]: _shape(feature["geometry"]) for feature in features}
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError) as mistake:
        raise BadFile(
            [f"{FILE} is no collection of polygons with a name each ({type(mistake).__name__}); mend it."]
        ) from None


def current() -> Mapping[str, Shape]:
    """The shapes around the city that is served."""
    return of(settings.CITY.folder)


def holds(shape: Shape, point: Point) -> bool:
    """Whether the point lies within the shape."""
    return any(
        geometry.is_inside(point, outer) and not any(geometry.is_inside(point, hole) for hole in holes)
        for outer, *holes in shape
    )


def metres_off(shape: Shape, point: Point) -> float:
    """How far outside the shape the point lies; 0 within."""
    if holds(shape, point):
        return 0.0
    return min(geometry.metres_to_ring(point, ring) for part in shape for ring in part)


def _shape(drawn: Mapping[str, object]) -> Shape:
    parts = drawn["coordinates"] if drawn["type"] == "MultiPolygon" else [drawn["coordinates"]]
    return tuple(
        tuple(tuple((latitude, longitude) for longitude, latitude, *_ in ring) for ring in part)
        for part in parts  # type: ignore[attr-defined]  # a wrong form is told as BadFile
    )
