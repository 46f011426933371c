"""Providers of texts: a real Kannel on a network of the tests, and a double that speaks Twilio's protocol."""

from collections.abc import Iterator

import pytest

from commonhall.messaging import gateways
from commonhall.messaging.gateways import TextGateway
from tests.gateways.conftest import kannel, listener, network
from tests.gateways.textserver import Kannel
from tests.messaging.texts import twilio_server
from tests.messaging.texts.twilio_server import TwilioServer

__all__ = ["kannel", "listener", "network"]


@pytest.fixture
def kannel_gateway(kannel: Kannel) -> TextGateway:
    """The Kannel, as the settings name it."""
    return gateways.read_texts(kannel.url)


@pytest.fixture
def twilio() -> Iterator[TwilioServer]:
    """A provider that takes all texts."""
    with twilio_server.twilio() as started:
        yield started
