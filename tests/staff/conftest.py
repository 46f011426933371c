"""Members of staff, their telephones, and what the program logs while they sign in."""

import base64
import hashlib
import hmac
import logging
import struct
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commonhall.config.logs import JsonLines, Lines
from commonhall.staff import app_offers, second_factor
from commonhall.staff.models import Member
from commonhall.staff.roles import Role

PASSWORD = "three green lanterns by the harbour"
SIGN_IN = "/en/staff/sign-in/"
SECOND_PROOF = "/en/staff/sign-in/code/"


@dataclass(frozen=True, slots=True)
class Telephone:
    """An authenticator app, written from RFC 6238 alone."""

    secret: str

    def code(self, steps: int = 0) -> str:
        """What it shows now, or that many half minutes later."""
        moment = struct.pack(">Q", int(time.time()) // 30 + steps)
        digest = hmac.new(base64.b32decode(self.secret), moment, hashlib.sha1).digest()
        at = digest[-1] & 15
        number = struct.unpack(">I", digest[at : at + 4])[0] & 0x7FFFFFFF
        return f"{number % 1_000_000:06}"


def is_signed_in(client: Client) -> bool:
    """Whether this browser comes in where only members of staff with two proofs do."""
    led_to = client.get(reverse("staff:home")).get("Location", "")
    return not led_to.startswith((reverse("staff:sign-in"), reverse("staff:second-factor")))


def give_password(client: Client, email: str, password: str = PASSWORD, **more: str) -> HttpResponse:
    """The first proof."""
    return client.post(SIGN_IN, {"login": email, "password": password, **more})


def give_code(client: Client, code: str, **more: str) -> HttpResponse:
    """The second one."""
    return client.post(SECOND_PROOF, {"code": code, **more})


def another_browser() -> Client:
    return Client(headers={"Sec-Fetch-Site": "same-origin"})


@pytest.fixture
def newcomer(db: None) -> Member:
    """An administrator with a password, and nothing else yet."""
    member = Member(email="nora@city.example", name="Nora Calder", role=Role.ADMINISTRATOR)
    member.set_password(PASSWORD)
    member.save()
    return member


@pytest.fixture
def alex(db: None) -> Member:
    """An administrator with a password."""
    member = Member(email="alex@city.example", name="Alex Calder", role=Role.ADMINISTRATOR)
    member.set_password(PASSWORD)
    member.save()
    return member


@pytest.fixture
def telephone(alex: Member) -> Telephone:
    """Alex's, set up a while ago."""
    telephone = Telephone(app_offers.new(alex).secret)
    with time_machine.travel(timezone.now() - timedelta(days=1)):
        second_factor.add_app(alex, telephone.secret, telephone.code())
    return telephone


@pytest.fixture
def codes(alex: Member, telephone: Telephone) -> tuple[str, ...]:
    """Alex's recovery codes."""
    return second_factor.renew_codes(alex)


@pytest.fixture
def logged() -> Iterator[Callable[[], str]]:
    """What the program's log says in this test."""
    stream = StringIO()
    handler = Lines(stream)
    handler.setFormatter(JsonLines())
    logging.getLogger().addHandler(handler)
    yield stream.getvalue
    logging.getLogger().removeHandler(handler)
