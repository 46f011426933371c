"""What residents say of closed requests, counted by service, for the supervisor of the department."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commonhall import calendar
from commonhall.service_requests import ratings
from commonhall.staff import walls
from commonhall.staff.roles import RELEASES_WORDS
from commonhall.staff.walls import needs


@require_safe
@needs(*RELEASES_WORDS)
def figures(request: HttpRequest) -> HttpResponse:
    """The last 90 days of the department; of few answers no figure."""
    department = walls.member(request).department
    page = {
        "department": department,
        "figures": ratings.figures(department, calendar.today()) if department else [],
        "days": ratings.WINDOW.days,
        "fewest": ratings.FEWEST,
    }
    return render(request, "service_requests/heard.html", page)
