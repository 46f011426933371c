"""Homes of their own for the promises' tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.promises import home
from tests.promises.home import Home


@pytest.fixture(scope="session")
def made_home(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Path:
    """A home with schema and city, at rest."""
    folder = tmp_path_factory.mktemp("homes") / "made"
    with django_db_blocker.unblock():
        home.make(folder)
    return folder


@pytest.fixture
def own_home(made_home: Path, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Home]:
    """A home of this test's own, running."""
    folder = home.copy(made_home, tmp_path / "home")
    with django_db_blocker.unblock(), home.opened(folder) as opened:
        yield opened
