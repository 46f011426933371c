"""Gather the static files under their final, hashed names: `uv run python tools/collect.py`."""

import sys
import tempfile
from pathlib import Path

import made_up
from django.core.management import call_command

PROJECT = Path(__file__).parents[1]
MANIFEST = PROJECT / "build/static/staticfiles.json"


def main() -> int:
    """Collect, unless nothing changed since the last time."""
    if _is_newest():
        print("Static files: as they were")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        made_up.set_up(Path(folder))
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    print("Static files: collected")
    return 0


def _is_newest() -> bool:
    sources = (path for room in PROJECT.glob("src/commonhall/*/static") for path in room.rglob("*"))
    newest = max(path.stat().st_mtime for path in (PROJECT / "uv.lock", *sources))
    return MANIFEST.is_file() and MANIFEST.stat().st_mtime > newest


if __name__ == "__main__":
    sys.exit(main())
