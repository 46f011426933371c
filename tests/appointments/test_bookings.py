"""Taking, moving and cancelling times; and that no seat is given twice, whoever tries how."""

import threading
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone
from time_machine import Traveller

from commonhall.appointments import bookings, openings, whose
from commonhall.appointments.bookings import IsOver, NobodyNamed, NoPlace, NotYet, TimeIsGone, Wish
from commonhall.appointments.models import Booking, Schedule, State
from commonhall.messaging.models import Message
from commonhall.people import contacts
from commonhall.people.contacts import Contact
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests import dump
from tests.appointments import making
from tests.appointments.making import ROSA, TUESDAY_AT_NINE
from tests.service_requests.making import catalogue_of_the_city

AT_TEN = TUESDAY_AT_NINE + timedelta(hours=1)
pytestmark = pytest.mark.usefixtures("noon")


def copy_of(booking: Booking, **more: object) -> Booking:
    """Another booking of the same seat, as nobody can make one by the pages."""
    fields = {
        name: getattr(booking, name)
        for name in ("schedule", "starts_at", "ends_at", "free_at", "seat", "contact_sealed", "changed_at")
    }
    return Booking(pk=uuid.uuid4(), reference=f"A{uuid.uuid4().hex[:8]}", **{**fields, **more})


def test_a_booking_names_its_person_and_nobody_reads_it_from_the_tables(
    pickup: Schedule,
) -> None:
    booking = making.booked(pickup)
    person = whose.contact_link(booking).person
    assert contacts.open_record(person).given[booking.pk] == ROSA
    assert whose.place(Booking.objects.select_related("key").get(pk=booking.pk)) == "1012 N Market St"
    assert dump.holds(booking.reference)
    for secret in ("Rosa", "5550147", "1012 N Market"):
        assert not dump.holds(secret)


def test_the_same_wish_sent_twice_is_one_booking(counter: Schedule) -> None:
    wish = Wish(once=uuid.uuid4(), schedule=counter.pk, starts_at=TUESDAY_AT_NINE, contact=ROSA)
    assert bookings.take(wish) == bookings.take(wish)
    assert Booking.objects.count() == 1


def test_seats_are_given_until_there_are_none_and_others_are_offered(counter: Schedule) -> None:
    seats = {making.booked(counter).seat, making.booked(counter).seat}
    assert seats == {0, 1}
    with pytest.raises(TimeIsGone) as gone:
        making.booked(counter)
    offered = [slot.starts_at for slot in gone.value.others]
    assert len(offered) == openings.OTHERS
    assert TUESDAY_AT_NINE not in offered
    assert TUESDAY_AT_NINE + timedelta(minutes=30) in offered


@pytest.mark.parametrize(
    "starts_at",
    [
        datetime(2026, 11, 24, 18, 0, tzinfo=UTC),  # in an hour: too soon
        datetime(2026, 12, 25, 15, 0, tzinfo=UTC),  # past the days ahead, and a holiday
        datetime(2026, 12, 1, 14, 10, tzinfo=UTC),  # between two times
        datetime(2026, 11, 26, 15, 0, tzinfo=UTC),  # Thanksgiving
        datetime(2026, 11, 28, 15, 0, tzinfo=UTC),  # a Saturday
    ],
)
def test_what_is_no_time_of_the_schedule_cannot_be_had(counter: Schedule, starts_at: datetime) -> None:
    with pytest.raises(TimeIsGone):
        making.booked(counter, starts_at)
    assert not Booking.objects.exists()


def test_a_visit_needs_a_place_and_an_appointment_needs_somebody(pickup: Schedule, counter: Schedule) -> None:
    with pytest.raises(NoPlace):
        bookings.take(Wish(once=uuid.uuid4(), schedule=pickup.pk, starts_at=TUESDAY_AT_NINE, contact=ROSA))
    with pytest.raises(NobodyNamed):
        making.booked(counter, contact=Contact(address="1012 N Market St"))
    assert not Booking.objects.exists()


