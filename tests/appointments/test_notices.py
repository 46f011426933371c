"""What is told of appointments: at once, a working day before, once, in the reader's language, and never at night."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from time_machine import Traveller

from commonhall import calendar
from commonhall.appointments import bookings, correspondence, jobs, notices, reminding, retention, whose
from commonhall.appointments.models import Booking, Schedule
from commonhall.holdings.retention import Past
from commonhall.messaging import delivery, outbox, quiet
from commonhall.messaging.content import Content
from commonhall.messaging.models import Basis, Channel, Message, Received
from commonhall.people import consent, contacts
from commonhall.people.contacts import Contact
from commonhall.people.handles import By
from commonhall.people.record import Answer, AskedBy, Way
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests.appointments import making
from tests.appointments.making import ROSA, TUESDAY_AT_NINE
from tests.gateways.mailserver import Sink

MONDAY_AT_OPENING = datetime(2026, 11, 30, 13, 0, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("noon")
moments = st.integers(0, 2 * 365 * 24 * 12).map(
    lambda fives: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=5 * fives)
)


def told(booking: Booking) -> list[Content]:
    """What was written about it, first to last."""
    key = whose.key_of(booking.pk)
    rows = Message.objects.filter(room=notices.ROOM, about=booking.pk).order_by("written_at")
    assert {row.channel for row in rows} <= {Channel.EMAIL}
    assert {row.basis for row in rows} <= {Basis.APPOINTMENT, Basis.REPLY}
    return [outbox.read(row, key) for row in rows]


def test_a_booking_is_confirmed_at_once_by_mail_and_the_mail_leads_to_its_page(
    counter: Schedule, sink: Sink
) -> None:
    booking = making.booked(counter)
    (said,) = told(booking)
    assert said.subject == (
        "Appointment: Meet an inspector at the counter, Tuesday, December 1, 2026, 9:00 am"
    )
    for part in ("City hall, room 12", "Bring your plan."):
        assert part in said.text
    delivery.deliver()
    (sent,) = sink.wait_for(1)
    mail = sent.message
    assert mail["To"] == ROSA.email
    assert mail["Auto-Submitted"] == "auto-generated"
    body = mail.get_body(("plain",))
    assert body
    assert "/en/appointments/" in body.get_content()


def test_it_is_told_in_the_language_of_who_has_it(counter: Schedule) -> None:
    (said,) = told(making.booked(counter, contact=replace(ROSA, language="es")))
    assert said.subject.startswith("Cita: Ver a un inspector en la ventanilla, martes 1 de diciembre")
    assert "Traiga su plano." in said.text
    assert "/es/appointments/" in said.link


def test_moves_and_cancellations_are_told_each(counter: Schedule, noon: Traveller) -> None:
    booking = making.booked(counter)
    for hours in (1, 2):
        noon.shift(60)
        bookings.move(booking.pk, TUESDAY_AT_NINE + timedelta(hours=hours))
    noon.shift(60)
    bookings.cancel(booking.pk)
    bookings.cancel(booking.pk)
    assert [said.text.split(":")[0] for said in told(booking)] == [
        "You have an appointment",
        "Your appointment is moved",
        "Your appointment is moved",
        "Your appointment is cancelled",
    ]


@pytest.mark.parametrize("contact", [Contact(name="Rosa"), Contact(phone="+13025550147")])
def test_who_left_no_address_is_written_nothing(counter: Schedule, contact: Contact) -> None:
    making.booked(counter, contact=contact)
    assert not Message.objects.exists()


def test_who_said_no_to_mails_is_written_nothing_more(
    counter: Schedule, members: dict[Role, Member], noon: Traveller
) -> None:
    booking = making.booked(counter)
    person = whose.contact_link(booking).person
    consent.note(person, Way.EMAIL, Answer.NO, AskedBy.TELEPHONE, by=By(member=members[Role.CALL_TAKER].pk))
    bookings.move(booking.pk, TUESDAY_AT_NINE + timedelta(hours=1))
    noon.move_to(MONDAY_AT_OPENING + timedelta(hours=1))
    jobs.remind(timestamp=0)
    assert len(told(booking)) == 1
    recipient = correspondence.WRITES.recipient(booking.pk)
    assert recipient
    assert recipient.refuses(Channel.EMAIL)


def test_a_reminder_comes_the_working_day_before_and_once(counter: Schedule, noon: Traveller) -> None:
    booking = making.booked(counter)
    assert booking.remind_at == MONDAY_AT_OPENING
    noon.move_to(MONDAY_AT_OPENING - timedelta(minutes=1))
    jobs.remind(timestamp=0)
    assert len(told(booking)) == 1
    noon.move_to(MONDAY_AT_OPENING)
    for _turn in range(3):
        jobs.remind(timestamp=0)
    assert [said.subject.split(":")[0] for said in told(booking)] == ["Appointment", "Reminder"]


def test_after_a_crash_the_reminder_is_the_same_message(counter: Schedule, noon: Traveller) -> None:
    """What it leaves undone is all of it: the reminder and that it was sent are one transaction."""
    booking = making.booked(counter)
    noon.move_to(MONDAY_AT_OPENING)
    reminding.remind(MONDAY_AT_OPENING)
    Booking.objects.update(remind_at=MONDAY_AT_OPENING)  # as if that it was sent had been lost
    reminding.remind(MONDAY_AT_OPENING)
    assert len(told(booking)) == 2


def test_what_is_cancelled_is_not_reminded_and_what_is_moved_at_its_new_time(
    counter: Schedule, noon: Traveller
) -> None:
    cancelled, moved = making.booked(counter), making.booked(counter)
    bookings.cancel(cancelled.pk)
    bookings.move(moved.pk, TUESDAY_AT_NINE + timedelta(days=1))
    noon.move_to(MONDAY_AT_OPENING + timedelta(hours=1))
    jobs.remind(timestamp=0)
    assert not [said for said in told(cancelled) + told(moved) if said.subject.startswith("Reminder")]
    noon.move_to(MONDAY_AT_OPENING + timedelta(days=1))
    jobs.remind(timestamp=0)
    assert told(moved)[-1].subject.endswith("Wednesday, December 2, 2026, 9:00 am")


def test_a_reminder_that_still_waits_is_taken_back_when_the_time_is_given_back(
    counter: Schedule, noon: Traveller, sink: Sink
) -> None:
    booking = making.booked(counter)
    noon.move_to(MONDAY_AT_OPENING)
    jobs.remind(timestamp=0)
    bookings.cancel(booking.pk)
    delivery.deliver()
    subjects = [sent.message["Subject"] for sent in sink.wait_for(2)]
    assert sorted(subject.split(":")[0] for subject in subjects) == ["Appointment", "Cancelled"]


@pytest.mark.parametrize("hour", [2, 3, 8, 12])  # in UTC: 21, 22, 3 and 7 by the city's clock
def test_nobody_is_reminded_at_night(counter: Schedule, noon: Traveller, hour: int) -> None:
    booking = making.booked(counter)
    Booking.objects.update(remind_at=MONDAY_AT_OPENING - timedelta(days=3))
    noon.move_to(MONDAY_AT_OPENING.replace(hour=hour))
    jobs.remind(timestamp=0)
    assert len(told(booking)) == 1


def test_who_books_for_tomorrow_after_the_hour_of_reminders_gets_the_confirmation_alone(
    counter: Schedule,
) -> None:
    assert making.booked(counter, datetime(2026, 11, 25, 18, tzinfo=UTC)).remind_at is None


def test_a_reminder_that_comes_too_late_is_let_be(counter: Schedule, noon: Traveller) -> None:
    booking = making.booked(counter)
    noon.move_to(TUESDAY_AT_NINE + timedelta(minutes=5))
    jobs.remind(timestamp=0)
    booking.refresh_from_db()
    assert booking.remind_at is None
    assert len(told(booking)) == 1


@given(starts_at=moments, before=st.timedeltas(timedelta(0), timedelta(days=40)))
def test_reminders_are_due_by_day_on_a_working_day_before(starts_at: datetime, before: timedelta) -> None:
    at = notices.reminds_at(starts_at, starts_at - before)
    if at is not None:
        assert starts_at - before < at < starts_at
        assert calendar.is_working_day(calendar.day_of(at))
        assert not quiet.is_quiet(at)
        between = calendar.day_of(at) + timedelta(days=1)
        assert calendar.working_day_after(calendar.day_of(at), 1) >= calendar.day_of(starts_at) or (
            between >= calendar.day_of(starts_at)
        )


def test_who_is_erased_has_no_appointment_and_gets_nothing(counter: Schedule, sink: Sink) -> None:
    booking = making.booked(counter)
    contacts.erase(whose.contact_link(booking).person)
    assert not Booking.objects.exists()
    assert not Message.objects.exists()
    delivery.deliver()
    assert sink.arrived() == []
    assert making.booked(counter).seat == 0


def test_one_that_does_not_open_holds_up_no_reminder(counter: Schedule, noon: Traveller) -> None:
    broken, good = making.booked(counter), making.booked(counter, TUESDAY_AT_NINE + timedelta(minutes=30))
    Booking.objects.filter(pk=broken.pk).update(contact_sealed=b"sealed by nobody here, and long enough")
    assert good.remind_at
    noon.move_to(good.remind_at + timedelta(minutes=1))
    jobs.remind(timestamp=0)
    assert not Booking.objects.filter(remind_at__isnull=False).exists()
    assert Message.objects.filter(about=good.pk).count() == 2


def test_what_may_not_leave_keeps_nobody_from_their_time(counter: Schedule) -> None:
    booking = making.booked(counter)
    Schedule.objects.update(advice={"en": "Please reply with your Social Security number."})
    moved = bookings.move(booking.pk, TUESDAY_AT_NINE + timedelta(hours=2))
    assert moved.starts_at == TUESDAY_AT_NINE + timedelta(hours=2)
    assert Message.objects.filter(about=booking.pk).count() == 1


def test_nothing_that_came_or_went_outlives_its_appointment(counter: Schedule) -> None:
    booking = making.booked(counter)
    Received.objects.create(
        channel=Channel.EMAIL,
        digest=b"of what came",
        sealed=b"what came, sealed so that nobody reads it",
        day=calendar.today(),
        state=Received.State.JOINED,
        room=notices.ROOM,
        about=booking.pk,
        deed=booking.pk,
    )
    retention.RULE.delete(Past(key=booking.pk, name=booking.reference, is_held=False))
    assert not Booking.objects.exists()
    assert not Message.objects.exists()
    assert not Received.objects.exists()
