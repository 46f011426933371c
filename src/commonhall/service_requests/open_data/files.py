"""Where the files lie. Each day's have a folder of their own, and one small file names the day that is given out."""

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

_CURRENT, _INDEX = "current", "index.json"


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """One file of a day: its name is its address, and stays."""

    name: str
    size: int  # bytes
    digest: str  # SHA-256, hexadecimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """All files of a day, which stand for what was listed when it ended."""

    day: date
    folder: Path
    files: Mapping[str, File]


def current() -> Edition | None:
    """What is given out now; None before the first was written."""
    try:
        day = date.fromisoformat((_root() / _CURRENT).read_text("utf-8"))
        return _edition(_root() / day.isoformat(), day)
    except FileNotFoundError:
        return None


def begin(day: date) -> Path:
    """An empty folder for the files of a day; what a run that was killed left there is gone."""
    folder = _root() / day.isoformat()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def give_out(day: date) -> None:
    """From now on the files of this day, all at once; those of earlier days are gone."""
    folder = _root() / day.isoformat()
    index = {path.name: _described(path) for path in sorted(folder.iterdir())}
    (folder / _INDEX).write_text(json.dumps(index), "utf-8")
    beside = _root() / f"{_CURRENT}.new"
    beside.write_text(day.isoformat(), "utf-8")
    beside.replace(_root() / _CURRENT)
    for other in _root().iterdir():
        if other.is_dir() and other != folder:
            shutil.rmtree(other)


@lru_cache(maxsize=2)
def _edition(folder: Path, day: date) -> Edition:
    index = json.loads((folder / _INDEX).read_text("utf-8"))
    files = {name: File(name=name, **described) for name, described in index.items()}
    return Edition(day=day, folder=folder, files=files)


def _described(path: Path) -> dict[str, int | str]:
    with path.open("rb") as file:
        return {"size": path.stat().st_size, "digest": hashlib.file_digest(file, "sha256").hexdigest()}


def _root() -> Path:
    return Path(settings.HOME) / "open-data"
