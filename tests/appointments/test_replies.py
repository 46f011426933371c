"""C confirms, M asks for another time, X cancels; anything else is read by a person."""

from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from time_machine import Traveller

from commonhall.appointments import bookings, replies, whose
from commonhall.appointments.bookings import IsOver
from commonhall.appointments.models import Booking, Schedule, State
from commonhall.appointments.replies import Deed, NotUnderstood
from commonhall.messaging import outbox, rooms
from commonhall.messaging.models import Channel, Message
from commonhall.messaging.rooms import Answer
from tests.appointments import making
from tests.appointments.making import TUESDAY_AT_NINE

pytestmark = pytest.mark.usefixtures("noon")


@pytest.mark.parametrize("words", ["C", "c", " c. ", "“C”", "C!\n", "Ｃ", "(c)"])
def test_c_confirms(counter: Schedule, words: str) -> None:
    booking = making.booked(counter)
    assert replies.take(booking.pk, words) is Deed.CONFIRM
    assert replies.take(booking.pk, words) is Deed.CONFIRM
    booking.refresh_from_db()
    assert booking.state == State.CONFIRMED


def test_x_cancels_frees_the_seat_and_is_told_once(counter: Schedule) -> None:
    booking = making.booked(counter)
    for _turn in range(2):
        assert replies.take(booking.pk, "x") is Deed.CANCEL
    booking.refresh_from_db()
    assert (booking.state, booking.remind_at) == (State.CANCELLED, None)
    assert making.booked(counter).seat == booking.seat
    assert Message.objects.filter(about=booking.pk).count() == 2


def test_m_gets_the_way_to_choose_and_keeps_the_time_until_then(counter: Schedule) -> None:
    booking = making.booked(counter)
    for _turn in range(2):
        assert replies.take(booking.pk, "M") is Deed.MOVE
    booking.refresh_from_db()
    assert (booking.state, booking.starts_at) == (State.BOOKED, TUESDAY_AT_NINE)
    written = [outbox.read(row, whose.key_of(booking.pk)) for row in Message.objects.filter(about=booking.pk)]
    assert len(written) == 2
    (said,) = (each for each in written if each.text.startswith("You want another time"))
    assert "Meet an inspector at the counter" in said.text
    assert "/en/appointments/" in said.link


@pytest.mark.parametrize(
    "words",
    ["", "?", "Can I come later?", "yes", "CANCEL", "STOP", "no, X is wrong", "CX", "C C", "confirm", "с"],
)
def test_anything_else_is_read_by_a_person(counter: Schedule, words: str) -> None:
    """“CANCEL” stops all texts, and “с” is a Cyrillic letter."""
    booking = making.booked(counter)
    with pytest.raises(NotUnderstood):
        replies.take(booking.pk, words)
    assert Booking.objects.get().state == State.BOOKED


@pytest.mark.parametrize("words", ["C", "M", "X"])
def test_what_is_over_is_not_changed_by_an_answer(counter: Schedule, noon: Traveller, words: str) -> None:
    booking = making.booked(counter)
    noon.move_to(TUESDAY_AT_NINE)
    with pytest.raises(IsOver):
        replies.take(booking.pk, words)
    bookings_before = Booking.objects.values_list("state", flat=True)
    assert list(bookings_before) == [State.BOOKED]


def test_a_cancelled_one_is_not_confirmed(counter: Schedule) -> None:
    booking = making.booked(counter)
    bookings.cancel(booking.pk)
    for words in ("C", "M"):
        with pytest.raises(IsOver):
            replies.take(booking.pk, words)


@given(words=st.text(max_size=200))
def test_no_text_is_read_as_a_deed_but_one_letter(words: str) -> None:
    deed = replies.read(words)
    if deed is not None:
        assert len(words) < 201
        assert sum(sign.isalnum() for sign in words) == 1


def answer(booking: Booking, words: str, sender: str = "rosa@example.com") -> Answer:
    return Answer(
        once=uuid4(), about=booking.pk, channel=Channel.EMAIL, sender=sender, words=words, files=(b"a photo",)
    )


def test_an_answer_that_came_in_does_what_its_letter_says(counter: Schedule) -> None:
    booking = making.booked(counter)
    assert rooms.take("appointment", answer(booking, "C", sender="Rosa@Example.com")) == 1
    booking.refresh_from_db()
    assert booking.state == State.CONFIRMED
    assert rooms.take("appointment", answer(booking, "X", sender="")) == 1  # a member of staff gave it here
    booking.refresh_from_db()
    assert booking.state == State.CANCELLED


def test_somebody_elses_answer_changes_nothing_and_a_sentence_is_for_a_person(counter: Schedule) -> None:
    booking = making.booked(counter)
    with pytest.raises(rooms.NotTheirs):
        rooms.take("appointment", answer(booking, "X", sender="somebody@example.com"))
    with pytest.raises(NotUnderstood):
        rooms.take("appointment", answer(booking, "Please cancel."))
    with pytest.raises(rooms.NobodyThere):
        rooms.take("appointment", replace(answer(booking, "X"), about=uuid4()))
    assert Booking.objects.get().state == State.BOOKED
