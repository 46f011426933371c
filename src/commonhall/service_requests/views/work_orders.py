"""Work orders on paper: what a crew needs at the place, and nothing that is sealed from the street."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commonhall import calendar
from commonhall.service_requests import bulk, references, timeline, words, work
from commonhall.service_requests.due import Due, due
from commonhall.service_requests.models import ServiceRequest
from commonhall.service_requests.timeline import Entry
from commonhall.service_requests.views import case
from commonhall.staff import walls
from commonhall.staff.roles import SEES_REQUESTS
from commonhall.staff.walls import needs


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """One request on paper: its public notes; of what is sealed only that it is there."""

    request: ServiceRequest
    words: str
    place: str
    due: Due
    notes: list[Entry]


@require_safe
@needs(*SEES_REQUESTS)
def one(request: HttpRequest, reference: str) -> HttpResponse:
    """The work order of one request."""
    return _sheets(request, [case.request_of(request, reference)])


@needs(*SEES_REQUESTS)
def many(request: HttpRequest) -> HttpResponseBase:
    """The work orders of those that are selected in the queue, one a sheet."""
    by = walls.member(request)
    wanted = {references.normal(typed) for typed in request.POST.getlist("request")[: bulk.MOST]}
    found = work.visible_to(by).filter(reference__in=wanted - {""})
    rows = list(found.select_related("service", "department", "assigned_to").due_first())
    return _sheets(request, rows) if rows else redirect("service_requests:queue")


def _sheets(request: HttpRequest, rows: list[ServiceRequest]) -> HttpResponse:
    now = timezone.now()
    sheets = [
        Sheet(
            request=row,
            words=words.among_others(row),
            place=words.place(row),
            due=due(row, calendar.day_of(now), now),
            notes=[entry for entry in timeline.public(row, timeline.events_of(row)) if entry.note],
        )
        for row in rows
    ]
    page = {"sheets": sheets, "today": calendar.day_of(now), "title_of": rows[0].reference}
    return render(request, "service_requests/work_orders.html", page)
