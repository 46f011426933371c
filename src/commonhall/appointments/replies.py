"""What somebody answers to a message about an appointment: C confirms it, M asks for another time, X cancels it.

One letter and no more. Whoever writes a sentence is read by a person: a program that guesses at one cancels what
somebody needed.
"""

import unicodedata
from enum import StrEnum
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from commonhall.appointments import bookings, notices
from commonhall.appointments.bookings import IsOver
from commonhall.appointments.models import Booking
from commonhall.errors import Refused


class Deed(StrEnum):
    """What an answer does."""

    CONFIRM = "C"
    MOVE = "M"
    CANCEL = "X"


class NotUnderstood(Refused):
    """It is none of the three letters; a person reads it."""

    def __init__(self) -> None:
        super().__init__(_("The answer is none of C, M and X. Read it, and do on its page what it asks for."))


def read(words: str) -> Deed | None:
    """The deed that an answer names: its one letter, in whatever case and signs; None for anything else."""
    plain = unicodedata.normalize("NFKC", words).upper()
    letters = "".join(sign for sign in plain if sign.isalnum())
    return Deed(letters) if letters in set(Deed) else None


def take(booking: UUID, words: str) -> Deed:
    """Do what somebody answered about their appointment. That it is cancelled, or how to move it, they are told.

    The same answer again does nothing more.

    Call it for who has the appointment alone. Raises NotUnderstood, IsOver.
    """
    match read(words):
        case None:
            raise NotUnderstood
        case Deed.CONFIRM:
            bookings.confirm(booking)
            return Deed.CONFIRM
        case Deed.CANCEL:
            bookings.cancel(booking)
            return Deed.CANCEL
        case Deed.MOVE:
            _ask_for_another_time(booking)
            return Deed.MOVE


def _ask_for_another_time(booking: UUID) -> None:
    """A letter cannot say to which time: they get the way to their page, where the times stand."""
    row = Booking.objects.select_related("schedule").filter(pk=booking).first()
    now = timezone.now()
    if row is None or not row.is_ahead or row.starts_at <= now:
        raise IsOver
    notices.tell(row, notices.Kind.TO_MOVE)
