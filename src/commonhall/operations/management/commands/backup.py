"""`commonhall backup`: data, files and keys, each in a folder of its own."""

import json as as_json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser

from commonhall.errors import Refused
from commonhall.operations import conditions
from commonhall.operations.backups import making
from commonhall.operations.backups.making import Backup
from commonhall.operations.backups.places import Places


class Command(BaseCommand):
    help = (
        "Back up the city while people work: its data, its photos, and apart from both its keys. Each part is a "
        "folder of its own, and takes its name when it is whole."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="where the data goes")
        parser.add_argument(
            "--keys",
            type=Path,
            required=True,
            metavar="DIR",
            help="where the keys go: on another disk; never beside the data",
        )
        parser.add_argument(
            "--files", type=Path, metavar="DIR", help="where the photos go (default: beside the data)"
        )
        parser.add_argument("--json", action="store_true", help="end with one line for programs")

    def handle(self, *, data: Path, keys: Path, files: Path | None, json: bool, **options: object) -> None:
        conditions.of_the_owner()
        to = Places(data=data.absolute(), keys=keys.absolute(), files=(files or data).absolute())
        made = making.make(to, self.stderr.write)
        self.stdout.write(_as_json(made) if json else _as_text(made))
        if to.share_a_disk:
            self.stderr.write(
                "Keys and data lie on one disk, though in different folders. Carry the keys to another."
            )
        if made.missing:
            raise Refused(
                f"{len(made.missing)} photos that the database names are in no file, {made.missing[0]} first. All "
                "else is backed up. Look at the folder of photos."
            )


def _as_json(made: Backup) -> str:
    folders = {part.value: str(folder) for part, folder in made.folders.items()}
    counts = {name: getattr(made, name) for name in ("tables", "rows", "photos", "bytes")}
    return as_json.dumps(
        {**folders, **counts, "missing": len(made.missing), "seconds": round(made.seconds, 1)}
    )


def _as_text(made: Backup) -> str:
    lines = [f"{part.value:6}{folder}" for part, folder in made.folders.items()]
    lines.append(
        f"{made.rows:,} rows of {made.tables} tables and {made.photos:,} photos, {made.bytes / 1e6:,.1f} MB, in "
        f"{made.seconds:,.1f} s: {made.rows / made.seconds:,.0f} rows and {made.bytes / 1e6 / made.seconds:,.1f} MB a "
        "second."
    )
    return "\n".join(lines)
