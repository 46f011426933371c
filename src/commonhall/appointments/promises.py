"""What appointments sign in with the rooms below them, and their controls."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall import calendar
from commonhall.appointments import notices, replies
from commonhall.appointments.models import AHEAD, Booking, State
from commonhall.appointments.replies import Deed
from commonhall.errors import Refused
from commonhall.evidence import Evidence, control
from commonhall.messaging.models import Channel, Message
from commonhall.staff.roles import SEES_REQUESTS, Role
from commonhall.vault.sealing import CannotOpen
from commonhall.web import menu

SAMPLE: Final = 2000
WINDOW: Final = timedelta(days=7)
TRIED: Final = 3  # each is locked for as long as a letter takes, and left as it was
_SOON: Final = timedelta(hours=1)

menu.register(menu.Entry(url_name="appointments:home", title=_("Appointments"), roles=SEES_REQUESTS))
menu.register(
    menu.Entry(url_name="appointments:schedules", title=_("Appointments"), roles={Role.ADMINISTRATOR})
)


@control("texts.appointments", "schedule")
def no_seat_is_given_twice() -> Evidence:
    """Appointments that are to come, each beside the others of its seat: none begins before one is over."""
    now = timezone.now()
    ahead = Booking.objects.filter(starts_at__gt=now, state__in=AHEAD).order_by("starts_at")[:SAMPLE]
    same_seat = Booking.objects.filter(
        ~Q(pk=OuterRef("pk")),
        ~Q(state="cancelled"),
        schedule=OuterRef("schedule"),
        seat=OuterRef("seat"),
        starts_at__lt=OuterRef("free_at"),
        free_at__gt=OuterRef("starts_at"),
    )
    rows = list(
        ahead.annotate(other=Subquery(same_seat.values("reference")[:1])).values_list("reference", "other")
    )
    return Evidence(
        looked_at=_("appointments that are to come"),
        count=len(rows),
        wrong=tuple(reference for reference, other in rows if other),
    )


@control("texts.appointments", "send")
def who_can_be_texted_is_told() -> Evidence:
    """Of appointments that changed lately each of somebody who is told by text: one went, or is on its way."""
    since = calendar.today() - WINDOW
    written = Message.objects.filter(room=notices.ROOM, about=OuterRef("pk"))
    lately = Booking.objects.filter(changed_at__gte=calendar.start_of(since), state__in=AHEAD)
    texted = lately.filter(Exists(written.filter(channel=Channel.TEXT)))
    untold = lately.filter(~Exists(written)).order_by("-changed_at")[:SAMPLE]
    wrong = tuple(row.reference for row in untold if _is_texted(row))
    return Evidence(
        looked_at=_("appointments that were made or changed lately, of who is told by text"),
        since=since,
        count=texted.count() + len(wrong),
        wrong=wrong,
    )


@control("texts.appointments", "confirm")
def c_confirms() -> Evidence:
    """The letter is tried on appointments that are to come, and what it did is taken back."""
    return _tried(Deed.CONFIRM, lambda row: _state(row) == State.CONFIRMED)


@control("texts.appointments", "move")
def m_leads_to_other_times() -> Evidence:
    """The same: the time stays, and who has it gets the way to choose another one."""
    return _tried(Deed.MOVE, lambda row: _state(row) == row.state and _is_told_how_to_move(row))


@control("texts.appointments", "cancel")
def x_cancels() -> Evidence:
    """The same: the time is free again."""
    return _tried(Deed.CANCEL, lambda row: _state(row) == State.CANCELLED)


def _is_texted(row: Booking) -> bool:
    with suppress(CannotOpen):
        return notices.way(row) is Channel.TEXT
    return False


def _tried(deed: Deed, is_done: Callable[[Booking], bool]) -> Evidence:
    ahead = Booking.objects.filter(starts_at__gt=timezone.now() + _SOON, state__in=AHEAD)
    rows = list(ahead.order_by("starts_at")[:TRIED])
    return Evidence(
        looked_at=_("an answer with one letter, tried on appointments that are to come"),
        count=len(rows),
        wrong=tuple(row.reference for row in rows if not _does(row, deed, is_done)),
    )


def _does(row: Booking, deed: Deed, is_done: Callable[[Booking], bool]) -> bool:
    found = False
    with transaction.atomic():
        with suppress(Refused):
            replies.take(row.pk, deed.value)
            found = is_done(row)
        transaction.set_rollback(True)
    return found


def _state(row: Booking) -> str:
    return Booking.objects.values_list("state", flat=True).get(pk=row.pk)


def _is_told_how_to_move(row: Booking) -> bool:
    told = Message.objects.filter(pk=notices.once(row, notices.Kind.TO_MOVE))
    return notices.way(row) is None or told.exists()
