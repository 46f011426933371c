"""The tiny city of the tests, and copies of it to be changed and spoiled."""

import shutil
from pathlib import Path

TINY = Path(__file__).parent / "tinycity"


def copy(to: Path) -> Path:
    """A copy of the tiny city's folder inside `to`."""
    return Path(shutil.copytree(TINY, to / "city"))


def change(path: Path, old: str, new: str) -> None:
    """Put other words in a file, once; what was there before must have been there."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
