"""`commonhall restore`: what is done in the database; what comes before lies in `config/restored.py`."""

import json as as_json
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser

from commonhall.operations import conditions
from commonhall.operations.backups import archive, restoring
from commonhall.operations.backups.restoring import Restored


class Command(BaseCommand):
    help = (
        "Put a backup back into an empty database and an empty folder of photos, and compare it row by row."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        archive.add_arguments(parser)

    def handle(self, *, data: Path, keys: Path, files: Path | None, json: bool, **options: object) -> None:
        conditions.of_the_owner()
        restored = restoring.restore(archive.read(data, files, keys), self.stderr.write)
        self.stdout.write(_as_json(restored) if json else _as_text(restored))


def _as_json(restored: Restored) -> str:
    return as_json.dumps({**asdict(restored), "same": True, "seconds": round(restored.seconds, 1)})


def _as_text(restored: Restored) -> str:
    return (
        f"{restored.rows:,} rows of {restored.tables} tables and {restored.photos:,} photos are back, and the same as "
        f"when the backup was made; {restored.found_by_search:,} are found by search. {restored.seconds:,.1f} s: "
        f"{restored.rows / restored.seconds:,.0f} rows a second.\n"
        "Staff sign in again. Who was erased since the backup was made is back too: erase them again."
    )
