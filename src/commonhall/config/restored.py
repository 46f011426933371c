"""`commonhall restore`: a backup put back, into the city's empty database or into a new home of the demo.

What is needed before Django can start comes first: the parts are looked at whole, and the key file takes its place.
"""

import argparse
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.core.management import execute_from_command_line

from commonhall.config import environment, logs
from commonhall.demo import database
from commonhall.demo import home as homes
from commonhall.demo import settings as demo_settings
from commonhall.errors import Refused
from commonhall.operations import absence, postgres
from commonhall.operations.backups import archive, key_file
from commonhall.operations.backups.archive import Archive
from commonhall.operations.backups.manifest import Part

_URL = "http://localhost:8000"  # of a home that was restored; the demo writes its own at its next start


def main(arguments: Sequence[str]) -> int:
    """Restore. Raises Refused and NotNow; then nothing is there that was not there before, but an empty schema."""
    given = _parser().parse_args(arguments)
    found = archive.read(given.data, given.files, given.keys)
    archive.refuse_damaged(found)
    logs.hold_uncaught()
    if given.home:
        os.environ["COMMONHALL_HOME"] = str(given.home.absolute())
    with _a_place_for(found), absence.in_words():
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonhall.config.settings")
        parts = [f"--{part}={folder}" for part, folder in found.folders.items()]
        execute_from_command_line(["commonhall", "restore", *parts, *(["--json"] if given.json else [])])
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="commonhall restore",
        description=(
            "Put a backup back into an empty database and an empty folder of photos, and compare it row by row. "
            "Where no setting of a city is there, it becomes a new home of the demo."
        ),
    )
    archive.add_arguments(parser)
    parser.add_argument("--home", type=Path, metavar="DIR", help="COMMONHALL_HOME for this run")
    return parser


@contextmanager
def _a_place_for(found: Archive) -> Iterator[None]:
    if environment.names_a_city():
        keys = os.environ.get("COMMONHALL_KEYS")
        if keys and key_file.put_back(found.folders[Part.KEYS], Path(keys).absolute()):
            sys.stderr.write(f"The key file of the backup lies at {keys} now.\n")
        yield
    else:
        with _new_home(found, environment.home()):
            yield


@contextmanager
def _new_home(found: Archive, folder: Path) -> Iterator[None]:
    """A home of the demo with a database that runs; gone again where the restore did not work."""
    if not found.is_demo:
        raise Refused(
            "This is the backup of a city, not of a demo. Set DATABASE_URL and the other settings of the city that "
            "it is restored to."
        )
    with homes.opened(folder) as home:
        server = postgres.Server(home.folder, home.passwords)
        if home.is_being_restored:
            sys.stderr.write("A restore into this home was cut short: it begins anew.\n")
            server.end_orphan()
            shutil.rmtree(home.data, ignore_errors=True)
        elif home.was_ready or home.has_data:
            raise Refused(f"{folder} is a home already. Restore into an empty or new folder with --home.")
        home.note_restoring()
        home.keys.unlink(missing_ok=True)
        key_file.put_back(found.folders[Part.KEYS], home.keys)
        try:
            server.start()
            database.prepare(server, home.passwords)
            os.environ |= demo_settings.of_the_owner(home, _URL)
            yield
            home.note_ready(_URL)
        finally:
            server.stop()
            if not home.was_ready:
                shutil.rmtree(home.data, ignore_errors=True)
                home.note_empty()
