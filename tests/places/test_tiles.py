"""The city's own map: what its file has to be, and how its tiles are answered."""

import gzip
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from pmtiles.tile import Compression, TileType
from pmtiles.writer import write
from pytest_django import Settings

from commonhall.calendar.tables import BadFile
from commonhall.demo.settings import CITY as DEMONSTRATION
from commonhall.places import tiles
from commonhall.places.tiles import Tile

KIND_OF_TILE = 99  # the byte of the file's head that says so
DOWNTOWN = "/tiles/13/2376/3108"


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    """The folder of the city that is served, without a map."""
    copy = shutil.copytree(DEMONSTRATION, tmp_path / "city", ignore=shutil.ignore_patterns(tiles.FILE))
    settings.CITY = replace(settings.CITY, folder=copy)
    return copy


def test_the_demonstration_has_a_map_that_names_whose_data_it_is() -> None:
    base_map = tiles.base_map()
    assert base_map
    assert base_map.attribution == "U.S. Census Bureau · © OpenStreetMap contributors"
    west, south, east, north = base_map.bounds
    assert west < base_map.center[0] < east
    assert south < base_map.center[1] < north
    assert base_map.zooms[0] <= base_map.center_zoom <= base_map.zooms[1]


def test_a_tile_is_answered_as_it_lies_and_kept_by_the_browser(client: Client) -> None:
    answer = client.get(DOWNTOWN)
    assert (answer.status_code, answer["Content-Encoding"]) == (200, "gzip")
    assert answer["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert answer["Cache-Control"] == "public, max-age=86400"
    assert b"N Market St" in gzip.decompress(answer.content)
    again = client.get(DOWNTOWN, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_tile_sets_no_cookie_and_asks_no_database(client: Client) -> None:
    answer = client.get(DOWNTOWN)  # without `db` a query would raise
    assert not answer.cookies


@pytest.mark.parametrize("where", ["13/0/0", "9/148/194", "99/1/1", "3/8/0", "0/0/99999999999999999999"])
def test_where_nothing_is_drawn_the_answer_is_empty(client: Client, where: str) -> None:
    answer = client.get(f"/tiles/{where}")
    assert (answer.status_code, answer.content) == (204, b"")


def test_the_tile_at_the_corner_of_the_world_ends_at_its_edge() -> None:
    west, south, east, north = Tile(0, 0, 0).bounds
    assert (west, east) == (-180, 180)
    assert south == pytest.approx(-85.0511, abs=1e-4)
    assert north == pytest.approx(85.0511, abs=1e-4)
    assert Tile(1, 0, 0).bounds[2:] == pytest.approx((0, north))


def test_a_city_without_a_map_has_no_tiles(client: Client, db: None, folder: Path) -> None:
    assert tiles.base_map() is None
    assert client.get(DOWNTOWN).status_code == 404


@pytest.mark.parametrize("content", [b"", b"PMTiles", b"GIF89a", b"PMTiles\x03" + bytes(119)])
def test_a_file_that_holds_no_tiles_is_told_in_a_sentence(folder: Path, content: bytes) -> None:
    (folder / tiles.FILE).write_bytes(content)
    with pytest.raises(BadFile, match=r"map\.pmtiles holds no vector tiles"):
        tiles.base_map()


def test_pictures_instead_of_vectors_are_refused(folder: Path) -> None:
    pictures = bytearray((DEMONSTRATION / tiles.FILE).read_bytes())
    pictures[KIND_OF_TILE] = TileType.PNG.value
    (folder / tiles.FILE).write_bytes(pictures)
    with pytest.raises(BadFile, match="vector tiles"):
        tiles.base_map()


def test_whose_data_it_is_is_said_without_the_marks_of_a_page(folder: Path) -> None:
    """Files of others carry links there; ours leave by the register of links alone."""
    with write(str(folder / tiles.FILE)) as out:
        out.write_tile(0, gzip.compress(b""))
        out.finalize(
            {"tile_type": TileType.MVT, "tile_compression": Compression.GZIP, "center_zoom": 0},
            {"attribution": '<a href="https://elsewhere.example">&copy; Elsewhere</a>'},
        )
    base_map = tiles.base_map()
    assert base_map
    assert base_map.attribution == "© Elsewhere"
