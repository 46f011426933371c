"""Servers of this folder's tests; others take the context managers, or list these fixtures beside their own."""

from collections.abc import Iterator

import pytest

from tests.gateways import mailserver
from tests.gateways.mailserver import Postfix, Sink


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A server that takes all mail."""
    with mailserver.sink() as started:
        yield started


@pytest.fixture
def postfix(sink: Sink) -> Iterator[Postfix]:
    """A Postfix that relays to the sink."""
    with mailserver.postfix(sink.port) as started:
        yield started
