"""A home of its own: key file, photo folder and PostgreSQL cluster, as durable as in production.

What is taken from it is the whole folder, as a thief takes it: the power goes, then the disk.
"""

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.test import override_settings

from commonhall.operations import logins, migrations, postgres
from commonhall.places import loading
from commonhall.service_requests import catalogue
from commonhall.vault import keyring
from tests.settings import PASSWORDS

DATABASE = "commonhall"


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
    home = Home(folder, postgres.Server(folder, PASSWORDS))
    if not home.keys.exists():
        keyring.make(home.keys)
    own = override_settings(KEYS_FILE=home.keys, PHOTO_FOLDER=folder / "photos", HOME=folder)
    with running(home.server), _leading_to(home.server), own:
        yield home


@contextmanager
def running(server: postgres.Server) -> Iterator[None]:
    """That server, started here and stopped here."""
    server.folder.mkdir(parents=True, exist_ok=True)
    server.start()
    try:
        yield
    finally:
        server.stop()


def make(folder: Path) -> None:
    """Make a home with schema and city, and leave it at rest: others are copied from it."""
    with opened(folder) as home:
        with home.server.connect() as connection:
            logins.create(connection, PASSWORDS)
            logins.create_database(connection, DATABASE)
        with home.server.connect(DATABASE) as inside:
            logins.open_database(inside)
        migrations.apply()
        loading.load_blocks(settings.CITY.folder)
        catalogue.load(settings.CITY.folder)


def copy(made: Path, folder: Path) -> Path:
    """A copy of a home at rest, or of what was left of one; returns the copy."""
    shutil.copytree(made, folder, ignore=shutil.ignore_patterns("socket"))
    return folder


@contextmanager
def _leading_to(server: postgres.Server) -> Iterator[None]:
    before = {connection.alias: dict(connection.settings_dict) for connection in connections.all()}
    for connection in connections.all():
        connection.close()
        connection.settings_dict.update(HOST=str(server.sockets), NAME=DATABASE)
    try:
        yield
    finally:
        for connection in connections.all():
            connection.close()
            connection.settings_dict.update(before[connection.alias])
