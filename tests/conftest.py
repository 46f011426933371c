"""One database server a run; each worker logs in as the application, to a clone of one template database.

Tests marked `django_db` run in a transaction that is rolled back. A test that has to commit asks for
`fresh_database`, which is its own and is dropped afterwards.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import pytest
from django.db import connections
from django.test import Client
from psycopg import sql
from pytest_django.plugin import DjangoDbBlocker

from commonhall.operations import logins, migrations, postgres
from tests.settings import DATABASE, PASSWORDS, RUN

TEMPLATE = "template_commonhall"
_server = pytest.StashKey[postgres.Server]()
_serial = count(1)


def pytest_sessionstart(session: pytest.Session) -> None:
    """The first process starts the server: workers come and go, it sees all of them end."""
    if not hasattr(session.config, "workerinput") and not session.config.option.collectonly:
        session.config.stash[_server] = server()
        session.config.stash[_server].start()


def pytest_unconfigure(config: pytest.Config) -> None:
    if _server in config.stash:
        config.stash[_server].stop()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> None:
    """Replaces pytest-django's, which would need a login that may create databases."""
    with django_db_blocker.unblock():
        clone(DATABASE)


@pytest.fixture
def fresh_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The name of a migrated, empty database of this test's own; each alias leads there, and writes stay."""
    name = f"{DATABASE}_{next(_serial)}"
    with django_db_blocker.unblock():
        clone(name)
        _point_at(name)
        yield name
        _point_at(DATABASE)
        with server().connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def client() -> Client:
    """A browser that sends forms from our own pages."""
    return Client(headers={"Sec-Fetch-Site": "same-origin"})


def server() -> postgres.Server:
    """The server of this run, started by the first process."""
    return postgres.Server(RUN, PASSWORDS, durable=False)


def clone(name: str) -> None:
    """Make a database like the template, and first the template, where no worker has yet."""
    with _one_worker_at_a_time(), server().connect() as connection:
        if logins.create_database(connection, TEMPLATE):
            _migrate_template()
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(TEMPLATE)
            )
        )
        with server().connect(name) as inside:
            logins.open_database(inside)


def _migrate_template() -> None:
    with server().connect(TEMPLATE) as connection:
        logins.create(connection, PASSWORDS)
        logins.open_database(connection)
    _point_at(TEMPLATE)
    migrations.apply()
    _point_at(DATABASE)


def _point_at(database: str) -> None:
    for connection in connections.all():
        connection.close()
        connection.settings_dict["NAME"] = database


@contextmanager
def _one_worker_at_a_time() -> Iterator[None]:
    with (RUN / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
