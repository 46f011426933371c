import shutil
from pathlib import Path

import pytest
from django.db import IntegrityError

from commonhall.calendar.tables import BadFile
from commonhall.places import loading
from commonhall.places.models import Block, Edition
from tests.places.conftest import TINY

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the tiny city's blocks, to be changed."""
    shutil.copy(TINY / "blocks.csv", tmp_path)
    return tmp_path


def write(folder: Path, *lines: str) -> None:
    (folder / "blocks.csv").write_text("\n".join(("street,hundred,latitude,longitude", *lines)) + "\n")


def counted(folder: Path) -> tuple[int, int, int, int]:
    """How many blocks there are after loading, and how many of them were added, changed and removed."""
    blocks = loading.load_places(folder)[0]
    return blocks.now, len(blocks.added), len(blocks.changed), len(blocks.removed)


def test_loading_twice_changes_nothing_the_second_time(folder: Path) -> None:
    assert counted(folder) == (20, 20, 0, 0)
    edition = Edition.objects.get().digest
    assert counted(folder) == (20, 0, 0, 0)
    assert Edition.objects.get().digest == edition


def test_loading_makes_the_table_what_the_file_says(folder: Path) -> None:
    write(folder, "N Elm St,100,33.1,-112.1", "N Elm St,200,33.2,-112.2", "Oak Ln,0,33.3,-112.3")
    loading.load_places(folder)
    edition = Edition.objects.get().digest
    write(folder, "North Elm Street,100,33.1,-112.1", "N Elm St,200,33.25,-112.2", "Oak Ln,100,33.3,-112.3")
    assert counted(folder) == (3, 1, 2, 1)
    assert list(
        Block.objects.order_by("street_key", "hundred").values_list("street", "hundred", "latitude")
    ) == [
        ("North Elm Street", 100, 33.1),
        ("N Elm St", 200, 33.25),
        ("Oak Ln", 100, 33.3),
    ]
    assert Edition.objects.get().digest != edition


def test_each_line_that_cannot_be_used_is_told_and_nothing_changes(folder: Path) -> None:
    loading.load_places(folder)
    write(
        folder,
        ",100,33.1,-112.1",
        "Elm St,150,33.1,-112.1",
        "Elm St,one,33.1,-112.1",
        "Elm St,100,here,-112.1",
        "Elm St,100,-112.1,33.1",
        "Elm St,100,nan,33.1",
        "Elm St,100,33.1,-112.1",
        "elm street,100,33.1,-112.1",
    )
    with pytest.raises(BadFile) as refused:
        loading.load_places(folder)
    assert refused.value.mistakes == (
        "blocks.csv: line 2 names no street; write one of up to 80 letters, like N Market St.",
        "blocks.csv: line 3 has no hundred of house numbers; write 0, 100, 200 and so on.",
        "blocks.csv: line 4 has no hundred of house numbers; write 0, 100, 200 and so on.",
        "blocks.csv: line 5 has no position; write degrees, like 39.74595 and -75.54659.",
        "blocks.csv: line 6 lies nowhere on the earth; write the latitude first, then the longitude.",
        "blocks.csv: line 7 lies nowhere on the earth; write the latitude first, then the longitude.",
        "blocks.csv: line 9 gives a block a second time; take one of the two out.",
    )
    assert Block.objects.count() == 20


def test_an_empty_list_does_not_empty_the_table(folder: Path) -> None:
    loading.load_places(folder)
    write(folder)
    with pytest.raises(BadFile, match="holds no block"):
        loading.load_places(folder)
    assert Block.objects.count() == 20


@pytest.mark.parametrize("wrong", [{"hundred": 150}, {"latitude": 91.0}, {"longitude": -181.0}])
def test_the_database_refuses_what_is_no_block(wrong: dict[str, float]) -> None:
    right: dict[str, float] = {"hundred": 100, "latitude": 33.1, "longitude": -112.1}
    with pytest.raises(IntegrityError):
        Block.objects.create(street="Elm St", street_key="elm st", **(right | wrong))
