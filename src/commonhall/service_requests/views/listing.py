"""The public list of what is reported.

Filters lie in the URL. What somebody types of a place comes by POST and is answered with the page itself, so that it
stands in no URL, log or history.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from commonhall import calendar
from commonhall.places import tiles
from commonhall.service_requests import areas
from commonhall.service_requests.filters import Place
from commonhall.service_requests.listing_form import ListingForm
from commonhall.service_requests.public_filters import PublicFilters
from commonhall.service_requests.public_list import Page
from commonhall.web.requests import unlogged
from commonhall.web.throttles import Limit, throttled

_places = Limit(purpose="near a place", most=60, seconds=60, methods=("POST",))


@unlogged
@require_http_methods(["GET", "HEAD", "POST"])
@throttled(_places)
def show(request: HttpRequest) -> HttpResponse:
    """Newest day first; nearest first around the place that was typed or chosen on the map."""
    asked = request.POST if request.method == "POST" else request.GET
    filters, after = PublicFilters.from_query(asked), Place.from_text(asked.get("after", ""))
    if request.method != "POST":
        page = Page(filters, calendar.today(), after)
        return _answer(request, ListingForm.of(filters), page)
    form = ListingForm(asked)
    if not form.is_about_a_place:
        where = reverse("service_requests:list")
        return redirect(f"{where}?{filters.query}" if filters.query else where)
    form.is_valid()
    page = Page(filters.but(street=form.street), calendar.today(), after, near=form.near)
    return _answer(request, form, page)


@unlogged
@require_safe
def streets(request: HttpRequest) -> HttpResponse:
    """How many are open and fixed on each street, under the filters of the list: the map in words."""
    filters = PublicFilters.from_query(request.GET).but(street="")
    page = {"areas": list(areas.by_street(filters)), "filters": filters, "form": ListingForm.of(filters)}
    return render(request, "service_requests/streets.html", page)


def _answer(request: HttpRequest, form: ListingForm, page: Page) -> HttpResponse:
    shown = {"form": form, "page": page, "base_map": tiles.base_map()}
    return render(request, "service_requests/list.html", shown, status=422 if form.errors else 200)
