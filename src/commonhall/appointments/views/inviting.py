"""Booking by an invitation: a time is chosen, then who comes. The same invitation leads to its booking afterwards."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from commonhall.appointments import bookings, forms, links, served
from commonhall.appointments.bookings import TimeIsGone, Wish
from commonhall.appointments.forms import WhoForm
from commonhall.appointments.links import Invitation
from commonhall.appointments.models import Booking, Schedule
from commonhall.appointments.views import times
from commonhall.errors import Refused
from commonhall.vault.tokens import UnusableToken
from commonhall.web.requests import private_page, unlogged
from commonhall.web.throttles import Limit, throttled

AGAIN = "again"  # the button that brings the page again, in another language, with what stands in its form
_looks = Limit(purpose="appointment times", most=60, seconds=60)


@unlogged
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
@throttled(_looks)
def book(request: HttpRequest, token: str) -> HttpResponseBase:
    """Free times; with one chosen, who comes; sent, it is booked, and its own page opens."""
    try:
        invited = links.invitation(token)
    except UnusableToken:
        return render(request, "appointments/expired.html", status=410)
    if booked := Booking.objects.filter(pk=invited.booking).first():
        return redirect(links.own(booked))
    schedule = Schedule.objects.filter(pk=invited.schedule, is_active=True).first()
    if schedule is None:
        return render(request, "appointments/expired.html", status=410)
    is_known = bool(invited.thing and served.whose(invited.thing))
    if request.method != "POST":
        wanted = times.wanted(request)
        if wanted is None:
            return render(request, "appointments/choose.html", times.offered(request, schedule))
        form = WhoForm(schedule=schedule, is_known=is_known, initial={"at": forms.written(wanted)})
        return _ask(request, schedule, form)
    form = WhoForm(request.POST, schedule=schedule, is_known=is_known)
    return _taken(request, invited, schedule, form)


def _taken(request: HttpRequest, invited: Invitation, schedule: Schedule, form: WhoForm) -> HttpResponseBase:
    if AGAIN in request.POST:
        again = WhoForm(initial=request.POST.dict(), schedule=schedule, is_known="name" not in form.fields)
        return _ask(request, schedule, again)
    if not form.is_valid():
        return _ask(request, schedule, form, status=times.NOT_FILLED_IN)
    wish = Wish(
        once=invited.booking,
        schedule=schedule.pk,
        starts_at=form.cleaned_data["at"],
        contact=form.contact(get_language() or "en"),
        place=form.cleaned_data.get("place", ""),
        thing=invited.thing,
    )
    try:
        booked = bookings.take(wish)
    except TimeIsGone as gone:
        form.refuse(gone)
        return _ask(request, schedule, form, status=409)
    except Refused as refusal:
        form.add_error("name" if "name" in form.fields else None, str(refusal))
        return _ask(request, schedule, form, status=422)
    return redirect(f"{links.own(booked)}?done=booked")


def _ask(request: HttpRequest, schedule: Schedule, form: WhoForm, status: int = 200) -> HttpResponseBase:
    """Its time stands above; where that is gone or was none, others can be chosen."""
    page = {
        **times.asked(schedule, form, status),
        "answers": {"form": "who", "name": AGAIN, "value": "1"},
    }
    return render(request, "appointments/who.html", page, status=status)
