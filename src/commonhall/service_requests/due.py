"""When a request is due, in words: by the day, never by the hour."""

from dataclasses import dataclass
from datetime import date

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


def due(request: ServiceRequest, today: date) -> Due:
    """Where an open request stands against its day; a closed one, or one without a target, has none."""
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
    return (
        Due(kind="soon", words=_("today"), used=used)
        if late == 0
        else Due(kind="ok", words=dates.day(request.due_on), used=used)
    )
