"""`commonhall export`: all data of the city in one folder, sealed as it lies."""

import json as as_json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser

from commonhall.errors import Refused
from commonhall.operations import conditions
from commonhall.operations.export import making
from commonhall.operations.export.making import Export


class Command(BaseCommand):
    help = (
        "Take all data of the city out while people work: a file of JSON lines for each table, the photos, and a "
        "manifest. What is sealed stays sealed, and no key is in it."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="a new or empty folder")
        parser.add_argument("--json", action="store_true", help="end with one line for programs")

    def handle(self, *, folder: Path, json: bool, **options: object) -> None:
        conditions.of_the_owner()
        made = making.make(folder, self.stderr.write)
        self.stdout.write(_as_json(made) if json else _as_text(made))
        if made.missing:
            raise Refused(
                f"{len(made.missing)} photos that the database names are in no file, {made.missing[0]} first. All "
                "else is taken out. Look at the folder of photos."
            )


def _as_json(made: Export) -> str:
    return as_json.dumps(
        {
            "folder": str(made.folder),
            "tables": len(made.manifest.tables),
            "rows": made.rows,
            "photos": made.manifest.photos.count,
            "bytes": made.bytes,
            "missing": len(made.missing),
            "seconds": round(made.seconds, 1),
        }
    )


def _as_text(made: Export) -> str:
    return (
        f"{made.folder}: {made.rows:,} rows of {len(made.manifest.tables)} tables and "
        f"{made.manifest.photos.count:,} photos, sealed as they lie, {made.bytes / 1e6:,.1f} MB, in "
        f"{made.seconds:,.1f} s."
    )
