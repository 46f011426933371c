"""What call takers say comes from the city's folder; a mistake in it is told in a sentence."""

import re
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django.asserts import assertContains

from commonhall.calendar import city
from commonhall.calendar.tables import BadFile
from commonhall.desk import script, urgency
from tests.desk.calling import Taker

TINY = Path(__file__).parents[1] / "tinycity"
LINES = ("greeting", "optional", "anonymous", "records_law", "close")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A city folder that may be spoiled."""
    shutil.copy(settings.CITY.folder / script.FILE, tmp_path)
    return tmp_path


def spoil(folder: Path, was: str, becomes: str) -> None:
    path = folder / script.FILE
    text = path.read_text("utf-8")
    assert was in text
    path.write_text(text.replace(was, becomes, 1), "utf-8")


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("language", ["en", "es"])
def test_each_line_is_there_in_each_language(line: str, language: str) -> None:
    assert len(getattr(script.current(), line).of(language)) > 30


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("[greeting]", "[greting]", "greeting is missing"),
        ('[optional]\nen = "You', '[optional]\nxx = "You', "optional.en is missing"),
        ('number = "911"', "", "urgent[1].number is missing"),
        ("[urgent.unless]", "[urgent.except]", "urgent[1].unless is missing"),
        ("[close]", "[close]\nfr = 1", "close.fr is no key that Commonhall knows"),
    ],
)
def test_a_mistake_is_told_with_file_and_key(folder: Path, was: str, becomes: str, said: str) -> None:
    spoil(folder, was, becomes)
    with pytest.raises(BadFile) as told:
        script.of(folder)
    assert re.search(rf"{script.FILE}: (line \d+, )?{re.escape(said)}", str(told.value))


def test_a_city_without_the_file_is_told_to_write_it(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"desk.toml is not in the folder"):
        script.of(tmp_path)


def test_another_city_has_its_own_words() -> None:
    assert city.load(TINY).name == "Ocotillo"
    tiny = script.of(TINY)
    assert str(tiny.greeting).startswith("Ocotillo")
    assert urgency.hear("a rattlesnake", tiny.urgencies)
    assert not urgency.hear("a fire", tiny.urgencies)


def test_the_screen_shows_each_line_in_both_languages(taker: Taker) -> None:
    taker.begin()
    for line in ("greeting", "optional", "records_law"):
        for language in ("en", "es"):
            assertContains(taker.page, getattr(script.current(), line).of(language))
    taker.presses("anonymous")
    assertContains(taker.page, script.current().anonymous.of("es"))
    assertContains(taker.page, 'lang="es"')
