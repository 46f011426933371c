"""`commonhall import-requests`: a city's old data, every row accounted for."""

import json as as_json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from commonhall.errors import Refused
from commonhall.imports import mapping
from commonhall.imports.rejections import Why
from commonhall.imports.taking import Counts, Import
from commonhall.operations import conditions

_EVERY = 5.0  # seconds between two lines of progress


class Command(BaseCommand):
    help = (
        "Bring in service requests of another system: CSV, or Open311 JSON or XML. May be stopped and run again: "
        "each row comes in once. What does not come in stands in FILE.rejects.csv with line, column and reason."
    )
    requires_system_checks = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Under the name that was typed: Django's own are those of modules."""
        return super().create_parser(prog_name, subcommand.replace("_", "-"), **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "files", nargs="+", type=Path, metavar="FILE", help="in any number, of one system"
        )
        parser.add_argument(
            "--map",
            required=True,
            metavar="NAME|FILE.toml",
            help=f"what its columns mean: {', '.join(mapping.names())}, or a file of your own",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="read all and write the rejects, but bring nothing in"
        )
        parser.add_argument("--json", action="store_true", help="end with one line for programs")

    def handle(self, *, files: list[Path], map: str, dry_run: bool, json: bool, **options: object) -> None:
        mapping.load(map)  # what is wrong with it is told without a database
        conditions.of_the_database()
        self.bring_in(files, by=map, dry_run=dry_run, json=json)

    def bring_in(self, files: Sequence[Path], *, by: str, dry_run: bool = False, json: bool = False) -> None:
        """Do it, on the database that is there. Raises Refused where a file broke off, when all else is in."""
        taking = Import(files=files, map=mapping.load(by), is_dry=dry_run, tell=_Progress(self))
        counts = taking.run()
        self.stdout.write(_as_json(counts) if json else _as_text(counts, is_dry=dry_run))
        if taking.broken:
            raise Refused("\n".join(str(each) for each in taking.broken))


class _Progress:
    """Says how far it is, on the error channel: what is said at the end stands alone on the other."""

    def __init__(self, command: BaseCommand) -> None:
        self._command = command
        self._began = self._said = time.monotonic()

    def __call__(self, counts: Counts, path: Path) -> None:
        now = time.monotonic()
        if now - self._said < _EVERY:
            return
        self._said = now
        a_second = counts.read / (now - self._began)
        self._command.stderr.write(
            f"{path.name}: {counts.read:,} rows read, {counts.imported:,} imported, {counts.already:,} in already, "
            f"{counts.rejected:,} rejected; {a_second:,.0f} a second"
        )


def _as_json(counts: Counts) -> str:
    return as_json.dumps(
        {name: getattr(counts, name) for name in ("read", "imported", "already", "rejected")}
    )


def _as_text(counts: Counts, *, is_dry: bool) -> str:
    would = "would be imported" if is_dry else "imported"
    first = (
        f"{counts.read:,} rows read: {counts.imported:,} {would} ({counts.anonymous:,} of them anonymous), "
        f"{counts.already:,} in already, {counts.rejected:,} rejected."
    )
    lines = [first]
    lines += [
        f"  {count:,}: {column or 'row'}: {Why(why).label}"
        for (column, why), count in counts.reasons.most_common()
    ]
    if counts.rejected:
        lines.append("Each rejected row stands in the file beside its own that ends in .rejects.csv.")
    if counts.past_schedule:
        lines.append(
            f"{counts.past_schedule:,} were closed so long ago that their schedule is over: the next night deletes "
            "them."
        )
    if is_dry:
        lines.append("Nothing was changed. Run it without --dry-run to do it.")
    return "\n".join(lines)
