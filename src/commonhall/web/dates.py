"""Days and times as the pages write them: in the city's zone, in the words of the page's language."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import gettext, pgettext


def day(moment: date | datetime) -> str:
    """Tue, Dec 1; with the year where it is another one than today's."""
    on = _day_of(moment)
    if on.year == timezone.localdate().year:
        return date_format(on, pgettext("format of a day", "D, M j"))
    return date_format(on, pgettext("format of a day with its year", "D, M j, Y"))


def full_day(moment: date | datetime) -> str:
    """Tuesday, December 1, 2026."""
    return date_format(_day_of(moment), pgettext("format of a full day", "l, F j, Y"))


def clock(moment: datetime) -> str:
    """2:20 pm, and 14:20 in Spanish."""
    return date_format(timezone.localtime(moment), pgettext("format of a time", "g:i A")).lower()


def ago(moment: datetime) -> str:
    """2 minutes ago; "just now" in the first minute."""
    if timezone.now() - moment < timedelta(minutes=1):
        return gettext("just now")
    return gettext("%(time)s ago") % {"time": timesince(moment, depth=1)}


def _day_of(moment: date | datetime) -> date:
    return timezone.localtime(moment).date() if isinstance(moment, datetime) else moment
