"""`commonhall export`: all data of the city in one folder, sealed as it lies, or opened where two people said so."""

import json as as_json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser

from commonhall.errors import Refused
from commonhall.operations import conditions
from commonhall.operations.export import making
from commonhall.operations.export.making import Export

_THE_APPROVED = 0


class Command(BaseCommand):
    help = (
        "Take all data of the city out while people work: a file of JSON lines for each table, the photos, and a "
        "manifest. What is sealed stays sealed, and no key is in it; opened only where two people approved it."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="a new or empty folder")
        parser.add_argument(
            "--opened",
            type=int,
            nargs="?",
            const=_THE_APPROVED,
            metavar="NUMBER",
            help="open contacts, words, notes and photos, by the approval of the export with that number under "
            "/staff/exports/ (default: the one that is approved); it is good once",
        )
        parser.add_argument("--json", action="store_true", help="end with one line for programs")

    def handle(self, *, folder: Path, opened: int | None, json: bool, **options: object) -> None:
        conditions.of_the_owner()
        if opened is None:
            made = making.make(folder, self.stderr.write)
        else:
            conditions.refuse_foreign_keys()
            made = making.make_opened(folder, opened or None, self.stderr.write)
        self.stdout.write(_as_json(made) if json else _as_text(made))
        if said := _what_is_wrong(made):
            raise Refused(said)


def _what_is_wrong(made: Export) -> str:
    told = []
    if made.missing:
        told.append(
            f"{len(made.missing)} photos that the database names are in no file, {made.missing[0]} first. All else "
            "is taken out. Look at the folder of photos."
        )
    if made.manifest.opened and (count := made.manifest.opened.unopened.count):
        told.append(
            f"{count} values did not open with this key file; {making.UNOPENED} names each. All else is taken out."
        )
    return " ".join(told)


def _as_json(made: Export) -> str:
    told = {
        "folder": str(made.folder),
        "tables": len(made.manifest.tables),
        "rows": made.rows,
        "photos": made.manifest.photos.count,
        "bytes": made.bytes,
        "missing": len(made.missing),
        "seconds": round(made.seconds, 1),
    }
    if opened := made.manifest.opened:
        told |= {"opened": opened.approval.number, "unopened": opened.unopened.count}
    return as_json.dumps(told)


def _as_text(made: Export) -> str:
    how = "opened" if made.manifest.opened else "sealed as they lie"
    return (
        f"{made.folder}: {made.rows:,} rows of {len(made.manifest.tables)} tables and "
        f"{made.manifest.photos.count:,} photos, {how}, {made.bytes / 1e6:,.1f} MB, in {made.seconds:,.1f} s."
    )
