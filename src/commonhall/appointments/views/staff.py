"""Staff's lists of appointments, booking for somebody, and inviting them to book by themselves."""

import uuid
from datetime import timedelta
from itertools import groupby
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commonhall import calendar
from commonhall.appointments import bookings, forms, links, openings, served, slots, whose, work
from commonhall.appointments.bookings import TimeIsGone, Wish
from commonhall.appointments.forms import WhoForm
from commonhall.appointments.models import Booking, Schedule, State
from commonhall.appointments.served import Thing
from commonhall.appointments.views import times
from commonhall.errors import Refused
from commonhall.staff import walls
from commonhall.staff.roles import SEES_REQUESTS
from commonhall.staff.walls import needs
from commonhall.web import qr, spelling

MOST_SHOWN = 500  # of a week


@require_safe
@needs(*SEES_REQUESTS)
def home(request: HttpRequest) -> HttpResponseBase:
    """What can be booked; from a request's page, for that request."""
    by = walls.member(request)
    reference = request.GET.get("request", "")
    try:
        thing = served.find(reference, by) if reference else None
    except Refused as refusal:
        messages.error(request, str(refusal))
        reference, thing = "", None
    page = {
        "schedules": work.schedules_of(by),
        "serves": served.line(thing, by) if thing else None,
        "also": _also(reference) if thing else "",
    }
    return render(request, "appointments/home.html", page)


@require_safe
@needs(*SEES_REQUESTS)
def week(request: HttpRequest, schedule: int) -> HttpResponseBase:
    """Who comes when, by day: a week, or one day of it."""
    found = get_object_or_404(work.schedules_of(walls.member(request)), pk=schedule)
    asked = times.day(request.GET.get("day", "")) or calendar.today()
    is_day = request.GET.get("only") == "day"
    first = asked if is_day else asked - timedelta(days=asked.weekday())
    length = timedelta(days=1 if is_day else openings.DAYS)
    until = calendar.start_of(first + length)
    rows = Booking.objects.filter(
        schedule=found, starts_at__gte=calendar.start_of(first), starts_at__lt=until
    ).exclude(state=State.CANCELLED)
    listed = list(rows.select_related("key").order_by("starts_at", "seat")[:MOST_SHOWN])
    by_day = {
        day: [(row, whose.place(row)) for row in of_day]
        for day, of_day in groupby(listed, lambda row: calendar.day_of(row.starts_at))
    }
    days = [first + timedelta(days=n) for n in range(length.days)]
    page = {
        "schedule": found,
        "days": [(day, by_day.get(day, []), len(slots.of_day(found, day)) * found.capacity) for day in days],
        "is_day": is_day,
        "first": first,
        "today": calendar.today(),
        "before": first - length,
        "after": first + length,
        "has_more": len(listed) == MOST_SHOWN,
    }
    return render(request, "appointments/week.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*SEES_REQUESTS)
def book(request: HttpRequest, schedule: int) -> HttpResponseBase:
    """Choose a time, then whose it is; of a request it is known, and nobody sees it."""
    by = walls.member(request)
    found = get_object_or_404(work.schedules_of(by), pk=schedule, is_active=True)
    reference = request.GET.get("request", "")
    try:
        thing = served.find(reference, by) if reference else None
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("appointments:home")
    if request.method != "POST":
        wanted = times.wanted(request)
        if wanted is None:
            offered = times.offered(request, found, also={"request": reference} if thing else {})
            return render(request, "appointments/staff_choose.html", {**offered, "also": _also(reference)})
        initial = {"at": forms.written(wanted), "language": "en"}
        form = WhoForm(schedule=found, is_known=thing is not None, by_staff=True, initial=initial)
        return _ask(request, found, form, thing, uuid.uuid4())
    form = WhoForm(request.POST, schedule=found, is_known=thing is not None, by_staff=True)
    return _taken(request, found, form, thing)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*SEES_REQUESTS)
def invite(request: HttpRequest, schedule: int) -> HttpResponseBase:
    """A link by which somebody books by themselves, once. Only a form that is sent makes one."""
    by = walls.member(request)
    found = get_object_or_404(work.schedules_of(by), pk=schedule, is_active=True)
    if request.method != "POST":
        return redirect("appointments:home")
    reference = request.POST.get("request", "")
    try:
        thing = served.find(reference, by) if reference else None
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("appointments:home")
    address = request.build_absolute_uri(links.invite(found, thing))
    page = {
        "schedule": found,
        "serves": served.line(thing, by) if thing else None,
        "address": address,
        "drawing": qr.draw(address),
        "days": links.INVITED_FOR.days,
    }
    return render(request, "appointments/invited.html", page)


def _taken(request: HttpRequest, schedule: Schedule, form: WhoForm, thing: Thing | None) -> HttpResponseBase:
    once = _uuid(request.POST.get("once", "")) or uuid.uuid4()
    if not form.is_valid():
        return _ask(request, schedule, form, thing, once, status=times.NOT_FILLED_IN)
    wish = Wish(
        once=once,
        schedule=schedule.pk,
        starts_at=form.cleaned_data["at"],
        contact=form.contact("en"),
        place=form.cleaned_data.get("place", ""),
        thing=thing,
        by=walls.member(request),
    )
    try:
        booked = bookings.take(wish)
    except TimeIsGone as gone:
        form.refuse(gone)
        return _ask(request, schedule, form, thing, once, status=409)
    except Refused as refusal:
        form.add_error("name" if "name" in form.fields else None, str(refusal))
        return _ask(request, schedule, form, thing, once, status=422)
    said = _("Booked. The reference is %(reference)s.") % {"reference": spelling.grouped(booked.reference)}
    messages.success(request, said)
    return redirect("appointments:booking", booked.reference)


def _ask(
    request: HttpRequest,
    schedule: Schedule,
    form: WhoForm,
    thing: Thing | None,
    once: UUID,
    status: int = 200,
) -> HttpResponseBase:
    page = {
        **times.asked(schedule, form, status),
        "once": once,
        "serves": served.line(thing, walls.member(request)) if thing else None,
        "back": f"{reverse('appointments:book-for', args=[schedule.pk])}{_also(request.GET.get('request', ''))}",
    }
    return render(request, "appointments/staff_who.html", page, status=status)


def _also(reference: str) -> str:
    return f"?{urlencode({'request': reference})}" if reference else ""


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
