"""A running demo from inside: Django in the tests' own process, led to its database, keys and photos."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connections
from django.test import override_settings

from commonhall.demo import database
from commonhall.operations import logins, postgres

LOGINS = {"default": logins.APPLICATION, "owner": logins.OWNER, "readonly": logins.READONLY}


@contextmanager
def led_into(home: Path) -> Iterator[None]:
    """Every alias of Django leads into that home meanwhile, each with its own login."""
    passwords, sockets = logins.kept(home / "database.json"), postgres.socket_folder(home)
    before = {connection.alias: dict(connection.settings_dict) for connection in connections.all()}
    for connection in connections.all():
        login = LOGINS[connection.alias]
        _lead(
            connection.alias, NAME=database.NAME, HOST=str(sockets), USER=login, PASSWORD=passwords.of(login)
        )
    try:
        with override_settings(KEYS_FILE=home / "keys.json", PHOTO_FOLDER=home / "photos"):
            yield
    finally:
        for alias, kept in before.items():
            _lead(alias, **kept)


def _lead(alias: str, **where: object) -> None:
    connections[alias].close()
    connections[alias].settings_dict.update(where)
