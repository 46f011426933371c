"""A city that texts by a provider that speaks Twilio's protocol, and residents who text back."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from commonhall.messaging import gateways
from tests.messaging.texts import twilio_server
from tests.messaging.texts.twilio_server import NUMBER, TwilioServer

HEARD = "/hooks/texts/twilio/"
_serial = itertools.count(1)


@contextmanager
def by_twilio(settings: Settings) -> Iterator[TwilioServer]:
    """A provider that takes all texts, named by the settings."""
    with twilio_server.twilio() as server:
        settings.TEXT_GATEWAY = gateways.read_texts(server.url)
        yield server


def tells(path: str, fields: dict[str, str], **headers: str) -> HttpResponse:
    """The provider tells something, signed."""
    signed = twilio_server.signed(f"http://localhost:8000{path}", fields)
    return Client().post(path, fields, headers=signed | headers)


def texts(sender: str, words: str, **more: str) -> HttpResponse:
    """A resident texts the city."""
    fields = {"MessageSid": f"SM{next(_serial):032x}", "From": sender, "To": NUMBER, "Body": words}
    return tells(HEARD, fields | more)


def told(message: object, status: str) -> HttpResponse:
    """The provider tells what became of a text."""
    return tells(f"/hooks/texts/twilio/told/{message}/", {"MessageSid": "SM1", "MessageStatus": status})
