"""The administrators' pages: what can be booked, and in which times."""

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commonhall.appointments import work
from commonhall.appointments.models import AHEAD, Booking, Schedule
from commonhall.appointments.schedule_form import ScheduleForm
from commonhall.staff.roles import Role
from commonhall.staff.walls import member, needs


@require_safe
@needs(Role.ADMINISTRATOR)
def schedules(request: HttpRequest) -> HttpResponseBase:
    """All of them, by department."""
    return render(request, "appointments/schedules.html", {"schedules": work.schedules_of(member(request))})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.ADMINISTRATOR)
def new(request: HttpRequest) -> HttpResponseBase:
    """Another thing that can be booked."""
    form = ScheduleForm(
        request.POST or None,
        initial={
            "weekdays": [1, 2, 3, 4, 5],
            "minutes": 30,
            "travel_minutes": 0,
            "capacity": 1,
            "notice_hours": 24,
            "days_ahead": 30,
            "is_active": True,
        },
    )
    return _saved(request, form, Schedule())


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.ADMINISTRATOR)
def change(request: HttpRequest, schedule: int) -> HttpResponseBase:
    """Other times from now on; who has one keeps it."""
    found = get_object_or_404(Schedule, pk=schedule)
    form = ScheduleForm(request.POST) if request.method == "POST" else ScheduleForm.filled(found)
    return _saved(request, form, found)


def _saved(request: HttpRequest, form: ScheduleForm, schedule: Schedule) -> HttpResponseBase:
    if request.method == "POST" and form.is_valid():
        form.put_into(schedule).save()
        messages.success(request, _("%(what)s is kept.") % {"what": schedule})
        return redirect("appointments:schedules")
    ahead = Booking.objects.filter(schedule=schedule.pk, state__in=AHEAD, starts_at__gt=timezone.now())
    page = {"form": form, "schedule": schedule, "ahead": ahead.count() if schedule.pk else 0}
    return render(request, "appointments/schedule.html", page, status=422 if form.errors else 200)
