"""The page of who has an appointment, opened by its signed link alone. Opening it changes nothing."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commonhall.appointments import bookings, calendar_file, forms, links, whose
from commonhall.appointments.bookings import IsOver, TimeIsGone
from commonhall.appointments.forms import MoveForm
from commonhall.appointments.models import Booking, State
from commonhall.appointments.views import times
from commonhall.vault.tokens import UnusableToken
from commonhall.web.requests import private_page, unlogged
from commonhall.web.throttles import Limit, throttled

_looks = Limit(purpose="own appointment", most=60, seconds=60)
_changes = Limit(purpose="change appointment", most=20, seconds=60)


def _by_its_link(
    view: Callable[[HttpRequest, Booking, str], HttpResponseBase],
) -> Callable[[HttpRequest, str], HttpResponseBase]:
    """Give the view the booking that the link opens; else say that it is over."""

    @wraps(view)
    def answer(request: HttpRequest, token: str) -> HttpResponseBase:
        try:
            found = links.booking_of(token)
        except UnusableToken:
            return render(request, "appointments/expired.html", status=410)
        return view(request, found, token)

    return answer


@unlogged
@private_page
@require_safe
@throttled(_looks)
@_by_its_link
def show(request: HttpRequest, found: Booking, token: str) -> HttpResponseBase:
    """When, where, what to bring, and what can be done."""
    return _page(request, found, token, said=_done(request.GET.get("done", "")))


@unlogged
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
@throttled(_changes)
@_by_its_link
def confirm(request: HttpRequest, found: Booking, token: str) -> HttpResponseBase:
    """Say that one will be there. Only a form that is sent does it."""
    if request.method == "POST":
        try:
            bookings.confirm(found.pk)
        except IsOver as refusal:
            return _page(request, found, token, said=str(refusal), kind="error", status=409)
        return _back(token, "confirmed")
    return _back(token)


@unlogged
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
@throttled(_changes)
@_by_its_link
def cancel(request: HttpRequest, found: Booking, token: str) -> HttpResponseBase:
    """Give the time back. The page asks, and its form alone does it."""
    if request.method != "POST":
        if not _is_ahead(found):
            return _back(token)
        return render(request, "appointments/cancel.html", {"booking": found, "token": token})
    try:
        bookings.cancel(found.pk)
    except IsOver as refusal:
        return _page(request, found, token, said=str(refusal), kind="error", status=409)
    return _back(token, "cancelled")


@unlogged
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
@throttled(_changes)
@_by_its_link
def move(request: HttpRequest, found: Booking, token: str) -> HttpResponseBase:
    """Choose another time; the page asks before it is moved."""
    if not _is_ahead(found):
        return _back(token)
    if request.method != "POST":
        wanted = times.wanted(request)
        if wanted is None:
            offered = times.offered(request, found.schedule, but=found)
            return render(request, "appointments/choose.html", {**offered, "booking": found, "token": token})
        return _ask(request, found, token, MoveForm(initial={"at": forms.written(wanted)}))
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _ask(request, found, token, form, status=times.NOT_FILLED_IN)
    try:
        bookings.move(found.pk, form.cleaned_data["at"])
    except TimeIsGone as gone:
        form.refuse(gone)
        return _ask(request, found, token, form, status=409)
    except IsOver as refusal:
        return _page(request, found, token, said=str(refusal), kind="error", status=409)
    return _back(token, "moved")


@unlogged
@private_page
@require_safe
@throttled(_looks)
@_by_its_link
def calendar(request: HttpRequest, found: Booking, token: str) -> HttpResponseBase:
    """The appointment for a calendar."""
    address = f"{settings.SITE_URL}{reverse('appointments:own', args=[token])}"
    written = calendar_file.write(found, address)
    answer = HttpResponse(written, content_type=calendar_file.CONTENT_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="{calendar_file.NAME}"'
    return answer


def _page(
    request: HttpRequest, found: Booking, token: str, *, said: str, kind: str = "success", status: int = 200
) -> HttpResponseBase:
    page = {
        "booking": found,
        "schedule": found.schedule,
        "place": found.schedule.place or whose.place(found),
        "is_ahead": _is_ahead(found),
        "is_confirmed": found.state == State.CONFIRMED,
        "is_cancelled": found.state == State.CANCELLED,
        "token": token,
        "said": said,
        "said_kind": kind,
    }
    return render(request, "appointments/own.html", page, status=status)


def _ask(
    request: HttpRequest, found: Booking, token: str, form: MoveForm, status: int = 200
) -> HttpResponseBase:
    page = {
        **times.asked(found.schedule, form, status, but=found),
        "booking": found,
        "token": token,
    }
    return render(request, "appointments/move.html", page, status=status)


def _is_ahead(found: Booking) -> bool:
    return found.is_ahead and found.starts_at > timezone.now()


def _back(token: str, done: str = "") -> HttpResponseBase:
    address = reverse("appointments:own", args=[token])
    return redirect(f"{address}?done={done}" if done else address)


def _done(word: str) -> str:
    """What is said after something was done: the address holds a word of this list and nothing else."""
    said = {
        "booked": _("Booked: the time is yours."),
        "confirmed": _("Confirmed. Thank you: we count on you."),
        "moved": _("Moved: the new time is yours, and the old one is free for others."),
        "cancelled": _("Cancelled: the time is free for others. Thank you for telling us."),
    }
    return said.get(word, "")
