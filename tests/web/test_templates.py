"""What holds for every template of the house, whoever wrote it."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import get_template

import commonhall
from commonhall.web import icons

SOURCE = Path(commonhall.__file__).parent
TEMPLATES = sorted(file for file in SOURCE.glob("*/templates/**/*") if file.is_file())
STYLE_SHEET = "commonhall/built/css/site.css"

every_template = pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)


def test_there_are_templates_to_look_at() -> None:
    assert SOURCE / "web/templates/web/base.html" in TEMPLATES


@every_template
def test_it_compiles(file: Path) -> None:
    get_template(str(file.relative_to(SOURCE)).split("/templates/")[1])


@every_template
def test_it_holds_no_script_and_no_style_of_its_own(file: Path) -> None:
    text = file.read_text()
    assert not re.search(r"<script|<style|javascript:", text, re.IGNORECASE)
    assert not re.search(r"\s(style|on[a-z]+)\s*=", _tags(text), re.IGNORECASE)


@every_template
def test_it_links_to_others_only_where_the_link_is_marked(file: Path) -> None:
    assert not re.search(r"(href|src|action|poster|data|srcset)\s*=\s*[\"']?(https?:)?//", file.read_text())


@every_template
def test_its_icons_have_a_meaning(file: Path) -> None:
    named = re.findall(r"{% icon [\"'](\w+)[\"']", file.read_text())
    assert set(named) <= icons.MEANING.keys()


@every_template
def test_what_it_includes_is_there(file: Path) -> None:
    for name in re.findall(r"{% (?:include|extends) [\"']([^\"'#]+)", file.read_text()):
        get_template(name)


def test_the_style_sheet_is_built_with_everything_it_names() -> None:
    built = finders.find(STYLE_SHEET)
    assert built, "run `make assets`"
    style = Path(built).read_text()
    named = set(re.findall(r"url\([\"']?([^\"')]+)", style))
    assert any("woff2" in name for name in named)
    assert [name for name in named if not (Path(built).parent / name).is_file()] == []


def test_every_icon_is_in_the_sprite() -> None:
    sprite = finders.find("commonhall/built/img/sprite.svg")
    assert sprite
    assert set(re.findall(r'<symbol id="(\w+)"', Path(sprite).read_text())) == icons.MEANING.keys()


@pytest.mark.parametrize(
    "file", sorted(SOURCE.glob("web/theme/components/*.scss")), ids=lambda file: file.name
)
def test_a_component_of_the_theme_is_short_and_takes_its_colours_from_the_properties(file: Path) -> None:
    text = file.read_text()
    assert len(text.splitlines()) <= 100
    if file.stem != "_print":  # paper is white and ink is black there, whatever the city's colours
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b", text)


def _tags(text: str) -> str:
    """The tags alone: in the words between them "on = …" would be innocent."""
    return " ".join(re.findall(r"<[a-zA-Z][^>]*>", re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", " ", text)))
