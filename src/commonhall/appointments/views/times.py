"""The pages on which a time is chosen, for all who choose one: a week of free times, each a link; then the rest."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils import timezone

from commonhall.appointments import forms, openings, slots
from commonhall.appointments.forms import MoveForm
from commonhall.appointments.models import Booking, Schedule

NOT_FILLED_IN = 422


def wanted(request: HttpRequest) -> datetime | None:
    """The time that the address names."""
    return forms.moment(request.GET.get("at", ""))


def offered(
    request: HttpRequest, schedule: Schedule, *, but: Booking | None = None, also: Mapping[str, str] = {}
) -> dict[str, object]:
    """What the page shows: the week from the day that the address names, or from the first that has a free time.

    `but`: the booking that is to be moved; `also`: what each address of it carries along.
    """
    now = timezone.now()
    soonest, last = openings.first_free(schedule, now, but=but), slots.last_day(schedule, now)
    named = day(request.GET.get("from", ""))
    begins = min(max(named or soonest, soonest), last) if soonest else None
    week = openings.week(schedule, begins, now, but=but) if begins else []
    step = timedelta(days=openings.DAYS)
    return {
        "schedule": schedule,
        "days": [
            (each.day, [(slot, _query(also, at=forms.written(slot.starts_at))) for slot in each.free])
            for each in week
            if each.free
        ],
        "is_full": begins is None,
        "earlier": _query(also, **{"from": max(begins - step, soonest).isoformat()})
        if begins and soonest and begins > soonest
        else "",
        "later": _query(also, **{"from": (begins + step).isoformat()})
        if begins and begins + step <= last
        else "",
    }


def asked(
    schedule: Schedule, form: MoveForm, status: int, *, but: Booking | None = None
) -> dict[str, object]:
    """What the page that asks for the rest shows of the time: the one that was chosen, and others where it is none."""
    if "at" in form.errors and status == NOT_FILLED_IN:
        form.offer(openings.soonest(schedule, timezone.now(), but=but))
    return {"schedule": schedule, "form": form, "at": forms.moment(str(form["at"].value() or ""))}


def day(text: str) -> date | None:
    """A day in an address; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _query(also: Mapping[str, str], **more: str) -> str:
    return f"?{urlencode({**also, **more})}"
