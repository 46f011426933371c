import re
from datetime import date, time
from pathlib import Path

import pytest
from django.utils import translation

from commonhall.calendar import city
from commonhall.calendar.tables import BadFile
from commonhall.errors import Refused
from tests import tiny


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the tiny city, to be spoiled."""
    return tiny.copy(tmp_path)


def mistakes(folder: Path) -> tuple[str, ...]:
    with pytest.raises(BadFile) as refused:
        city.load(folder)
    return refused.value.mistakes


def test_a_city_is_read_from_its_folder() -> None:
    read = city.load(tiny.TINY)
    assert (read.name, read.state, read.time_zone) == ("Ocotillo", "Arizona", "America/Phoenix")
    assert read.phone.hours.of("es") == "de lunes a jueves, de 7 a 18 h"
    assert read.records_law.answer_within_working_days == 5
    assert date(2026, 7, 3) in read.closed_days
    assert (read.opens, read.closes) == (time(7), time(18))
    assert [town.name for town in read.neighbours] == ["Palo Seco", "Mesquite", "Saguaro County"]


def test_a_text_speaks_the_language_of_the_page() -> None:
    title = city.load(tiny.TINY).title
    with translation.override("es"):
        assert str(title) == "Pueblo de Ocotillo"
    with translation.override("en-us"):
        assert str(title) == "Town of Ocotillo"
    assert title.of("fr") == "Town of Ocotillo"


WORDS = 'write words in quotes, like key = "words"'
A_ZONE = "which is no time zone; write one like America/New_York"


@pytest.mark.parametrize(
    ("old", "new", "key", "why"),
    [
        ('name = "Ocotillo"\n', "", "name", f"is missing; {WORDS}"),
        ('name = "Ocotillo"\n', 'name = " "\n', "name", "is empty; write the words"),
        ('name = "Ocotillo"\n', "name = 7\n", "name", 'must be words in quotes, like key = "words"'),
        ("America/Phoenix", "America/Pheonix", "time_zone", f"is America/Pheonix, {A_ZONE}"),
        ("America/Phoenix", "America", "time_zone", f"is America, {A_ZONE}"),
        ("America/Phoenix", "../etc", "time_zone", f"is ../etc, {A_ZONE}"),
        ("tion = true", 'tion = "yes"', "is_demonstration", "must be true or false, without quotes"),
        (', es = "Pueblo de Ocotillo"', "", "title.es", f"is missing; {WORDS}"),
        ("_days = 5", "_days = 0", "records_law.answer_within_working_days", "is 0; write 1 or more"),
        (
            "_days = 5",
            "_days = true",
            "records_law.answer_within_working_days",
            "must be a whole number without quotes",
        ),
        ('["en", "es"]', '["es"]', "languages", 'must hold "en"; add it'),
        ('["en", "es"]', '["en", 7]', "languages", 'must be a list of words in quotes, like ["en", "es"]'),
        (
            "[accessibility]",
            "[accesibility]",
            "accessibility",
            "is missing; write a table: a line [accessibility] with its keys under it",
        ),
        (
            'short = "311"',
            'short = "311"\nfax = "1"',
            "phone.fax",
            "is no key that Commonhall knows; take it out, or mend its spelling",
        ),
    ],
)
def test_each_mistake_is_told_with_file_and_key(folder: Path, old: str, new: str, key: str, why: str) -> None:
    tiny.change(folder / "city.toml", old, new)
    told = [re.sub(r"line \d+, ", "", mistake) for mistake in mistakes(folder)]
    assert f"city.toml: {key} {why}." in told


def test_a_mistake_is_told_with_its_line(folder: Path) -> None:
    tiny.change(folder / "city.toml", "_days = 5", "_days = 0")
    assert mistakes(folder) == (
        "city.toml: line 30, records_law.answer_within_working_days is 0; write 1 or more.",
    )


def test_all_mistakes_are_told_at_once_and_a_missing_table_once(folder: Path) -> None:
    tiny.change(folder / "city.toml", "[accessibility]\n", "[accesibility]\n")
    tiny.change(folder / "city.toml", 'name = "Ocotillo"\n', "")
    told = mistakes(folder)
    assert len(told) == 3  # the name, the table that is missing, and the table that nobody knows


def test_a_folder_without_its_file_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"city\.toml is not in the folder .*; put it there\."):
        city.load(tmp_path)


@pytest.mark.parametrize("written", ["name = ", "\x00", 'name = "a"\nname = "b"'])
def test_what_is_no_toml_is_refused_in_words(folder: Path, written: str) -> None:
    (folder / "city.toml").write_text(written)
    assert mistakes(folder)[0].startswith("city.toml cannot be read as TOML: ")


def test_a_holiday_that_is_no_day_is_told_with_its_line(folder: Path) -> None:
    with (folder / "holidays.csv").open("a") as file:
        file.write("Christmas,Christmas Day,Navidad\n")
    assert mistakes(folder) == ("holidays.csv: line 6 names no day; write it like 2026-07-04.",)


def test_a_list_without_its_columns_is_refused(folder: Path) -> None:
    (folder / "holidays.csv").write_text("day,en\n2026-01-01,New Year\n")
    assert mistakes(folder) == ("holidays.csv: the first line must name the columns es.",)


def test_a_list_that_is_not_there_is_told(folder: Path) -> None:
    (folder / "holidays.csv").unlink()
    assert "holidays.csv is not in the folder" in mistakes(folder)[0]


def test_a_neighbour_without_names_is_told(folder: Path) -> None:
    tiny.change(folder / "neighbours.toml", 'names = ["mesquite"]\n', "")
    assert mistakes(folder) == (
        'neighbours.toml: line 6, town[2].names is missing; write a list of words, like ["en", "es"].',
    )
