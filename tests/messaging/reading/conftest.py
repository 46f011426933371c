"""Mails of made-up people as the programs and servers of our days write them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from commonhall.messaging import reading

MAILS = Path(__file__).parent / "mails"
OURS = reading.Ours(
    domains=frozenset({"messages.tinyville.example"}), headers=frozenset({"X-Commonhall-Conversation"})
)

type Opened = Callable[[str], reading.Mail]


@pytest.fixture
def opened() -> Opened:
    """The mail of that name in `mails`, read as the city of Tinyville would."""

    def read(name: str) -> reading.Mail:
        raw = (MAILS / f"{name}.eml").read_bytes()
        return reading.read(raw, ours=OURS, authserv_id="mx.tinyville.example")

    return read
