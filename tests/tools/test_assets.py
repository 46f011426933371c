"""What the pages are made of is the same on every machine."""

import json
import re
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]


def test_every_package_has_one_exact_version() -> None:
    named = json.loads((PROJECT / "package.json").read_text())
    versions = [*named["dependencies"].values(), *named["devDependencies"].values()]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions)


def test_the_lock_says_what_a_package_is_and_not_where_it_came_from() -> None:
    """So that it can come from any mirror; its hash says whether it is the right one."""
    packages = json.loads((PROJECT / "package-lock.json").read_text())["packages"]
    fetched = [package for name, package in packages.items() if name]
    assert fetched
    assert all("integrity" in package and "resolved" not in package for package in fetched)


def test_what_is_built_is_not_built_again() -> None:
    command = [sys.executable, PROJECT / "tools/assets.py"]
    subprocess.run(command, check=True, capture_output=True)
    again = subprocess.run(command, check=True, capture_output=True, text=True)
    assert again.stdout == "Web assets: as they were\n"


def test_no_source_map_is_promised() -> None:
    built = PROJECT / "src/commonhall/web/static/commonhall/built"
    files = [*built.rglob("*.js"), *built.rglob("*.css")]
    assert files
    assert not [file for file in files if "sourceMappingURL" in file.read_text()]
