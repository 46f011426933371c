"""Somebody says that they want no more messages, to staff who see neither name nor number."""

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import Settings

from commonhall.messaging import delivery
from commonhall.messaging.models import Channel
from commonhall.people import contacts, wishes
from commonhall.people.record import Answer, AskedBy, Way
from commonhall.service_requests import words
from commonhall.service_requests.models import ServiceRequest
from tests.messaging import corresponding, texting
from tests.messaging.texts.twilio_server import TwilioServer
from tests.service_requests.making import ROSA

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(settings: Settings) -> Iterator[TwilioServer]:
    with texting.by_twilio(settings) as server:
        yield server


def page_of(request: ServiceRequest) -> str:
    return f"/en/staff/requests/{request.reference}/unwanted/"


def test_an_oral_stop_holds_at_once_and_is_kept_with_its_proof(
    provider: TwilioServer, named: ServiceRequest, worker: Client
) -> None:
    assert "They want no more messages" in worker.get(page_of(named)).content.decode()
    message = corresponding.stored(named, channel=Channel.TEXT)
    page = worker.post(page_of(named), {"ways": ["text", "call"], "said": "telephone"}, follow=True)
    assert "Noted. It holds from now on." in page.content.decode()
    delivery.deliver()
    message.refresh_from_db()
    assert (provider.taken, message.problem) == ([], "stopped")
    link = words.contact_link(named)
    assert link
    record = contacts.open_record(link.person)
    assert {way: record.answer(way) for way in Way} == {
        Way.EMAIL: Answer.NOT_ASKED,
        Way.TEXT: Answer.NO,
        Way.CALL: Answer.NO,
    }
    assert record.consents[Way.TEXT].channel is AskedBy.TELEPHONE
    assert wishes.is_refused(Way.TEXT, ROSA.phone)
    assert not wishes.is_refused(Way.EMAIL, ROSA.email)


def test_who_wants_no_e_mails_cannot_be_mailed_any_more(
    provider: TwilioServer, named: ServiceRequest, worker: Client
) -> None:
    worker.post(page_of(named), {"ways": ["email", "text"], "said": "at the counter"})
    worker.post(page_of(named), {"ways": ["email", "text"], "said": "desk"})
    page = worker.get(corresponding.page_of(named), follow=True).content.decode()
    assert "asked us not to write" in page


def test_nothing_ticked_is_said_at_the_field(named: ServiceRequest, worker: Client) -> None:
    answer = worker.post(page_of(named), {"said": "telephone"})
    assert answer.status_code == 422
    assert "Choose what they don’t want any more." in answer.content.decode()


def test_of_an_anonymous_request_there_is_nobody_to_note_it_of(
    anonymous: ServiceRequest, worker: Client
) -> None:
    answer = worker.post(page_of(anonymous), {"ways": ["text"], "said": "telephone"})
    assert answer.status_code == 422
    assert "There is nobody to write to" in answer.content.decode()


def test_while_one_writes_the_parts_and_the_signs_that_lengthen_it_are_shown(
    provider: TwilioServer, named: ServiceRequest, worker: Client
) -> None:
    def said(text: str, channel: str = "text") -> str:
        sent = {"text": text, "channel": channel}
        return worker.post(f"{corresponding.page_of(named)}check/", sent).content.decode()

    assert "it leaves as 2 texts, read as one." in said("Which side is it on?")
    wide = said("¿De qué lado está? Á 🚒")
    assert "old telephones do not show them: á Á 🚒" in wide
    assert "texts" not in said("Which side is it on?", channel="email")
