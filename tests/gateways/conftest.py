"""Servers of this folder's tests; others take the context managers, or list these fixtures beside their own."""

from collections.abc import Iterator

import pytest

from tests.gateways import listening, mailserver, smsc, textserver
from tests.gateways.listening import Listener
from tests.gateways.mailserver import Postfix, Sink
from tests.gateways.smsc import Network
from tests.gateways.textserver import Kannel


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


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    """A mobile network that takes all texts; one for a module, as are the next two: `forget` clears it."""
    with smsc.network() as started:
        yield started


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    """A web server that takes all requests."""
    with listening.listener() as started:
        yield started


@pytest.fixture(scope="module")
def kannel(network: Network, listener: Listener) -> Iterator[Kannel]:
    """A Kannel on the network, that posts texts of residents to the listener."""
    with textserver.kannel(network, receiver=listener.url) as started:
        yield started
