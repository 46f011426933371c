"""The front page: say what needs fixing, or follow what was reported."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commonhall.service_requests import catalogue
from commonhall.service_requests.forms import ReferenceForm


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The first thing a resident sees."""
    common = [service for service in catalogue.offered() if service.is_common]
    return render(request, "service_requests/front.html", {"services": common, "form": ReferenceForm()})
