"""Set Django up for tools that need the program and none of its data."""

import os
from pathlib import Path

import django

from commonhall.config import made_up


def set_up(folder: Path) -> None:
    """Load every room, with keys that last as long as `folder` does. Nothing may be read from the database."""
    os.environ |= {**made_up.settings(folder), "DJANGO_SETTINGS_MODULE": "commonhall.config.settings"}
    django.setup()
