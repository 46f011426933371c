"""The map's tiles, out of one file of the city (`map.pmtiles`: vector tiles, PMTiles version 3). May be left out."""

import hashlib
import html
import math
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.html import strip_tags
from pmtiles.reader import MmapSource, Reader
from pmtiles.tile import Compression, MagicNumberNotFound, SpecVersionUnsupported, TileType

from commonhall.calendar.tables import BadFile

FILE = "map.pmtiles"
MOST_ZOOM = 24
NOT_TILES = (
    f"{FILE} holds no vector tiles packed by gzip; make it with a tool that writes PMTiles version 3, or take it out "
    "of the city's folder: then the list stands alone."
)


@dataclass(frozen=True, slots=True)
class Tile:
    """One square of the web's map: at zoom 0 the world is one, and each step nearer cuts it into four."""

    zoom: int
    x: int
    y: int

    @property
    def exists(self) -> bool:
        return self.zoom <= MOST_ZOOM and max(self.x, self.y) < 2**self.zoom

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """In degrees: west, south, east, north."""
        return (
            _longitude(self.x, self.zoom),
            _latitude(self.y + 1, self.zoom),
            _longitude(self.x + 1, self.zoom),
            _latitude(self.y, self.zoom),
        )


class BaseMap:
    """The city's tiles. Each process keeps the file open and reads a tile where it lies."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._digest = hashlib.file_digest(file, "sha256").hexdigest()[:16]
            try:
                self._reader: Any = Reader(MmapSource(file))  # type: ignore[no-untyped-call]  # the package has no types
                self._header: dict[str, Any] = self._reader.header()  # type: ignore[no-untyped-call]
            except (ValueError, IndexError, MagicNumberNotFound, SpecVersionUnsupported):
                raise BadFile([NOT_TILES]) from None
        packed, kind = self._header["tile_compression"], self._header["tile_type"]
        if packed != Compression.GZIP or kind != TileType.MVT:
            raise BadFile([NOT_TILES])

    def read(self, tile: Tile) -> bytes | None:
        """The tile, packed by gzip; None where nothing is drawn."""
        found: bytes | None = self._reader.get(tile.zoom, tile.x, tile.y) if tile.exists else None
        return found

    def tag(self, tile: Tile) -> str:
        """What changes when the tile does."""
        return f"{self._digest}-{tile.zoom}-{tile.x}-{tile.y}"

    @cached_property
    def attribution(self) -> str:
        """Whom its data is from, as words: many a file holds links there."""
        return html.unescape(strip_tags(str(self._reader.metadata().get("attribution", ""))))

    @property
    def zooms(self) -> tuple[int, int]:
        return int(self._header["min_zoom"]), int(self._header["max_zoom"])

    @property
    def center(self) -> tuple[float, float]:
        """In degrees: east, north."""
        return self._header["center_lon_e7"] / 1e7, self._header["center_lat_e7"] / 1e7

    @property
    def center_zoom(self) -> int:
        """At which zoom the map begins."""
        return int(self._header["center_zoom"])

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """In degrees: west, south, east, north."""
        sides = (self._header[f"{side}_e7"] / 1e7 for side in ("min_lon", "min_lat", "max_lon", "max_lat"))
        west, south, east, north = sides
        return west, south, east, north


def base_map() -> BaseMap | None:
    """The map of the city served here; None where it has none. Raises BadFile."""
    return _of(settings.CITY.folder)


def read(folder: Path) -> BaseMap | None:
    """The map in a city's folder; None where it has none. Raises BadFile."""
    path = folder / FILE
    return BaseMap(path) if path.is_file() else None


@cache
def _of(folder: Path) -> BaseMap | None:
    return read(folder)


def _longitude(x: int, zoom: int) -> float:
    return 360 * x / (1 << zoom) - 180


def _latitude(y: int, zoom: int) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / (1 << zoom)))))
