"""A city with a mail server, and a named request that somebody can be written to about."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from commonhall.messaging import gateways
from tests.api.conftest import caller_of
from tests.gateways import mailserver
from tests.gateways.mailserver import Sink
from tests.messaging import texting
from tests.messaging.texts.twilio_server import TwilioServer
from tests.service_requests.conftest import anonymous, jpeg, named, supervisor, worker

__all__ = ["anonymous", "caller_of", "jpeg", "named", "supervisor", "worker"]


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    """The city's mail server, which takes everything."""
    with mailserver.sink() as started:
        settings.MAIL_SERVER = gateways.read(started.url)
        yield started


@pytest.fixture
def provider(settings: Settings) -> Iterator[TwilioServer]:
    """The city's provider of texts, which takes everything."""
    with texting.by_twilio(settings) as server:
        yield server
