"""The boundaries of the demonstration city and its neighbours, thinned (U.S. Census Bureau, public domain)."""

import json
from collections.abc import Sequence
from pathlib import Path

from commonhall.places import geometry

TOO_FAR = {"place_dover", "place_middletown"}
THINNED = 15.0  # metres


def write_boundaries(folder: Path, path: Path) -> None:
    """The outer rings of the city and the towns around it, each a feature with its name."""
    features = []
    for source in sorted(folder.glob("place_*.geojson")):
        if source.stem in TOO_FAR:
            continue
        name = source.stem.removeprefix("place_").replace("-", " ").title()
        shape = json.loads(source.read_text("utf-8"))["features"][0]["geometry"]
        parts = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        rings = [[[round(x, 5), round(y, 5)] for x, y in thinned(part[0])] for part in parts]
        geometry_ = {"type": "MultiPolygon", "coordinates": [[ring] for ring in rings]}
        features.append({"type": "Feature", "properties": {"name": name}, "geometry": geometry_})
    lines = ",\n".join(json.dumps(feature, separators=(",", ":")) for feature in features)
    path.write_text(f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n', encoding="utf-8")


def thinned(ring: Sequence[Sequence[float]]) -> list[Sequence[float]]:
    """The ring without points that lie within THINNED metres of the line through their neighbours (Douglas-Peucker)."""
    if len(ring) < 3:
        return list(ring)
    first, last = (ring[0][1], ring[0][0]), (ring[-1][1], ring[-1][0])
    away = [
        geometry.metres(here, geometry.along(first, last, geometry.nearest_part(here, first, last)))
        for here in ((y, x) for x, y in ring)
    ]
    at = max(range(len(ring)), key=away.__getitem__)
    if away[at] <= THINNED:
        return [ring[0], ring[-1]]
    return thinned(ring[: at + 1])[:-1] + thinned(ring[at:])
