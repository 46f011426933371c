"""How long a session lasts: until nobody used it for half an hour, and eight hours at the most.

Both are kept in the session itself. The cookie goes with the browser; the server does not rely on that.
"""

import time

from django.db import models
from django.http import HttpRequest

IDLE_SECONDS = 30 * 60
LONGEST_SECONDS = 8 * 3600
FRESH_SECONDS = 15 * 60
_NOTED_EVERY_SECONDS = 20  # a write a page would cost more than it tells
_CAME, _SEEN = "came_at", "seen_at"


class Ended(models.TextChoices):
    """Why a session is over."""

    IDLE = "idle"
    LONG = "long"


def over(request: HttpRequest) -> Ended | None:
    """Why the session of who is signed in is over; None while it goes on. Asking is no sign of life."""
    now, session = int(time.time()), request.session
    if now - session.get(_CAME, now) >= LONGEST_SECONDS:
        return Ended.LONG
    return Ended.IDLE if now - session.get(_SEEN, now) >= IDLE_SECONDS else None


def note(request: HttpRequest) -> None:
    """Somebody is there, now."""
    now, session = int(time.time()), request.session
    if _CAME not in session:
        session[_CAME] = now
    if now - session.get(_SEEN, 0) >= _NOTED_EVERY_SECONDS:
        session[_SEEN] = now


def is_fresh(request: HttpRequest) -> bool:
    """Whether the member signed in just now: what lets somebody in is changed only then."""
    return int(time.time()) - int(request.session.get(_CAME, 0)) < FRESH_SECONDS
