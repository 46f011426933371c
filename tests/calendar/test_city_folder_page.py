"""The page that says how a city's folder is written names what the readers take: no key less, and none more."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from commonhall.calendar import city
from commonhall.calendar.tables import BadFile
from commonhall.desk import script
from commonhall.places import reading as places
from commonhall.policy import texts
from commonhall.service_requests import elsewhere
from commonhall.service_requests.catalogue import reading

PROJECT = Path(__file__).parents[2]
PAGE = (PROJECT / "docs/operate/city-folder.md").read_text("utf-8")
DEMO, TINY = PROJECT / "src/commonhall/demo/city", PROJECT / "tests/tinycity"
LANGUAGES = ("en", "es")
# Written in double brackets, or as lists of tables.
BLOCKS = {
    "town",
    "urgent",
    "matter",
    "lines",
    "group",
    "section",
    "sentence",
    "department",
    "service",
    "question",
    "values",
}
ROOT = {
    "neighbours.toml": "town",
    "departments.toml": "department",
    "services.toml": "service",
}
READERS: Mapping[str, Callable[[Path], object]] = {
    "city.toml": city.load,
    "neighbours.toml": city.load,
    "desk.toml": lambda folder: script.read(folder, LANGUAGES),
    "elsewhere.toml": lambda folder: elsewhere.read(folder, LANGUAGES),
    "policy.toml": lambda folder: texts.read(folder, LANGUAGES),
    "departments.toml": lambda folder: reading.folder(folder, LANGUAGES),
    "services.toml": lambda folder: reading.folder(folder, LANGUAGES),
}


def section(file: str) -> str:
    return PAGE.split(f"\n## {file}\n")[1].split("\n## ")[0]


def named(file: str) -> set[str]:
    """The keys that stand first in a line of the file's table."""
    lines = re.findall(r"^\| (`[^|]+) \|", section(file), re.MULTILINE)
    within = f"{ROOT[file]}." if file in ROOT else ""
    return {within + key for line in lines for key in re.findall(r"`([^`]+)`", line)}


def used(values: Mapping[str, Any], within: str = "") -> Iterator[str]:
    """The keys of a file, without its texts' languages."""
    for key, value in values.items():
        if key in LANGUAGES:
            continue
        rows = value if isinstance(value, list) and value and isinstance(value[0], dict) else [value]
        for row in rows:
            inner = list(used(row, f"{within}{key}.")) if isinstance(row, dict) else []
            yield from inner or [f"{within}{key}"]


@pytest.mark.parametrize("file", READERS)
def test_every_key_of_both_cities_is_explained(file: str) -> None:
    known = named(file)
    for folder in (DEMO, TINY):
        assert set(used(tomllib.loads((folder / file).read_text("utf-8")))) <= known


@pytest.mark.parametrize("file", READERS)
def test_every_key_that_is_explained_is_taken(file: str, tmp_path: Path) -> None:
    """Each with nothing in it: the reader may find it wrong, and may not find it strange."""
    for each in TINY.iterdir():
        (tmp_path / each.name).write_bytes(each.read_bytes())
    (tmp_path / file).write_text(written(tree(named(file))), "utf-8")
    with pytest.raises(BadFile) as refused:
        READERS[file](tmp_path)
    strange = [each for each in refused.value.mistakes if "no key that Commonhall knows" in each]
    assert (strange, len(refused.value.mistakes) > 1) == ([], True)


def tree(keys: set[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key in keys:
        at = found
        for part in key.split("."):
            at = at.setdefault(part, {})
    return found


def written(values: Mapping[str, Any]) -> str:
    return "\n".join(f"{key} = {_value(key, value)}" for key, value in values.items())


def _value(key: str, value: Mapping[str, Any]) -> str:
    if key == "datatype":
        return '"singlevaluelist"'  # else `values` would not be looked at
    inner = "{ " + ", ".join(f"{each} = {_value(each, more)}" for each, more in value.items()) + " }"
    return f"[{inner}]" if key in BLOCKS else inner


def test_the_columns_of_the_lists_are_named() -> None:
    for file, columns in places.COLUMNS.items():
        assert set(columns) <= set(re.findall(r"`(\w+)`", section(file)))
    assert {"day", *LANGUAGES} == set(re.findall(r"`(\w+)`", section("holidays")))


def test_every_file_of_the_smallest_city_is_named() -> None:
    for file in TINY.iterdir():
        assert f"`{file.name}`" in PAGE or file.name in {"holidays.csv", "mark.svg"}, file.name
