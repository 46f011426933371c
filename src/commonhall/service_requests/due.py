"""When a request is due, in words: by the day, and by the hour where a named request has one."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonhall.service_requests.models import ServiceRequest
from commonhall.web import dates


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """`kind` is late, soon, ok or none; `used` is the part of the time that is gone, in percent."""

    kind: str
    words: str
    used: int | None = None


def due(request: ServiceRequest, today: date, now: datetime | None = None) -> Due:
    """Where an open request stands against its day; a closed one, or one without a target, has none.

    With `now`, one that is due at an hour is told by the hour on that day.
    """
    if not request.is_open or request.due_on is None:
        return Due(kind="none", words=_("no target") if request.is_open else _("done"))
    late = (today - request.due_on).days
    if late > 0:
        return Due(
            kind="late",
            words=ngettext("%(days)d day late", "%(days)d days late", late) % {"days": late},
            used=100,
        )
    given = max((request.due_on - request.day).days, 1)
    used = min(100, 100 * (today - request.day).days // given)
    if late == 0 and request.due_at is not None and now is not None:
        return _by_the_hour(request.due_at, now)
    return (
        Due(kind="soon", words=_("today"), used=used)
        if late == 0
        else Due(kind="ok", words=dates.day(request.due_on), used=used)
    )


def _by_the_hour(due_at: datetime, now: datetime) -> Due:
    if now <= due_at:
        return Due(kind="soon", words=_("today, %(time)s") % {"time": dates.clock(due_at)}, used=90)
    hours = int((now - due_at).total_seconds() // 3600)
    late = ngettext("%(hours)d hour late", "%(hours)d hours late", hours) % {"hours": hours}
    return Due(
        kind="late",
        words=late if hours else _("late since %(time)s") % {"time": dates.clock(due_at)},
        used=100,
    )
