"""Appointments by text: confirmed and reminded, and answered with one letter, through a provider and back."""

from datetime import timedelta

import pytest
from time_machine import Traveller

from commonhall.appointments import bookings, jobs
from commonhall.appointments.models import Schedule, State
from commonhall.messaging import delivery
from commonhall.messaging.jobs import read
from commonhall.messaging.models import Channel, Message
from commonhall.people.contacts import Contact
from tests.appointments import making
from tests.appointments.making import ROSA, TUESDAY_AT_NINE
from tests.messaging import texting
from tests.messaging.texts.twilio_server import TwilioServer

PHONE = "+13025550147"
LUIS = Contact(name="Luis", phone=PHONE)
pytestmark = pytest.mark.usefixtures("noon")


def test_it_is_confirmed_and_reminded_by_text(
    counter: Schedule, provider: TwilioServer, noon: Traveller
) -> None:
    booking = making.booked(counter, contact=LUIS)
    delivery.deliver()
    assert booking.remind_at
    noon.move_to(booking.remind_at)
    jobs.remind(timestamp=0)
    delivery.deliver()
    confirmation, reminder = (taken["Body"] for taken in provider.taken)
    assert "You have an appointment: Meet an inspector at the counter, Tuesday, December 1" in confirmation
    assert "This is to remind you" in reminder
    for said in (confirmation, reminder):
        assert "Answer C to confirm, M to move it, X to cancel it." in said
        assert "STOP ends these texts." in said
    assert {taken["To"] for taken in provider.taken} == {PHONE}


@pytest.mark.parametrize(
    ("letter", "state"), [("C", State.CONFIRMED), ("m", State.BOOKED), ("x.", State.CANCELLED)]
)
def test_one_letter_by_text_does_what_it_says(
    counter: Schedule, provider: TwilioServer, letter: str, state: State
) -> None:
    booking = making.booked(counter, contact=LUIS)
    delivery.deliver()
    assert texting.texts(PHONE, letter).status_code == 200
    read(timestamp=0)
    booking.refresh_from_db()
    assert booking.state == state
    assert texting.texts("+13025550199", "X").status_code == 200
    read(timestamp=0)
    booking.refresh_from_db()
    assert booking.state == state


def test_who_sent_stop_is_texted_no_more_and_keeps_the_appointment(
    counter: Schedule, provider: TwilioServer, noon: Traveller
) -> None:
    booking = making.booked(counter, contact=LUIS)
    delivery.deliver()
    texting.texts(PHONE, "STOP")
    bookings.move(booking.pk, TUESDAY_AT_NINE + timedelta(hours=1))
    assert booking.remind_at
    noon.move_to(booking.remind_at + timedelta(hours=1))
    jobs.remind(timestamp=0)
    assert Message.objects.filter(about=booking.pk).count() == 1
    booking.refresh_from_db()
    assert booking.state == State.MOVED


def test_more_texts_a_day_than_a_number_gets_stop_no_change(
    counter: Schedule, provider: TwilioServer
) -> None:
    booking = making.booked(counter, contact=LUIS)
    for half in range(1, 6):
        bookings.move(booking.pk, TUESDAY_AT_NINE + timedelta(minutes=30 * half))
    booking.refresh_from_db()
    assert booking.moves == 5
    assert Message.objects.filter(about=booking.pk).count() == 3


def test_e_mail_comes_first(counter: Schedule, provider: TwilioServer) -> None:
    assert Message.objects.get(about=making.booked(counter, contact=ROSA).pk).channel == Channel.EMAIL


def test_who_answers_is_told_however_many_texts_they_got(counter: Schedule, provider: TwilioServer) -> None:
    """Three a day are what nobody asked for in that moment; the answer to an M or an X is none of them."""
    booking = making.booked(counter, contact=LUIS)
    for half_hours in (1, 2):
        bookings.move(booking.pk, TUESDAY_AT_NINE + timedelta(minutes=30 * half_hours))
    delivery.deliver()
    for letter in ("M", "X"):
        assert texting.texts(PHONE, letter).status_code == 200
        read(timestamp=0)
    delivery.deliver()
    assert [taken["Body"] for taken in provider.taken if "another time" in taken["Body"]]
    assert [taken["Body"] for taken in provider.taken if "is cancelled" in taken["Body"]]
