"""The house stands as drawn: what the import linter cannot see. Foreign keys and templates go down as imports do, and
every column that can hold something about a person is declared."""

import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from commonhall import holdings
from commonhall.holdings import Kind

PROJECT = Path(__file__).parents[1]
SOURCE = PROJECT / "src" / "commonhall"
LAYERS = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0][
    "layers"
]
FLOOR = {
    room.strip(" ()"): floor
    for floor, layer in enumerate(reversed(LAYERS))
    for room in re.split(r"[|:]", layer)
}
INCLUDED = re.compile(r"{%\s*(?:include|extends)\s+\"(?P<room>[a-z_]+)/")
OURS = [
    model
    for model in apps.get_models(include_auto_created=True)
    if model.__module__.startswith("commonhall.")
]
ALL = apps.get_models(include_auto_created=True)


def room_of(model: type[models.Model]) -> str:
    return model.__module__.split(".")[1]


def may_know(upper: str, lower: str) -> bool:
    return upper == lower or FLOOR[lower] < FLOOR[upper]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_foreign_keys_go_down(model: type[models.Model]) -> None:
    for field in model._meta.concrete_fields:
        related = field.related_model
        if isinstance(related, type) and related.__module__.startswith("commonhall."):
            assert may_know(room_of(model), room_of(related)), f"{field.name} points at {related._meta.label}"


@pytest.mark.parametrize(
    "template", sorted(SOURCE.rglob("templates/**/*.html")), ids=lambda path: str(path.relative_to(SOURCE))
)
def test_templates_include_downwards(template: Path) -> None:
    room = template.relative_to(SOURCE).parts[0]
    for found in INCLUDED.finditer(template.read_text()):
        assert may_know(room, found["room"]), found[0]


@pytest.mark.parametrize("model", ALL, ids=lambda model: model._meta.label)
def test_every_column_that_can_speak_is_declared(model: type[models.Model]) -> None:
    speaking = {field.name for field in model._meta.concrete_fields if holdings.can_speak(field)}
    holding = holdings.all_declared().get(model._meta.label_lower)
    assert holding is not None, "the table is not declared in any holding.py"
    assert speaking <= set(holding.columns)
    assert set(holding.columns) <= {field.name for field in model._meta.concrete_fields}


def test_what_is_not_personal_says_why() -> None:
    for holding in holdings.all_declared().values():
        for name, column in holding.columns.items():
            assert column.kind is not Kind.NOT_PERSONAL or column.why, f"{holding.model}.{name}"


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_keys_of_sealed_tables_are_random(model: type[models.Model]) -> None:
    """A sequence keeps the order of arrival, and uuid7 its time."""
    holding = holdings.all_declared()[model._meta.label_lower]
    if any(column.kind in {Kind.SEALED, Kind.STRIPPED} for column in holding.columns.values()):
        assert not isinstance(model._meta.pk, models.AutoField | models.BigAutoField)


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE)))
def test_files_stay_small_and_have_no_drawer_for_a_name(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 400
    assert path.stem not in {"utils", "util", "helpers", "helper", "common", "misc", "services"}


def test_no_city_is_named_outside_the_demo() -> None:
    named = [
        path.relative_to(SOURCE)
        for path in SOURCE.rglob("*")
        if path.suffix in {".py", ".html", ".toml", ".js", ".scss", ".json"}
        and path.relative_to(SOURCE).parts[0] != "demo"
        and "built" not in path.parts
        and re.search(r"Wilmington|Delaware", path.read_text())
    ]
    assert named == []
