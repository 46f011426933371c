"""Reminders that are due. Whether one was sent is kept with the booking, in the transaction that sends it."""

import logging
from datetime import datetime
from typing import Final

from django.db import transaction

from commonhall.appointments import notices
from commonhall.appointments.models import Booking
from commonhall.messaging import quiet
from commonhall.vault.sealing import CannotOpen

MOST_A_RUN: Final = 2000
_log = logging.getLogger(__name__)


def remind(now: datetime) -> int:
    """Send what is due, and return how many were; none at night. What begins meanwhile is let be."""
    if quiet.is_quiet(now):
        return 0
    sent = 0
    for _turn in range(MOST_A_RUN):
        with transaction.atomic():
            due = Booking.objects.to_remind(now).select_related("schedule")
            row = due.select_for_update(skip_locked=True, of=["self"]).first()
            if row is None:
                break
            Booking.objects.filter(pk=row.pk).update(remind_at=None)
            if row.starts_at > now:
                sent += _is_told(row)
    return sent


def _is_told(row: Booking) -> bool:
    """One that cannot be told, since something of it does not open, holds up no other."""
    try:
        with transaction.atomic():
            return notices.tell(row, notices.Kind.REMINDER)
    except CannotOpen:
        _log.error("A reminder could not be written: something of its appointment does not open.")
        return False
