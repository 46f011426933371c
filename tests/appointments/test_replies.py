"""C confirms, M asks for another time, X cancels; anything else is read by a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from time_machine import Traveller

from commonhall.appointments import bookings, notices, replies, whose
from commonhall.appointments.bookings import IsOver
from commonhall.appointments.models import Booking, Schedule, State
from commonhall.appointments.replies import Deed, NotUnderstood
from commonhall.messaging import outbox
from commonhall.messaging.models import Message
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


def test_the_room_knows_its_name() -> None:
    assert notices.WRITES.name == "appointment"
