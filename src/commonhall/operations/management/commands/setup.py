"""`commonhall setup`: load a city's folder, or say what is wrong in it."""

import json
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser

from commonhall.operations import city_folder, conditions
from commonhall.operations.city_folder import Change

_NAMED = 8  # of a list; the rest is counted


class Command(BaseCommand):
    help = (
        "Load a city's folder: departments, services with their questions, places. All files are read first; where "
        "one has a mistake, nothing changes. May run again, and while people work."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="the city's folder")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would change, and change nothing"
        )
        parser.add_argument(
            "--take-back",
            action="store_true",
            help="also change what was changed on screens since the last setup",
        )
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *, folder: Path, dry_run: bool, take_back: bool, json: bool, **options: object) -> None:
        read = city_folder.read(folder.expanduser().resolve())
        conditions.of_the_database()
        taken_back = city_folder.taken_back(read)
        changes = city_folder.compare(read) if dry_run else city_folder.take_in(read, takes_back=take_back)
        if json:
            self.stdout.write(_as_json(read.path, changes, taken_back, dry_run=dry_run))
        else:
            self.stdout.write(_as_text(changes, taken_back, dry_run=dry_run))


def _as_json(folder: Path, changes: tuple[Change, ...], taken_back: tuple[str, ...], *, dry_run: bool) -> str:
    listed = {
        change.what: {key: value for key, value in asdict(change).items() if key != "what"}
        for change in changes
    }
    return json.dumps(
        {"folder": str(folder), "dry_run": dry_run, "taken_back": taken_back, **listed}, ensure_ascii=False
    )


def _as_text(changes: tuple[Change, ...], taken_back: tuple[str, ...], *, dry_run: bool) -> str:
    lines = [line for change in changes for line in _lines(change)]
    if taken_back:
        told = "They change only with --take-back." if dry_run else "They were taken back."
        lines.append(f"Changed on screens since the last setup: {', '.join(taken_back)}. {told}")
    if all(change.is_none for change in changes):
        lines.append("The database holds all of it already.")
    elif dry_run:
        lines.append("Nothing was changed. Run it without --dry-run to do it.")
    else:
        lines.append(
            "Done. `serve` and `worker` read city.toml, desk.toml, elsewhere.toml and policy.toml at their next start."
        )
    return "\n".join(lines)


def _lines(change: Change) -> list[str]:
    told = {"added": change.added, "changed": change.changed, "gone": change.gone}
    lines = [f"{change.what}: {change.now}", *(_listed(word, names) for word, names in told.items() if names)]
    if change.left_out:
        lines.append(
            f"  {change.left_out} left out: their point is shared by so many that it stands for “not found”"
        )
    return [*lines, "  in another order"] if change.is_reordered else lines


def _listed(word: str, names: tuple[str, ...]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"  {len(names)} {word}: {', '.join(names[:_NAMED])}{more}"
