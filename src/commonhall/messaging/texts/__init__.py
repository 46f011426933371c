"""Text messages: what they are cut into, and the providers that take them and tell what residents write."""

from collections.abc import Iterator
from contextlib import contextmanager

from commonhall.messaging.gateways import Console, Kannel, TextGateway, Twilio
from commonhall.messaging.texts import console, kannel, twilio
from commonhall.messaging.texts.provider import Line


@contextmanager
def connected(gateway: TextGateway) -> Iterator[Line]:
    """An open line to the provider. Raises Unreachable."""
    line = _line(gateway)
    try:
        yield line
    finally:
        line.close()


def _line(gateway: TextGateway) -> Line:
    match gateway:
        case Kannel():
            return kannel.Line(gateway)
        case Twilio():
            return twilio.Line(gateway)
        case Console():
            return console.Line()
