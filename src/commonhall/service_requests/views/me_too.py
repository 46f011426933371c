"""“Me too”: one tap at a request, from its own page or on the way to a report of one's own."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonhall import calendar
from commonhall.service_requests import me_too
from commonhall.service_requests.draft import Draft
from commonhall.service_requests.me_too import EnoughForToday, NothingToJoin
from commonhall.service_requests.models import ServiceRequest
from commonhall.service_requests.views import public
from commonhall.web.requests import private_page, unlogged
from commonhall.web.throttles import Limit, TooMany, throttled

FIELD = "too"
# One connection counts once an hour at a request, however often the button is pressed or the page sent again. A
# library has one address, so there it counts few of many: too few rather than too many.
_once = Limit(purpose="me too, of one request", most=1, seconds=3600)
_in_all = Limit(purpose="me too", most=60, seconds=3600)


@unlogged
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
@throttled(public.LOOKUPS)
def say(request: HttpRequest, reference: str) -> HttpResponse:
    """Say it from the request's own page. Read without being sent, the address leads there."""
    if request.method != "POST":
        return redirect("service_requests:public", reference)
    return answer(request, reference, None)


def answer(request: HttpRequest, reference: str, draft: Draft | None) -> HttpResponse:
    """Count it, and say what was counted. `draft`: of the report that somebody is at; they may go on with it."""
    found = public.request_of(request, reference)
    refused, status = _counted(request, found)
    page = {"request_": found, "refused": refused, "draft": draft}
    if draft:
        page["answers"] = {"form": "report", "name": "change", "value": "details"}
    return render(request, "service_requests/me_too.html", page, status=status)


def _counted(request: HttpRequest, found: ServiceRequest) -> tuple[str, HTTPStatus]:
    """Why it was not counted, empty where it was; and the answer's status."""
    try:
        _in_all.check(request)
    except TooMany as refusal:
        return str(refusal), HTTPStatus.TOO_MANY_REQUESTS
    try:
        _once.check(request, about=found.reference)
        me_too.say(found, calendar.today())
    except TooMany:
        return _("It counts once an hour from one connection, and from yours it was counted."), HTTPStatus.OK
    except NothingToJoin as refusal:
        return str(refusal), HTTPStatus.CONFLICT
    except EnoughForToday as refusal:
        return str(refusal), HTTPStatus.TOO_MANY_REQUESTS
    return "", HTTPStatus.OK
