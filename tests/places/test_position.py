"""From where somebody stands to a block, or to who takes care of that place instead."""

import math
from pathlib import Path
from shutil import copytree

import pytest
from django.utils import translation
from pytest_django import Settings

from commonhall import demo
from commonhall.calendar import city
from commonhall.calendar.tables import BadFile
from commonhall.places import boundaries, loading, lookup, position, refusals
from commonhall.places.models import Block, Edition
from tests.places.conftest import TINY

pytestmark = pytest.mark.usefixtures("ocotillo")


def test_a_position_becomes_the_block_it_lies_on() -> None:
    place = position.at(33.45320, -112.07010)
    assert (place.label, place.is_exact) == ("300 block of N Palo Verde Ave", False)
    assert position.at(33.45359, -112.06800).label == "100 block of E 4th St"


def test_what_is_kept_of_a_position_is_the_middle_of_the_block() -> None:
    one, other = position.at(33.45320, -112.07010), position.at(33.45300, -112.06990)
    assert one == other
    assert (one.latitude, one.longitude) == (33.45315, -112.07000)


def test_a_step_over_the_boundary_is_still_in_the_city() -> None:
    assert position.at(33.44550, -112.06395).label == "400 block of Mesquite Ln"


def test_a_neighbours_position_is_refused_with_whom_to_call() -> None:
    with pytest.raises(refusals.OtherTown) as refusal:
        position.at(33.44550, -112.06100)
    assert str(refusal.value) == (
        "That is in Palo Seco, not Ocotillo. Palo Seco takes care of its own streets. Call (480) 555-0190."
    )


@pytest.mark.parametrize("point", [(33.4490, -112.0570), (33.4600, -112.0700)])
def test_in_no_town_the_county_around_is_named(point: tuple[float, float]) -> None:
    with pytest.raises(refusals.OtherTown, match="Saguaro County"):
        position.at(*point)


@pytest.mark.parametrize(
    "point", [(39.7459, -75.5466), (0.0, 0.0), (95.0, 0.0), (math.nan, -112.07), (33.45, math.inf)]
)
def test_far_away_nobody_is_named_but_the_citys_own_number(point: tuple[float, float]) -> None:
    with pytest.raises(refusals.OutsideTheCity, match=r"outside Ocotillo.*\(480\) 555-0100"):
        position.at(*point)


def test_a_coarse_position_is_not_taken_for_a_place() -> None:
    assert position.at(33.45320, -112.07010, within_metres=100).hundred == 300
    for metres in (101, 5000, math.nan):
        with pytest.raises(refusals.TooCoarse, match="only roughly"):
            position.at(33.45320, -112.07010, within_metres=metres)


def test_a_point_of_the_city_far_from_any_street_is_not_guessed() -> None:
    with pytest.raises(refusals.NoStreetNear):
        position.at(33.4490, -112.0740)


def test_a_city_without_boundaries_ends_where_its_streets_do(tmp_path: Path, settings: Settings) -> None:
    bare = copytree(TINY, tmp_path / "bare")
    (bare / "boundaries.geojson").unlink()
    settings.CITY = city.load(bare)
    assert position.at(33.45320, -112.07010).hundred == 300
    with pytest.raises(refusals.OtherTown, match="Saguaro County"):
        position.at(33.4600, -112.0700)


def test_boundaries_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    (tmp_path / "boundaries.geojson").write_text('{"features": [{"properties": {}}]}')
    with pytest.raises(BadFile, match=r"boundaries.geojson is no collection of polygons"):
        boundaries.of(tmp_path)


def test_refusals_speak_spanish() -> None:
    with translation.override("es"), pytest.raises(refusals.OutsideTheCity, match="fuera de Ocotillo"):
        position.at(0.0, 0.0)


def test_without_blocks_the_resident_is_told_whom_to_call() -> None:
    Block.objects.all().delete()
    Edition.objects.all().delete()
    with pytest.raises(refusals.NoStreets):
        position.at(33.45320, -112.07010)


def test_the_demonstration_knows_its_neighbours(db: None, settings: Settings) -> None:
    settings.CITY = city.load(Path(demo.__file__).parent / "city")
    loading.load_places(settings.CITY.folder)
    assert "N Market St" in position.at(39.7434, -75.5489).label
    for point, town in (
        ((39.7390, -75.5940), "Elsmere"),
        ((39.7130, -75.6060), "Newport"),
        ((39.6620, -75.5660), "New Castle"),
    ):
        with pytest.raises(refusals.OtherTown, match=f"That is in {town}"):
            position.at(*point)


def test_a_crossing_a_park_or_a_building_close_to_a_position_is_offered_too() -> None:
    found = position.named_near(33.45345, -112.07010)
    assert [each.label for each in found] == ["4th St at N Palo Verde Ave"]
    assert lookup.resolve(found[0].key).latitude == pytest.approx(33.4536, abs=0.0002)
    assert [each.label for each in position.named_near(33.45180, -112.07010)] == ["City Hall"]


def test_in_the_middle_of_a_block_no_crossing_is_offered() -> None:
    assert position.named_near(33.45250, -112.07000) == ()
