"""Addresses that name one thing and cannot be guessed."""

import uuid
from uuid import UUID

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from commonhall.messaging import mail, reply_addresses
from commonhall.messaging.reply_addresses import Meant, Use
from commonhall.service_requests import correspondence

ROOM = correspondence.ROOM


@pytest.fixture(params=["311@example.gov", "reply.example.gov"])
def mail_in(request: pytest.FixtureRequest, settings: Settings) -> str:
    """A city that reads answers, at plus-addresses and at a domain of its own."""
    settings.EMAIL_REPLIES = request.param
    return str(request.param)


def test_an_address_names_what_it_was_made_for(mail_in: str) -> None:
    about = uuid.uuid4()
    to_answer, to_return = reply_addresses.to_answer(ROOM, about), reply_addresses.to_return(about)
    assert reply_addresses.of([to_answer, to_return.upper(), to_answer]) == (
        Meant(use=Use.ANSWER, id=about, room=ROOM),
        Meant(use=Use.RETURN, id=about),
    )


def test_it_is_an_address_that_servers_take(mail_in: str) -> None:
    address = reply_addresses.to_answer(ROOM, uuid.uuid4())
    assert mail.is_address(address)
    assert len(address.partition("@")[0]) <= 64


def test_with_one_letter_changed_it_names_nothing(mail_in: str) -> None:
    address = reply_addresses.to_answer(ROOM, UUID(int=5))
    place = address.index("@") - 43
    for at in range(place, address.index("@") - 1):  # of the last letter two bits are padding
        other = "b" if address[at] != "b" else "c"
        assert reply_addresses.of([address[:at] + other + address[at + 1 :]]) == ()


def test_an_address_of_one_use_is_none_of_the_other(mail_in: str) -> None:
    address = reply_addresses.to_answer(ROOM, uuid.uuid4())
    place = address.index("@") - 43
    assert address[place] == "a"
    assert reply_addresses.of([f"{address[:place]}r{address[place + 1 :]}"]) == ()


def test_where_no_mail_comes_in_there_is_none(settings: Settings) -> None:
    settings.EMAIL_REPLIES = "311@example.gov"
    before = reply_addresses.to_answer(ROOM, uuid.uuid4())
    settings.EMAIL_REPLIES = ""
    assert reply_addresses.to_answer(ROOM, uuid.uuid4()) == ""
    assert reply_addresses.of([before]) == ()


@given(st.text(max_size=80))
def test_no_text_is_one_by_chance(text: str) -> None:
    with override_settings(EMAIL_REPLIES="311@example.gov"):
        assert reply_addresses.of([text, f"311+{text}@example.gov", f"{text}@example.gov"]) == ()
