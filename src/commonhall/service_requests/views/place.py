"""What the report's scripts look up of a place, as one types and on the map. By POST, in no log: it may be a home."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from commonhall.places import lookup
from commonhall.service_requests.draft import Draft
from commonhall.service_requests.forms import WhereForm
from commonhall.web.requests import private_page, unlogged
from commonhall.web.throttles import Limit, throttled

_looked_up = Limit(purpose="places", most=2000, seconds=3600)  # some ten for each report, as one types


@unlogged
@private_page
@require_POST
@throttled(_looked_up)
def offered(request: HttpRequest) -> HttpResponse:
    """The places that come close to what is being typed."""
    found = lookup.find(request.POST.get("where", ""))
    return render(request, "service_requests/report/places.html", {"candidates": found})


@unlogged
@private_page
@require_POST
@throttled(_looked_up)
def settled(request: HttpRequest) -> HttpResponse:
    """The one place that was typed, or tapped on the map, as the form settles it; or why there is none.

    Either is an answer (200): browsers note any other one as a mistake of the page.
    """
    form = WhereForm(request.POST, draft=Draft(service=""))
    form.is_valid()
    page = {
        "place": form.cleaned_data.get("where"),
        "refusals": form.errors.get("where", ()),
        "candidates": form.candidates or form.close_by(),
    }
    return render(request, "service_requests/report/settled.html", page)
