"""The controls of “we may contact you”: they see mail that waits, answers that nobody reads, and gaps in time lines."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from commonhall.evidence import controls
from commonhall.messaging import gateways, receiving
from commonhall.messaging.models import Channel, Message, Received
from commonhall.service_requests.models import Event, ServiceRequest
from tests.messaging import corresponding
from tests.messaging.answering import address_of, hand_in, mail

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(hours=2)


@pytest.fixture(autouse=True)
def mail_goes_and_comes(settings: Settings) -> None:
    settings.EMAIL_REPLIES = settings.EMAIL_FROM = "311@city.example"
    settings.MAIL_SERVER = gateways.read("smtp://127.0.0.1:9")


@pytest.fixture
def said(named: ServiceRequest, worker: Client) -> ServiceRequest:
    """A request about which a message was written and answered."""
    corresponding.write(worker, named)
    hand_in(mail(address_of(named)))
    return named


def wrong(verb: str) -> int:
    (look,) = (each.look for each in controls() if (each.promise, each.verb) == ("311.contact", verb))
    evidence = look()
    assert evidence.count
    return len(evidence.wrong)


def test_what_was_said_is_where_it_belongs(said: ServiceRequest) -> None:
    assert (wrong("e-mail"), wrong("history")) == (0, 0)


def mail_that_does_not_leave(request: ServiceRequest) -> None:
    Message.objects.update(due_at=timezone.now() - LONG_AGO)


def mail_that_nobody_reads(request: ServiceRequest) -> None:
    receiving.take_in(Channel.EMAIL, mail(address_of(request), words="More."))
    Received.objects.filter(state="waiting").update(came_at=timezone.now() - LONG_AGO)


@pytest.mark.parametrize("broken", [mail_that_does_not_leave, mail_that_nobody_reads])
def test_what_waits_too_long_is_found(said: ServiceRequest, broken: Callable[[ServiceRequest], None]) -> None:
    broken(said)
    assert wrong("e-mail") == 1


@pytest.mark.parametrize("kind", [Event.Kind.MESSAGE, Event.Kind.FROM_RESIDENT])
def test_a_gap_in_a_time_line_is_found(said: ServiceRequest, kind: Event.Kind) -> None:
    said.events.filter(kind=kind).delete()
    assert wrong("history") == 1


def test_texts_that_do_not_leave_or_are_not_read_are_found(named: ServiceRequest, settings: Settings) -> None:
    settings.TEXT_GATEWAY = gateways.read_texts("console://")
    waiting = corresponding.stored(named, channel=Channel.TEXT)
    assert wrong("text") == 0
    receiving.take_in(Channel.TEXT, b"{}")
    Message.objects.filter(pk=waiting.pk).update(due_at=timezone.now() - LONG_AGO)
    Received.objects.filter(state="waiting").update(came_at=timezone.now() - LONG_AGO)
    assert wrong("text") == 2
