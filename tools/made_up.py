"""Set Django up for tools that need the program and none of its data: keys and a database's address are made up."""

import os
from pathlib import Path

import django

from commonhall.vault import keyring

PROJECT = Path(__file__).parents[1]


def set_up(folder: Path) -> None:
    """Load every room, with keys that last as long as `folder` does. Nothing may be read from the database."""
    keyring.make(folder / "keys.json")
    os.environ |= {
        "COMMONHALL_HOME": str(folder),
        "COMMONHALL_KEYS": str(folder / "keys.json"),
        "COMMONHALL_CITY": str(PROJECT / "src/commonhall/demo/city"),
        "DATABASE_URL": "postgresql://nobody@localhost/none",
        "DJANGO_SETTINGS_MODULE": "commonhall.config.settings",
    }
    django.setup()
