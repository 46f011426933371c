"""What the documentation says of the code is there: pages, links, commands, settings, targets."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from commonhall.config.cli import COMMANDS
from commonhall.config.environment import SETTINGS

PROJECT = Path(__file__).parents[1]
DECISIONS = PROJECT / "docs/decisions"
CITY_FOLDER = PROJECT / "src/commonhall/demo/city/README.md"
PAGES = sorted([*PROJECT.glob("*.md"), *PROJECT.glob("docs/**/*.md"), CITY_FOLDER])
FOLDERS = (".", "src/commonhall", "src/commonhall/*", "src/commonhall/demo/city")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)


def test_the_pages_that_repeat_what_the_code_knows_are_current() -> None:
    told = subprocess.run(
        [sys.executable, PROJECT / "tools/docs_pages.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (told.returncode, told.stdout) == (0, ""), told.stderr


def test_each_link_leads_to_a_file_and_to_a_heading_of_it() -> None:
    links = list(_found(r"\[[^\]]*\]\(([^)\s]+)\)"))
    assert links
    assert [(page, link) for page, link in links if "://" not in link and not _leads(page, link)] == []


def test_each_command_that_is_named_is_there() -> None:
    named = list(_found_in_code(r"\bcommonhall ([a-z][a-z0-9_-]*)"))
    assert named
    assert [(page, name) for page, name in named if name not in COMMANDS] == []


def test_each_setting_that_is_named_is_there() -> None:
    known = {setting.variable for setting in SETTINGS}
    named = list(_found(r"\b((?:COMMONHALL_|DATABASE_URL)\w*)"))
    assert named
    assert [(page, name) for page, name in named if name.removesuffix("_FILE") not in known] == []


def test_each_target_of_make_that_is_named_is_there() -> None:
    targets = re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE)
    named = list(_found_in_code(r"\bmake ([a-z]+)\b"))
    assert named
    assert [(page, name) for page, name in named if name not in targets] == []


def test_each_file_that_is_named_is_there() -> None:
    named = list(_found_in_code(r"(?<![\w/.])([\w-][\w./-]*\.(?:py|toml|csv|md|po))\b"))
    assert named
    assert [(page, name) for page, name in named if not _is_there(page, name)] == []


def test_the_operators_page_names_every_command() -> None:
    text = (PROJECT / "docs/operate/README.md").read_text("utf-8")
    meant = {name for name, command in COMMANDS.items() if command.meaning}
    assert {name for name in meant if f"commonhall {name}" not in text} == set()


@pytest.mark.parametrize("decision", sorted(DECISIONS.glob("[0-9]*.md")), ids=lambda file: file.stem)
def test_a_decision_says_why_what_else_and_when_it_would_be_wrong(decision: Path) -> None:
    title, _, when, *rest = decision.read_text("utf-8").splitlines()
    assert re.fullmatch(rf"# {decision.name[:4]} \w.+", title)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d, (accepted|superseded by \[\d{4}\]\(.+\))", when)
    assert all(said in "\n".join(rest) for said in ("\n\nNot chosen: ", "\n\nIt costs ", "Wrong if "))
    assert f"({decision.name})" in (DECISIONS / "README.md").read_text("utf-8")


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(file.name[:4]) for file in sorted(DECISIONS.glob("[0-9]*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


def test_what_the_code_says_of_the_documentation_is_there() -> None:
    named = {
        (source, name)
        for source in PROJECT.glob("src/commonhall/**/*.py")
        for name in re.findall(r"(?<![\w/.])docs/[\w/*.-]*[\w*]", source.read_text("utf-8"))
    }
    assert named
    assert {(source, name) for source, name in named if not list(PROJECT.glob(name))} == set()


def _found(pattern: str) -> Iterator[tuple[Path, str]]:
    for page in PAGES:
        for name in re.findall(pattern, page.read_text("utf-8")):
            yield page, name


def _found_in_code(pattern: str) -> Iterator[tuple[Path, str]]:
    for page in PAGES:
        for code in CODE.findall(page.read_text("utf-8")):
            for name in re.findall(pattern, code):
                yield page, name


def _is_there(page: Path, name: str) -> bool:
    return (page.parent / name).exists() or any(list(PROJECT.glob(f"{folder}/{name}")) for folder in FOLDERS)


def _leads(page: Path, link: str) -> bool:
    path, _, heading = link.partition("#")
    file = page.parent / path if path else page
    return file.exists() and (not heading or heading in _headings(file))


def _headings(file: Path) -> Iterator[str]:
    """As GitHub and Forgejo name them in addresses."""
    for line in file.read_text("utf-8").splitlines():
        if line.startswith("#"):
            yield re.sub(r"[^\w -]", "", line.lstrip("# ").lower()).replace(" ", "-")
