"""One appointment for staff: its time, what it serves, and what can be done. Whose it is opens for a reason alone."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commonhall.appointments import bookings, forms, references, served, whose, work
from commonhall.appointments.bookings import IsOver, TimeIsGone
from commonhall.appointments.forms import MoveForm
from commonhall.appointments.models import Booking
from commonhall.appointments.served import Thing
from commonhall.appointments.views import times
from commonhall.errors import Refused
from commonhall.people import handles, page
from commonhall.people.reasons import Reason
from commonhall.staff import walls
from commonhall.staff.models import Member
from commonhall.staff.roles import OPENS_CONTACTS, SEES_REQUESTS
from commonhall.staff.walls import needs


@require_safe
@needs(*SEES_REQUESTS)
def show(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The appointment, its person shut."""
    by, found = walls.member(request), _found(request, reference)
    link, has_begun = whose.contact_link(found), found.starts_at <= timezone.now()
    thing = Thing(kind=found.serves_kind, id=found.serves) if found.serves else None
    shown = {
        "booking": found,
        "schedule": found.schedule,
        "place": found.schedule.place or whose.place(found),
        "serves": served.line(thing, by) if thing else None,
        "parts": ", ".join(page.labels()[part] for part in link.parts),
        "may_open": by.role in OPENS_CONTACTS,
        "person": handles.shut(link.person, by, request=str(found.pk)) if by.role in OPENS_CONTACTS else "",
        "reasons": Reason.choices,
        "minutes": int(handles.OPEN_FOR.total_seconds()) // 60,
        "is_ahead": found.is_ahead and not has_begun,
        "has_begun": has_begun and found.state != "cancelled",
    }
    return render(request, "appointments/booking.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*SEES_REQUESTS)
def confirm(request: HttpRequest, reference: str) -> HttpResponseBase:
    """They said, by telephone say, that they will be there."""
    return _done(request, reference, lambda row, by: bookings.confirm(row.pk, by=by), _("It is confirmed."))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*SEES_REQUESTS)
def cancel(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Give the time back; they are told."""
    said = _("It is cancelled, and its time is free. Who left a way to be reached is told.")
    return _done(request, reference, lambda row, by: bookings.cancel(row.pk, by=by), said)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*SEES_REQUESTS)
def outcome(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Note whether they came."""
    was_kept = request.POST.get("was_kept") == "yes"

    def deed(row: Booking, by: Member) -> None:
        bookings.note_outcome(row.pk, was_kept=was_kept, by=by)

    return _done(request, reference, deed, _("Noted."))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*SEES_REQUESTS)
def move(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Choose another time for them; they are told."""
    found = _found(request, reference)
    if not found.is_ahead or found.starts_at <= timezone.now():
        messages.error(request, str(IsOver()))
        return redirect("appointments:booking", found.reference)
    if request.method != "POST":
        wanted = times.wanted(request)
        if wanted is None:
            offered = times.offered(request, found.schedule, but=found)
            return render(request, "appointments/staff_choose.html", {**offered, "booking": found})
        return _ask(request, found, MoveForm(initial={"at": forms.written(wanted)}))
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _ask(request, found, form, status=times.NOT_FILLED_IN)
    try:
        bookings.move(found.pk, form.cleaned_data["at"], by=walls.member(request))
    except TimeIsGone as gone:
        form.refuse(gone)
        return _ask(request, found, form, status=409)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("appointments:booking", found.reference)
    messages.success(request, _("It is moved. Who left a way to be reached is told."))
    return redirect("appointments:booking", found.reference)


def _found(request: HttpRequest, reference: str) -> Booking:
    """The booking of the page, for a member who may see it; else 404."""
    visible = work.visible_to(walls.member(request)).select_related("schedule", "schedule__department", "key")
    return get_object_or_404(visible, reference=references.normal(reference))


def _ask(request: HttpRequest, found: Booking, form: MoveForm, status: int = 200) -> HttpResponseBase:
    page = {**times.asked(found.schedule, form, status, but=found), "booking": found}
    return render(request, "appointments/staff_move.html", page, status=status)


def _done(
    request: HttpRequest, reference: str, deed: Callable[[Booking, Member], object], said: str
) -> HttpResponseBase:
    """Only a form that is sent does it; a link to its address leads to the page."""
    found = _found(request, reference)
    if request.method == "POST":
        try:
            deed(found, walls.member(request))
            messages.success(request, said)
        except Refused as refusal:
            messages.error(request, str(refusal))
    return redirect("appointments:booking", found.reference)
