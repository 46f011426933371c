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


def ended(request: HttpRequest) -> Ended | None:
    """Why the session of who is signed in is over; None while it goes on, which is then noted."""
    now, session = int(time.time()), request.session
    if now - session.setdefault(_CAME, now) >= LONGEST_SECONDS:
        return Ended.LONG
    seen = session.get(_SEEN, 0)
    if seen and now - seen >= IDLE_SECONDS:
        return Ended.IDLE
    if now - seen >= _NOTED_EVERY_SECONDS:
        session[_SEEN] = now
    return None


def is_fresh(request: HttpRequest) -> bool:
    """Whether the member signed in just now: what lets somebody in is changed only then."""
    return int(time.time()) - int(request.session.get(_CAME, 0)) < FRESH_SECONDS
