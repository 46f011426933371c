"""Draw the demonstration's map: `uv run --with mapbox-vector-tile --with shapely tools/demo_tiles.py FOLDER`.

Writes `map.pmtiles` into the demonstration's city folder. FOLDER holds, of the U.S. Census Bureau, `place_*.geojson`
(boundaries of the city and its neighbours) and `de_census_tracts.geojson` (land and water), and of OpenStreetMap
`wilmington_osm_parking.geojson`. Streets are drawn through the blocks of `blocks.csv`: map and list name the same ones.
"""

import csv
import gzip
import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import numpy as np
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import write
from shapely import LineString, box, transform, unary_union
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from commonhall.places.tiles import Tile

CITY = Path(__file__).parents[1] / "src/commonhall/demo/city"
AROUND = (-75.66, 39.66, -75.44, 39.82)  # degrees: west, south, east, north
ZOOMS = range(10, 15)  # nearer the browser enlarges: 4096 steps of the last are 50 cm each
FINE = 12  # from this zoom parking lots and names of streets are drawn
A_BLOCK = 0.0025  # degrees; blocks farther apart than that do not follow on each other
HALF = 6378137 * math.pi  # metres from the middle of the web's map to its edge
MARGIN = 0.06  # of a tile, so that lines go on over its edge

type Layers = dict[str, list[tuple[BaseGeometry, dict[str, Any]]]]


def main(folder: Path) -> None:
    layers = {
        name: [(transform(shapes, web_metres, interleaved=False), said) for shapes, said in found]
        for name, found in gather(folder).items()
    }
    west, south, east, north = AROUND
    target = CITY / "map.pmtiles"
    with write(str(target)) as out:
        for tile in sorted(tiles(), key=lambda tile: zxy_to_tileid(tile.zoom, tile.x, tile.y)):
            if drawn := draw(layers, tile):
                out.write_tile(zxy_to_tileid(tile.zoom, tile.x, tile.y), gzip.compress(drawn, 9, mtime=0))
        out.finalize(
            {
                "tile_type": TileType.MVT,
                "tile_compression": Compression.GZIP,
                "min_lon_e7": int(west * 1e7), "min_lat_e7": int(south * 1e7),
                "max_lon_e7": int(east * 1e7), "max_lat_e7": int(north * 1e7),
                "center_zoom": 13, "center_lon_e7": int(-75.548 * 1e7), "center_lat_e7": int(39.745 * 1e7),
            },
            {"name": "Wilmington", "attribution": "U.S. Census Bureau · © OpenStreetMap contributors"},
        )  # fmt: skip
    print(f"{target.stat().st_size} bytes", file=sys.stderr)


def gather(folder: Path) -> Layers:
    """What there is to draw, in degrees."""
    around = box(*AROUND)
    layers: Layers = defaultdict(list)
    for path in sorted(folder.glob("place_*.geojson")):
        for feature in features(path):
            name = feature["properties"]["NAME"]
            if (place := shape(feature["geometry"])).intersects(around):
                layers["city" if name == "Wilmington" else "towns"].append((place, {"name": name}))
    tracts = [
        (shape(each["geometry"]), each["properties"])
        for each in features(folder / "de_census_tracts.geojson")
    ]
    near = [(tract, said) for tract, said in tracts if tract.intersects(around)]
    for tract, said in near:
        layers["water" if said["TRACTCE"].startswith("99") else "land"].append((tract, {}))
    layers["lines"].append((unary_union([tract.boundary for tract, _ in near]), {}))
    for feature in features(folder / "wilmington_osm_parking.geojson"):
        layers["parking"].append((shape(feature["geometry"]), {}))
    layers["streets"] = [(line, {"name": name}) for name, line in streets(CITY / "blocks.csv")]
    return layers


def streets(path: Path) -> Iterator[tuple[str, LineString]]:
    """Each street as lines through the middles of its blocks, half a block longer at both ends."""
    blocks: dict[str, list[tuple[int, float, float]]] = defaultdict(list)
    with path.open() as lines:
        for row in csv.DictReader(lines):
            blocks[row["street"]].append(
                (int(row["hundred"]), float(row["longitude"]), float(row["latitude"]))
            )
    for name, found in blocks.items():
        for part in runs([(x, y) for _, x, y in sorted(found)]):
            yield name, LineString(lengthened(part))


def runs(points: Iterable[tuple[float, float]]) -> Iterator[list[tuple[float, float]]]:
    run: list[tuple[float, float]] = []
    for point in points:
        if run and math.dist(run[-1], point) > A_BLOCK:
            yield from [run] if len(run) > 1 else []
            run = []
        run.append(point)
    yield from [run] if len(run) > 1 else []


def lengthened(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    (ax, ay), (bx, by) = points[:2]
    (yx, yy), (zx, zy) = points[-2:]
    return [(ax + (ax - bx) / 2, ay + (ay - by) / 2), *points, (zx + (zx - yx) / 2, zy + (zy - yy) / 2)]


def tiles() -> Iterator[Tile]:
    (west, south), (east, north) = (web_metres(*AROUND[:2]), web_metres(*AROUND[2:]))
    for zoom in ZOOMS:
        size = 2 * HALF / 2**zoom
        for x in range(int((west + HALF) / size), int((east + HALF) / size) + 1):
            for y in range(int((HALF - north) / size), int((HALF - south) / size) + 1):
                yield Tile(zoom, x, y)


def draw(layers: Layers, tile: Tile) -> bytes:
    west, south, east, north = bounds = metres(tile)
    size = east - west
    clip = box(*AROUND_METRES).intersection(
        box(west - MARGIN * size, south - MARGIN * size, east + MARGIN * size, north + MARGIN * size)
    )
    drawn = []
    for name, found in layers.items():
        if name in {"parking", "streets"} and tile.zoom < FINE - (name == "streets"):
            continue
        cut = [(shapes.intersection(clip).simplify(size / 4096), said) for shapes, said in found]
        kept = [{"geometry": shapes, "properties": said} for shapes, said in cut if not shapes.is_empty]
        if kept:
            drawn.append({"name": name, "features": kept})
    options = {"quantize_bounds": bounds, "extents": 4096}
    return mapbox_vector_tile.encode(drawn, default_options=options) if drawn else b""


def metres(tile: Tile) -> tuple[float, float, float, float]:
    """Its sides in metres of the web's map: west, south, east, north."""
    west, south, east, north = tile.bounds
    return (*web_metres(west, south), *web_metres(east, north))


def web_metres(x: Any, y: Any) -> tuple[Any, Any]:
    """Degrees east and north as metres of the web's map."""
    return x / 180 * HALF, np.arcsinh(np.tan(np.radians(y))) / math.pi * HALF


def features(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text())["features"]
    return found


AROUND_METRES = (*web_metres(*AROUND[:2]), *web_metres(*AROUND[2:]))

if __name__ == "__main__":
    main(Path(sys.argv[1]))
