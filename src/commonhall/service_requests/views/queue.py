"""The queue of a department."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commonhall import calendar
from commonhall.service_requests import catalogue
from commonhall.service_requests.queue import Page, View
from commonhall.service_requests.states import State
from commonhall.staff import walls
from commonhall.staff.roles import SEES_REQUESTS
from commonhall.staff.walls import needs


@require_safe
@needs(*SEES_REQUESTS)
def queue(request: HttpRequest) -> HttpResponse:
    """A page of requests, due first, filtered by what the URL says."""
    view = View.from_query(request.GET)
    member = walls.member(request)
    page = Page(member, view, calendar.today())
    shown = {
        "page": page,
        "view": view,
        "services": catalogue.offered(member.department_id),
        "states": State.choices,
        "today": page.today,
    }
    return render(request, "service_requests/queue.html", shown)
