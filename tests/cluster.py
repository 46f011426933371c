"""The database server of this run, and its databases: each a clone of one template that is migrated once."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections
from psycopg import sql

from commonhall.operations import logins, migrating, postgres
from tests.settings import DATABASE, PASSWORDS, RUN

TEMPLATE = "template_commonhall"


def server() -> postgres.Server:
    """The server of this run; the first process starts it."""
    return postgres.Server(RUN, PASSWORDS, durable=False)


def url(login: str, database: str) -> str:
    """The address of that database for that login."""
    return PASSWORDS.url(login, server().sockets, database)


def clone(name: str) -> None:
    """Make a database like the template; and first the template, where no worker has yet."""
    with one_worker_at_a_time("template"), server().connect() as connection:
        if logins.create_database(connection, TEMPLATE):
            # It would count what tests roll back at any moment, and plans would be another's.
            connection.execute("ALTER SYSTEM SET autovacuum = off")
            connection.execute("SELECT pg_reload_conf()")
            _migrate_template()
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(TEMPLATE)
            )
        )
        with server().connect(name) as inside:
            logins.open_database(inside)


def make_empty(name: str) -> None:
    """Make a database with nothing in it, open to the three logins."""
    with server().connect() as connection:
        logins.create_database(connection, name)
    with server().connect(name) as inside:
        logins.open_database(inside)


def drop(name: str) -> None:
    """Drop that database, whoever is connected to it."""
    with server().connect() as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def point_at(database: str) -> None:
    """Let every alias of Django lead to that database."""
    for connection in connections.all():
        connection.close()
        connection.settings_dict["NAME"] = database


def _migrate_template() -> None:
    with server().connect(TEMPLATE) as connection:
        logins.create(connection, PASSWORDS)
        logins.open_database(connection)
    point_at(TEMPLATE)
    migrating.apply()
    point_at(DATABASE)


@contextmanager
def one_worker_at_a_time(making: str) -> Iterator[None]:
    """While one worker makes what all use, the others wait."""
    with (RUN / f"{making}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
