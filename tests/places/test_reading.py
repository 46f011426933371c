"""The lists beside the blocks: houses, crossings and landmarks; and points that stand for “not found”."""

from pathlib import Path
from shutil import copytree

import pytest

from commonhall.calendar.tables import BadFile
from commonhall.places import gazetteer, loading, lookup
from commonhall.places.models import Crossing, Edition, House, Landmark
from tests.places.conftest import TINY

pytestmark = pytest.mark.usefixtures("ocotillo")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the tiny city, to be changed."""
    return copytree(TINY, tmp_path / "city")


def mistakes(folder: Path) -> tuple[str, ...]:
    with pytest.raises(BadFile) as refused:
        loading.load_places(folder)
    return refused.value.mistakes


def test_blocks_on_one_point_are_refused_since_it_stands_for_not_found(folder: Path) -> None:
    with (folder / "blocks.csv").open("a") as blocks:
        blocks.writelines(f"Lost St,{hundred},33.4500,-112.0700\n" for hundred in (0, 100, 200))
    (mistake,) = mistakes(folder)
    assert mistake == (
        "blocks.csv: 3 blocks lie on one point, 33.45, -112.07. Where a place was not found, take its line out; "
        "a point that stands for “not found” is no place."
    )


def test_houses_on_one_point_are_left_out_and_counted(folder: Path) -> None:
    fallback = "".join(f"W 4th St,{number},33.4500,-112.0700\n" for number in range(1, 10))
    (folder / "addresses.csv").write_text(
        f"street,number,latitude,longitude\n{fallback}W 4th St,150,33.45370,-112.07150\n"
    )
    assert loading.load_places(folder)[1].left_out == 9
    assert list(House.objects.values_list("street_key", "number")) == [("w 4th st", 150)]


def test_a_house_lies_between_its_known_neighbours_and_else_in_its_block(folder: Path) -> None:
    (folder / "addresses.csv").write_text(
        "street,number,latitude,longitude\nW 4th St,110,33.4536,-112.0711\nW 4th St,150,33.4536,-112.0715\n"
    )
    loading.load_places(folder)
    street = gazetteer.current().by_key["w 4th st"]
    assert street.spot(110) == (33.4536, -112.0711)
    assert street.spot(130) == pytest.approx((33.4536, -112.0713))
    assert street.spot(199) == (33.4536, -112.0715)
    assert street.spot(250) == street.blocks[200]
    place = lookup.resolve("150 W 4th St")
    assert (place.latitude, place.longitude) == street.blocks[100], "the public reads the block"


def test_streets_of_one_name_are_told_apart_by_their_part_of_the_city(folder: Path) -> None:
    with (folder / "blocks.csv").open("a") as blocks:
        blocks.write(
            '"Main St, North End",100,33.4551,-112.0711\n"Main St, Las Lomas",100,33.4431,-112.0711\n'
        )
    loading.load_places(folder)
    assert lookup.resolve("120 Main St, Las Lomas").label == "120 Main St, Las Lomas"
    assert lookup.resolve("120 main st north end, Ocotillo, AZ").label == "120 Main St, North End"
    assert [found.label for found in lookup.find("120 Main St")] == [
        "120 Main St, Las Lomas",
        "120 Main St, North End",
    ]


def test_each_line_that_cannot_be_used_is_told_and_nothing_changes(folder: Path) -> None:
    before = Edition.objects.get().digest
    (folder / "crossings.csv").write_text(
        "street,crosses,latitude,longitude\n"
        "W 4th St,Rosebud Ter,33.45,-112.07\n"
        "W 4th St,west fourth street,33.45,-112.07\n"
        "W 4th St,West St,33.4536,-112.0732\n"
        "West St,W 4th St,33.4536,-112.0732\n"
    )
    assert mistakes(folder) == (
        "crossings.csv: line 2 names a street that blocks.csv does not have; write it as there, or take the line out.",
        "crossings.csv: line 3 lets a street cross itself; name two streets.",
        "crossings.csv: line 5 gives a crossing a second time; take one of the two out.",
    )
    (folder / "crossings.csv").unlink()
    (folder / "landmarks.csv").write_text("code,en,es,latitude,longitude\npool,Pool,,33.45,-112.07\n")
    assert mistakes(folder) == (
        "landmarks.csv: line 2 lacks a code or a name; write one in each language, several with | between them.",
    )
    (folder / "landmarks.csv").unlink()
    (folder / "addresses.csv").write_text("street,number,latitude,longitude\nW 4th St,12a,33.45,-112.07\n")
    assert mistakes(folder) == ("addresses.csv: line 2 has no house number; write figures alone, like 1012.",)
    assert Edition.objects.get().digest == before
    assert Landmark.objects.count() == 2


def test_a_list_that_is_gone_from_the_folder_is_gone_from_the_tables(folder: Path) -> None:
    (folder / "crossings.csv").write_text(
        "street,crosses,latitude,longitude\nW 4th St,West St,33.4536,-112.0732\n"
    )
    loading.load_places(folder)
    assert Crossing.objects.count() == 1
    (folder / "crossings.csv").unlink()
    (folder / "landmarks.csv").unlink()
    loading.load_places(folder)
    assert not Crossing.objects.exists()
    assert not Landmark.objects.exists()
