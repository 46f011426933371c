"""A demo that answers, for all tests of a file."""

from collections.abc import Iterator

import pytest

from tests import running
from tests.running import Demo


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with running.demo(running.used_home(tmp_path_factory.mktemp("demo"))) as started:
        yield started
