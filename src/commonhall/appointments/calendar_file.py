"""An appointment as a file that calendars read (RFC 5545). Times are UTC, so that it needs no zone of its own."""

from datetime import UTC, datetime

from django.conf import settings
from django.utils.translation import gettext as _

from commonhall.appointments import whose
from commonhall.appointments.models import Booking, State
from commonhall.web import spelling

CONTENT_TYPE = "text/calendar; charset=utf-8"
NAME = "appointment.ics"  # nothing of whose it is, nor of what
_LINE = 75  # octets, without the end of the line
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


def write(booking: Booking, link: str) -> bytes:
    """The file, in the language of the page. A calendar that has it already moves it, or strikes it out.

    `booking` with its `schedule` and `key`; `link`: the address of its own page.
    """
    schedule = booking.schedule
    reference = _("Reference %(reference)s") % {"reference": spelling.grouped(booking.reference)}
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Commonhall//Appointments//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{booking.pk}@{settings.EMAIL_FROM.rpartition('@')[2]}",
        f"DTSTAMP:{_moment(booking.changed_at)}",
        f"SEQUENCE:{booking.moves + (booking.state == State.CANCELLED)}",
        f"DTSTART:{_moment(booking.starts_at)}",
        f"DTEND:{_moment(booking.ends_at)}",
        f"SUMMARY:{_text(str(schedule))}",
        f"LOCATION:{_text(schedule.place or whose.place(booking))}",
        f"DESCRIPTION:{_text('\n'.join(part for part in (reference, schedule.advice_here, link) if part))}",
        f"URL:{link}",
        f"STATUS:{'CANCELLED' if booking.state == State.CANCELLED else 'CONFIRMED'}",
        "CLASS:PRIVATE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    return "".join(sign for sign in words if sign.isprintable() or sign == "\n").translate(_ESCAPED)


def _folded(line: str) -> bytes:
    """A line in pieces of at most 75 octets, no letter cut in two (RFC 5545, 3.1)."""
    pieces, piece = [], b""
    for letter in line:
        octets = letter.encode()
        if len(piece) + len(octets) > _LINE:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join((*pieces, piece)) + b"\r\n"
