"""What can be booked, and what is.

An appointment is somebody's: it names its person as a request does, sealed, and what its messages say is under a key of
its own. That no seat is given twice is kept by the database.
"""

import uuid
from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from commonhall.staff.models import Department, Member

MOST_SEATS = 50
EVERY_DAY = 0b1111111
LONGEST = timedelta(minutes=480 + 240)  # that a booking holds a seat


class Schedule(models.Model):
    """What can be booked, and in which times.

    A seat is a window at the counter, or a crew: so many visits at once. Times are those of the wall clock.
    """

    id = models.SmallAutoField(primary_key=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="schedules")
    names = models.JSONField()  # by language code
    advice = models.JSONField(default=dict)  # by language code: what to bring, what to put out
    place = models.CharField(
        max_length=200, blank=True
    )  # where people come to; empty: the city comes to them
    weekdays = models.PositiveSmallIntegerField()  # a bit for each, Monday the lowest
    opens = models.TimeField()
    closes = models.TimeField()
    pause_begins = models.TimeField(null=True, blank=True)
    pause_ends = models.TimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField()  # of one appointment
    travel_minutes = models.PositiveSmallIntegerField(default=0)  # between two of one seat
    capacity = models.PositiveSmallIntegerField()  # seats
    notice_hours = models.PositiveSmallIntegerField()  # how soon somebody can come
    days_ahead = models.PositiveSmallIntegerField()  # how far ahead somebody can book
    is_active = models.BooleanField(default=True)  # one that is not takes no bookings, and keeps those it has

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="schedule_opens_before_it_closes", condition=Q(opens__lt=F("closes"))
            ),
            models.CheckConstraint(
                name="schedule_pauses_within_its_hours",
                condition=Q(pause_begins=None, pause_ends=None)
                | Q(
                    pause_begins__isnull=False,
                    pause_ends__isnull=False,
                    pause_begins__gt=F("opens"),
                    pause_ends__gt=F("pause_begins"),
                    closes__gt=F("pause_ends"),
                ),
            ),
            models.CheckConstraint(
                name="schedule_measures_are_possible",
                condition=Q(
                    weekdays__range=(1, EVERY_DAY),
                    minutes__range=(5, 480),
                    travel_minutes__lte=240,
                    capacity__range=(1, MOST_SEATS),
                    notice_hours__lte=720,
                    days_ahead__range=(1, 180),
                ),
            ),
        ]

    def __str__(self) -> str:
        return in_language(self.names)

    @property
    def is_visit(self) -> bool:
        """Whether the city comes to who booked."""
        return not self.place

    @property
    def advice_here(self) -> str:
        """What to bring or put out, in the language of the page; empty where nobody wrote it."""
        return in_language(self.advice) if self.advice else ""

    def is_on(self, day: date) -> bool:
        """Whether the day is one of its weekdays."""
        return bool(self.weekdays >> (day.isoweekday() - 1) & 1)


class State(models.TextChoices):
    BOOKED = "booked", _("Booked")
    MOVED = "moved", _("Moved, not confirmed")
    CONFIRMED = "confirmed", _("Confirmed")
    CANCELLED = "cancelled", _("Cancelled")
    KEPT = "kept", _("Kept")
    MISSED = "missed", _("Missed")


AHEAD = (State.BOOKED, State.MOVED, State.CONFIRMED)  # it is to come


class Bookings(models.QuerySet["Booking"]):
    """Questions with a name."""

    def holding(self, schedule: Schedule, since: datetime, until: datetime) -> "Bookings":
        """Those of a schedule that hold a seat at some moment between."""
        taken = self.filter(
            schedule=schedule, starts_at__lt=until, starts_at__gt=since - LONGEST, free_at__gt=since
        )
        return taken.exclude(state=State.CANCELLED)

    def to_remind(self, now: datetime) -> "Bookings":
        """Those of which a reminder is due, the first first."""
        return self.filter(remind_at__lte=now).order_by("remind_at")


class Booking(models.Model):
    """A time that somebody has. Moved, it stays the same booking."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=9, unique=True)
    schedule = models.ForeignKey(Schedule, models.PROTECT, related_name="bookings")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    free_at = models.DateTimeField()  # when its seat is free again: the way to the next one is over
    seat = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.BOOKED)
    serves_kind = models.CharField(max_length=20, blank=True)  # as it is called in `served`; empty: nothing
    serves = models.UUIDField(null=True)  # what it serves there
    contact_sealed = (
        models.BinaryField()
    )  # whose it is: a clear key would show which bookings belong together
    place_sealed = models.BinaryField(null=True)  # where the city comes to, under its own key
    moves = models.PositiveSmallIntegerField(default=0)
    remind_at = models.DateTimeField(null=True)  # null: not to be reminded, or not any more
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")  # null: who has it

    objects = Bookings.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_seat_is_given_once",
                fields=["schedule", "starts_at", "seat"],
                condition=~Q(state="cancelled"),
            ),
            models.CheckConstraint(name="booking_state_is_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="booking_ends_after_it_starts",
                condition=Q(starts_at__lt=F("ends_at"), ends_at__lte=F("free_at")),
            ),
            models.CheckConstraint(
                name="booking_serves_a_thing_of_a_kind",
                condition=Q(serves_kind="", serves=None) | (~Q(serves_kind="") & Q(serves__isnull=False)),
            ),
            models.CheckConstraint(
                name="what_is_over_is_not_reminded",
                condition=Q(remind_at=None) | Q(state__in=["booked", "moved", "confirmed"]),
            ),
            models.CheckConstraint(name="booking_seat_is_possible", condition=Q(seat__lt=MOST_SEATS)),
        ]
        indexes = [
            models.Index(fields=["starts_at"], name="bookings_by_time"),
            models.Index(
                fields=["remind_at"], name="bookings_to_remind", condition=Q(remind_at__isnull=False)
            ),
            models.Index(fields=["serves"], name="bookings_by_thing", condition=Q(serves__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"booking {self.reference}"

    @property
    def is_ahead(self) -> bool:
        return self.state in AHEAD


class BookingKey(models.Model):
    """The key of one booking's place and messages, wrapped. Deleting it erases them."""

    booking = models.OneToOneField(Booking, models.CASCADE, primary_key=True, related_name="key")
    wrapped = models.BinaryField()
    epoch = models.IntegerField()

    def __str__(self) -> str:
        return f"key of booking {self.booking_id}"


def in_language(texts: dict[str, str]) -> str:
    """A text in the language of the page, or in the one that there is."""
    return str(texts.get(get_language() or "en") or texts.get("en") or next(iter(texts.values()), ""))
