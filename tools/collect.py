"""Gather the static files under their final, hashed names: `uv run python tools/collect.py`.

The settings need keys and a database's address; neither is used here, so that both may be made up.
"""

import os
import sys
import tempfile
from pathlib import Path

import django
from django.core.management import call_command

from commonhall.vault import keyring

PROJECT = Path(__file__).parents[1]
MANIFEST = PROJECT / "build/static/staticfiles.json"


def main() -> int:
    """Collect, unless nothing changed since the last time."""
    if _is_newest():
        print("Static files: as they were")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        keyring.make(Path(folder) / "keys.json")
        os.environ |= {
            "COMMONHALL_HOME": folder,
            "COMMONHALL_KEYS": f"{folder}/keys.json",
            "COMMONHALL_CITY": str(PROJECT / "src/commonhall/demo/city"),
            "DATABASE_URL": "postgresql://nobody@localhost/none",
            "DJANGO_SETTINGS_MODULE": "commonhall.config.settings",
        }
        django.setup()
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    print("Static files: collected")
    return 0


def _is_newest() -> bool:
    sources = (path for room in PROJECT.glob("src/commonhall/*/static") for path in room.rglob("*"))
    newest = max(path.stat().st_mtime for path in (PROJECT / "uv.lock", *sources))
    return MANIFEST.is_file() and MANIFEST.stat().st_mtime > newest


if __name__ == "__main__":
    sys.exit(main())
