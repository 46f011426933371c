"""Merging a request into the one it repeats, and taking it apart again."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commonhall import calendar
from commonhall.errors import Refused
from commonhall.service_requests import collision, merging, words
from commonhall.service_requests.collision import ChangedMeanwhile
from commonhall.service_requests.models import ServiceRequest
from commonhall.service_requests.views import case
from commonhall.staff import walls
from commonhall.staff.models import Member
from commonhall.staff.roles import SEES_REQUESTS
from commonhall.staff.walls import needs
from commonhall.web import spelling


@needs(*SEES_REQUESTS)
def merge(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Choose the request that this one repeats; the page says what merging does."""
    found, by = case.request_of(request, reference), walls.member(request)
    if request.method != "POST":
        return _page(request, found, by)
    first = request.POST.get("typed", "").strip() or request.POST.get("first", "")
    try:
        with transaction.atomic():
            collision.check(found.pk, case.seen_in(request), by=by)
            kept = merging.merge(found.pk, first, by=by)
    except ChangedMeanwhile as refusal:
        messages.warning(request, str(refusal))
        return _page(request, case.request_of(request, reference), by, status=409)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _page(request, found, by, status=422)
    said = _("Merged into %(reference)s, and closed as reported before.")
    messages.success(request, said % {"reference": spelling.grouped(kept.reference)})
    return redirect("service_requests:work", found.reference)


@case.form_of_the_page
@needs(*SEES_REQUESTS)
def take_apart(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Open a merged request again."""
    found = case.request_of(request, reference)
    try:
        merging.take_apart(found.pk, by=walls.member(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The merge is taken back. The request is open again."))
    return redirect("service_requests:work", found.reference)


def _page(request: HttpRequest, found: ServiceRequest, by: Member, status: int = 200) -> HttpResponse:
    page = {
        "request_": found,
        "words": words.among_others(found),
        "candidates": [
            (each, words.among_others(each.request))
            for each in merging.candidates(found, by, calendar.today())
        ],
        "near": merging.NEAR_YARDS,
        "days": merging.RECENT.days,
        "first": request.POST.get("first", ""),
        "typed": request.POST.get("typed", ""),
    }
    return render(request, "service_requests/merge.html", page, status=status)
