"""Members of staff and what the program logs while they sign in."""

import logging
from collections.abc import Callable, Iterator
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse

from commonhall.config.logs import JsonLines, Lines
from commonhall.staff.models import Member
from commonhall.staff.roles import Role

PASSWORD = "three green lanterns by the harbour"


def is_signed_in(client: Client) -> bool:
    """Whether this browser comes in where only members of staff do."""
    led_to = client.get(reverse("staff:home")).get("Location", "")
    return not led_to.startswith(reverse("staff:sign-in"))


@pytest.fixture
def alex(db: None) -> Member:
    """An administrator with a password."""
    member = Member(email="alex@city.example", name="Alex Calder", role=Role.ADMINISTRATOR)
    member.set_password(PASSWORD)
    member.save()
    return member


@pytest.fixture
def logged() -> Iterator[Callable[[], str]]:
    """What the program's log says in this test."""
    stream = StringIO()
    handler = Lines(stream)
    handler.setFormatter(JsonLines())
    logging.getLogger().addHandler(handler)
    yield stream.getvalue
    logging.getLogger().removeHandler(handler)