def test_the_database_gives_no_seat_twice_whatever_the_program_does(counter: Schedule) -> None:
    booking = making.booked(counter)
    half = timedelta(minutes=15)
    for same in (
        copy_of(booking),
        copy_of(
            booking,
            starts_at=booking.starts_at + half,
            ends_at=booking.ends_at + half,
            free_at=booking.free_at + half,
        ),
        copy_of(
            booking,
            starts_at=booking.starts_at - half,
            ends_at=booking.ends_at - half,
            free_at=booking.free_at - half,
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            same.save(force_insert=True)
    copy_of(booking, seat=1).save(force_insert=True)
    after = timedelta(minutes=30)
    copy_of(
        booking, starts_at=booking.free_at, ends_at=booking.ends_at + after, free_at=booking.free_at + after
    ).save(force_insert=True)
    copy_of(booking, state=State.CANCELLED).save(force_insert=True)
    other = making.counter(names={"en": "Permits"})
    copy_of(booking, schedule=other).save(force_insert=True)


def test_travel_keeps_the_crew_from_two_places_at_once(pickup: Schedule) -> None:
    booking = making.booked(pickup)
    assert booking.free_at - booking.ends_at == timedelta(minutes=30)
    on_the_road = booking.ends_at + timedelta(minutes=10)
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_of(
            booking,
            starts_at=on_the_road,
            ends_at=on_the_road + timedelta(hours=1),
            free_at=on_the_road + timedelta(hours=1),
        ).save(force_insert=True)
    pickup.travel_minutes, pickup.opens = 0, timezone.localtime(booking.ends_at).time()
    pickup.save()
    with pytest.raises(
        TimeIsGone
    ):  # the times of the schedule are other ones now; the crew is still on the road
        making.booked(pickup, booking.ends_at)


def test_moving_frees_the_old_time_and_takes_the_new_one(counter: Schedule) -> None:
    booking = making.booked(counter)
    making.booked(counter)
    moved = bookings.move(booking.pk, AT_TEN)
    assert (moved.state, moved.moves, moved.starts_at) == (State.MOVED, 1, AT_TEN)
    assert making.booked(counter).starts_at == TUESDAY_AT_NINE
    assert bookings.move(booking.pk, AT_TEN).moves == 1


def test_a_move_to_a_full_time_leaves_the_booking_as_it_was(counter: Schedule) -> None:
    booking = making.booked(counter)
    making.booked(counter, AT_TEN)
    making.booked(counter, AT_TEN)
    with pytest.raises(TimeIsGone):
        bookings.move(booking.pk, AT_TEN)
    booking.refresh_from_db()
    assert (booking.starts_at, booking.state) == (TUESDAY_AT_NINE, State.BOOKED)


def test_what_is_cancelled_or_begun_stays_as_it_is(counter: Schedule, noon: Traveller) -> None:
    cancelled, begun = making.booked(counter), making.booked(counter, AT_TEN)
    bookings.cancel(cancelled.pk)
    assert bookings.cancel(cancelled.pk).state == State.CANCELLED
    with pytest.raises(IsOver):
        bookings.confirm(cancelled.pk)
    noon.move_to(AT_TEN + timedelta(minutes=1))
    for deed in (bookings.confirm, bookings.cancel):
        with pytest.raises(IsOver):
            deed(begun.pk)
    with pytest.raises(IsOver):
        bookings.move(begun.pk, AT_TEN + timedelta(days=2))


def test_whether_somebody_came_is_noted_afterwards(
    counter: Schedule, members: dict[Role, Member], noon: Traveller
) -> None:
    booking, by = making.booked(counter), members[Role.WORKER]
    with pytest.raises(NotYet):
        bookings.note_outcome(booking.pk, was_kept=True, by=by)
    noon.move_to(TUESDAY_AT_NINE + timedelta(hours=1))
    assert bookings.note_outcome(booking.pk, was_kept=False, by=by).state == State.MISSED
    assert bookings.note_outcome(booking.pk, was_kept=True, by=by).state == State.KEPT


def test_twenty_at_once_ask_for_the_last_seat_and_one_gets_it(fresh_database: str) -> None:
    catalogue_of_the_city()
    schedule = making.counter(capacity=1)
    begin, taken, gone = threading.Barrier(20), [], []

    def ask(number: int) -> None:
        contact = Contact(name=f"Person {number}", email=f"p{number}@example.com")
        begin.wait()
        try:
            taken.append(making.booked(schedule, contact=contact))
        except TimeIsGone as refusal:
            gone.append(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(taken), len(gone)) == (1, 19)
    assert all(refusal.others for refusal in gone)
    assert Booking.objects.count() == 1
    assert Message.objects.count() == 1  # who got nothing left nothing
