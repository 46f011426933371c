"""Whether something was ours, known without keeping what it said."""

from datetime import date

import pytest

from commonhall.messaging import delivery, ours
from commonhall.messaging.models import Channel, Ours
from commonhall.service_requests.models import ServiceRequest
from tests import dump
from tests.gateways.mailserver import Sink
from tests.messaging.corresponding import stored

DAY = date(2026, 11, 27)
TEXT = "Your hole was filled. Look: http://localhost:8000/en/requests/K7M2QX/ or call (302) 555-0111."


@pytest.fixture
def noted(db: None) -> None:
    ours.note(Channel.EMAIL, TEXT, DAY)


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        (Ours.Kind.TEXT, TEXT),
        (Ours.Kind.TEXT, f"\n> {TEXT.upper().replace('. ', '.\n> ')}"),
        (Ours.Kind.LINK, "http://localhost:8000/en/requests/K7M2QX"),
        (Ours.Kind.NUMBER, "+1 302 555 0111"),
    ],
)
def test_what_left_is_known_again(noted: None, kind: Ours.Kind, what: str) -> None:
    assert ours.days(kind, what) == [(Channel.EMAIL, DAY)]


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        (Ours.Kind.TEXT, TEXT.replace("filled", "paid")),
        (Ours.Kind.LINK, "http://localhost:8000/en/requests/K7M2QY/"),
        (Ours.Kind.NUMBER, "302 555 0112"),
    ],
)
def test_what_did_not_is_not(noted: None, kind: Ours.Kind, what: str) -> None:
    assert ours.days(kind, what) == []


@pytest.mark.django_db
def test_of_others_no_number_is_kept() -> None:
    ours.note(Channel.EMAIL, "Is (302) 555-0147 still yours?", DAY)
    assert not Ours.objects.filter(kind="number").exists()


def test_no_word_of_it_is_kept(noted: None) -> None:
    assert dump.holds("link")  # the dump sees the rows, so the next lines can fail
    assert not dump.holds("filled")
    assert not dump.holds("K7M2QX")
    assert not dump.holds("5550111")


@pytest.mark.django_db
def test_what_is_sent_is_noted_before_it_leaves(named: ServiceRequest, sink: Sink) -> None:
    message = stored(named, "The crew comes on Tuesday.")
    delivery.deliver()
    sink.wait_for(1)
    message.refresh_from_db()
    assert message.state == "handed over"
    assert Ours.objects.filter(kind="text").count() == 1
