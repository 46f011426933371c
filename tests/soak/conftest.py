"""Figures of the soak tests: collected while they run, shown at the end."""

import logging
from collections.abc import Callable, Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests import running
from tests.running import Demo

Say = Callable[[str], None]
logging.getLogger("httpx").setLevel(logging.WARNING)  # a line a request would bury the rest
_figures = pytest.StashKey[list[str]]()


@pytest.fixture(scope="session")
def say(request: pytest.FixtureRequest) -> Say:
    """Keep a line for the end of the run."""
    return request.config.stash.setdefault(_figures, []).append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Show what was measured."""
    if figures := config.stash.get(_figures, []):
        terminalreporter.section("figures of the soak")
        for figure in figures:
            terminalreporter.write_line(figure)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo of this file's own, as anybody starts it."""
    with running.demo(tmp_path_factory.mktemp("home")) as started:
        yield started


@pytest.fixture(scope="module")
def unblocked(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Django's connections may be used: they will lead into the demo."""
    with django_db_blocker.unblock():
        yield
