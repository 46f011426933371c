"""The controls of appointments: each sees what it is there for when that is broken."""

from collections.abc import Callable

import pytest
from pytest_django import Settings

from commonhall.appointments import bookings, notices, replies
from commonhall.appointments.models import Booking, Schedule
from commonhall.evidence import controls
from commonhall.messaging import gateways
from commonhall.messaging.models import Message
from commonhall.people.contacts import Contact
from tests.appointments import making

pytestmark = pytest.mark.usefixtures("noon")
LUIS = Contact(name="Luis", phone="+13025550147")


@pytest.fixture
def booking(counter: Schedule, settings: Settings) -> Booking:
    settings.TEXT_GATEWAY = gateways.read_texts("console://")
    return making.booked(counter, contact=LUIS)


def evidence(verb: str) -> tuple[int, tuple[str, ...]]:
    (look,) = (each.look for each in controls() if (each.promise, each.verb) == ("texts.appointments", verb))
    found = look()
    return found.count, found.wrong


@pytest.mark.parametrize("verb", ["schedule", "send", "confirm", "move", "cancel"])
def test_as_it_is_each_is_kept_and_what_was_tried_is_taken_back(booking: Booking, verb: str) -> None:
    before = (list(Booking.objects.values()), list(Message.objects.values()))
    assert evidence(verb) == (1, ())
    assert (list(Booking.objects.values()), list(Message.objects.values())) == before


def test_somebody_who_was_told_nothing_is_found(booking: Booking) -> None:
    Message.objects.all().delete()
    assert evidence("send") == (1, (booking.reference,))


def test_who_cannot_be_texted_is_no_gap(counter: Schedule) -> None:
    making.booked(counter, contact=Contact(name="Rosa"))
    assert evidence("send") == (0, ())


def nothing_happens(booking: object, *more: object) -> None:
    """Instead of what should."""


@pytest.mark.parametrize(
    ("verb", "module", "name"),
    [("confirm", bookings, "confirm"), ("cancel", bookings, "cancel"), ("move", notices, "tell")],
)
def test_a_letter_that_does_nothing_is_found(
    booking: Booking, monkeypatch: pytest.MonkeyPatch, verb: str, module: object, name: str
) -> None:
    monkeypatch.setattr(module, name, nothing_happens)
    assert evidence(verb) == (1, (booking.reference,))


@pytest.mark.parametrize("verb", ["confirm", "move", "cancel"])
def test_a_letter_that_is_not_read_is_found(
    booking: Booking, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    read: Callable[[str], None] = nothing_happens
    monkeypatch.setattr(replies, "read", read)
    assert evidence(verb) == (1, (booking.reference,))
