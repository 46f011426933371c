"""One database server a run; each worker logs in as the application, to a clone of one template database.

Tests marked `django_db` run in a transaction that is rolled back. A test that has to commit asks for
`fresh_database`, which is its own and is dropped afterwards.
"""

import os
from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import settings
from pytest_django.plugin import DjangoDbBlocker

from commonhall.operations import postgres
from tests import cluster
from tests.settings import DATABASE

pytest_plugins = ["tests.townsfolk"]
settings.register_profile("untimed", deadline=None)  # machines are shared: how long a test takes says nothing
settings.load_profile("untimed")
HERE = Path(__file__).parent
LONG_ONES_FIRST = ("browser", "operations", "promises", "demo", "deploy", "soak", "staff", "service_requests")
_server = pytest.StashKey[postgres.Server]()
_serial = count(1)


def pytest_sessionstart(session: pytest.Session) -> None:
    """The first process starts the server: workers come and go, it sees all of them end."""
    if not hasattr(session.config, "workerinput") and not session.config.option.collectonly:
        session.config.stash[_server] = cluster.server()
        session.config.stash[_server].start()


def pytest_configure(config: pytest.Config) -> None:
    """xdist hands files out in the order below: by itself it would mix those of all folders by their size."""
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Folder by folder, so that a demo or a browser that a folder shares is started once a worker and not once a file.

    Long ones come first: what comes last is short, and the workers end together.
    """
    size = Counter(item.path for item in items)

    def place(item: pytest.Item) -> tuple[int, str, int, Path]:
        folder = item.path.relative_to(HERE).parts[0]
        rank = LONG_ONES_FIRST.index(folder) if folder in LONG_ONES_FIRST else len(LONG_ONES_FIRST)
        return rank, folder, -size[item.path], item.path

    items.sort(key=place)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where everything must run, a test that was skipped is a failure; its reason stands in the summary."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") == "true" and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_unconfigure(config: pytest.Config) -> None:
    if _server in config.stash:
        config.stash[_server].stop()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> None:
    """Replaces pytest-django's, which would need a login that may create databases."""
    with django_db_blocker.unblock():
        cluster.clone(DATABASE)


@pytest.fixture
def fresh_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The name of a migrated, empty database of this test's own; each alias leads there, and writes stay."""
    name = f"{DATABASE}_{next(_serial)}"
    with django_db_blocker.unblock():
        cluster.clone(name)
        cluster.point_at(name)
        yield name
        cluster.point_at(DATABASE)
        cluster.drop(name)


@pytest.fixture
def client() -> Client:
    """A browser that sends forms from our own pages."""
    return Client(headers={"Sec-Fetch-Site": "same-origin"})
