"""When texts that nobody waits for may leave: not from 9 pm to 8 am, and not on holidays, by the city's clock.

Who gets texts about a city's services is in the city's own time zone (47 CFR 64.1200(c)(1) has the hours of the
recipient). What somebody waits for, an answer about their own request, leaves at any hour.
"""

from datetime import datetime, time, timedelta

from django.utils import timezone

from commonhall import calendar
from commonhall.messaging.models import Basis

BEGINS, ENDS = time(21), time(8)
WAITED_FOR = frozenset({Basis.REPLY})


def is_quiet(moment: datetime) -> bool:
    """Whether nobody is to be disturbed then."""
    here = moment.astimezone(timezone.get_default_timezone())
    return not ENDS <= here.time() < BEGINS or here.date() in calendar.holidays()


def over(moment: datetime) -> datetime:
    """The first moment from then on that is not quiet, in UTC."""
    if not is_quiet(moment):
        return moment
    here = moment.astimezone(timezone.get_default_timezone())
    day = here.date() if here.time() < ENDS else here.date() + timedelta(days=1)
    while day in calendar.holidays():
        day += timedelta(days=1)
    return calendar.moment_of(day, ENDS)


def due(basis: Basis, moment: datetime) -> datetime:
    """When a text on that ground may leave, at the earliest."""
    return moment if basis in WAITED_FOR else over(moment)
