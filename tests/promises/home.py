"""A home of its own: key file, photo folder and PostgreSQL cluster, as durable as in production.

What is taken from it is the whole folder, as a thief takes it: the power goes, then the disk.
"""

import json
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connections

from commonhall.demo import database
from commonhall.operations import logins, migrating, postgres
from commonhall.places import loading
from commonhall.service_requests import catalogue
from commonhall.vault import keyring
from tests import running as running_demo
from tests.running import Demo
from tests.soak import inside

DATABASE = database.NAME


@dataclass(frozen=True, slots=True)
class Home:
    """A home whose database runs, and where Django's connections lead."""

    folder: Path
    server: postgres.Server

    @property
    def keys(self) -> Path:
        return self.folder / "keys.json"

    def write_out(self) -> None:
        """What the database does by itself every few minutes: put all that it has in memory into its files."""
        with self.server.connect() as connection:
            connection.execute("CHECKPOINT")

    def cut_the_power(self) -> None:
        """End the database as a power cut does: nothing is written out any more."""
        for connection in connections.all():
            connection.close()
        assert self.server.pid is not None
        os.kill(self.server.pid, signal.SIGQUIT)
        self.server.stop()


@contextmanager
def opened(folder: Path) -> Iterator[Home]:
    """The home in that folder, made where there is none; every connection of Django leads there meanwhile."""
    folder.mkdir(exist_ok=True)
    if not (folder / "keys.json").exists():
        keyring.make(folder / "keys.json")
        logins.keep(logins.new_passwords(), folder / "database.json")
    home = Home(folder, server_of(folder))
    with running(home.server), inside.led_into(folder):
        yield home


def server_of(folder: Path) -> postgres.Server:
    """The server of that home, not started."""
    return postgres.Server(folder, logins.kept(folder / "database.json"))


@contextmanager
def running(server: postgres.Server) -> Iterator[None]:
    """That server, started here and stopped here."""
    server.folder.mkdir(parents=True, exist_ok=True)
    server.start()
    try:
        yield
    finally:
        server.stop()


@contextmanager
def demo(machine: Path) -> Iterator[Demo]:
    """A whole demo in the folder `home` there; beside it lies all else that its processes write or say."""
    (machine / "tmp").mkdir()
    said = ["sh", "-c", 'exec "$@" 2> "$0"', str(machine / "stderr.log")]
    environment = {"TMPDIR": str(machine / "tmp")}
    process = running_demo.start(machine / "home", running_demo.free_port(), environment, through=said)
    try:
        ready = running_demo.first_line(process)
        assert ready, (machine / "stderr.log").read_text()
        yield Demo(process=process, home=machine / "home", ready=json.loads(ready))
    finally:
        process.terminate()
        rest, _ = process.communicate(timeout=running_demo.SECONDS_TO_END)
        (machine / "stdout.log").write_text(rest)


def make(folder: Path) -> None:
    """Make a home with schema and city, and leave it at rest: others are copied from it."""
    with opened(folder) as home:
        with home.server.connect() as connection:
            logins.create(connection, logins.kept(folder / "database.json"))
            logins.create_database(connection, DATABASE)
        with home.server.connect(DATABASE) as connection:
            logins.open_database(connection)
        migrating.apply()
        loading.load_places(settings.CITY.folder)
        catalogue.load(settings.CITY.folder)


def copy(made: Path, folder: Path) -> Path:
    """A copy of a home at rest, or of what was left of one; returns the copy."""
    shutil.copytree(made, folder, ignore=shutil.ignore_patterns("socket"))
    return folder
