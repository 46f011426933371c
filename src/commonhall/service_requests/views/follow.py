"""The page of a named request, opened by its signed link alone. Opening it changes nothing.

It shows, and lets its reader put right, what this one request gave: never what is known of the person besides.
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from commonhall.people.contacts import PersonIsGone
from commonhall.service_requests import given, links, photos, telling
from commonhall.service_requests.forms import GivenForm
from commonhall.service_requests.models import Photo, ServiceRequest
from commonhall.service_requests.views import gallery
from commonhall.service_requests.views.own_page import (
    AGAIN,
    address,
    back,
    by_its_link,
    comes_along,
    own_page,
)
from commonhall.web.requests import private_page, unlogged
from commonhall.web.throttles import Limit, throttled

_follows = Limit(purpose="follow", most=60, seconds=60)
_corrections = Limit(purpose="correct", most=10, seconds=60)


@unlogged
@private_page
@require_safe
@throttled(_follows)
@by_its_link
def show(request: HttpRequest, found: ServiceRequest, token: str) -> HttpResponse:
    """What happened, what you wrote, and what of it is public."""
    return own_page(request, found, token)


@unlogged
@private_page
@require_safe
@throttled(_follows)
@by_its_link
def keep(request: HttpRequest, found: ServiceRequest, token: str) -> HttpResponse:
    """The link on a page of its own, to print or to take along with a telephone's camera."""
    link = links.handed_over(address(token))
    return render(request, "service_requests/own/keep.html", {"request_": found, "link": link})


@unlogged
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
@throttled(_corrections)
@by_its_link
def correct(request: HttpRequest, found: ServiceRequest, token: str) -> HttpResponse:
    """Put right what this request gave, or take it out. The page asks, and its form alone changes something."""
    if request.method != "POST":
        contact = given.of(found)
        return _ask(request, found, token, GivenForm.filled(contact)) if contact else back(token)
    form = GivenForm(request.POST)
    if AGAIN in request.POST:
        return _ask(request, found, token, GivenForm(initial=request.POST.dict()))
    if not form.is_valid():
        return _ask(request, found, token, form, status=422)
    try:
        given.correct(found.pk, form.contact())
    except PersonIsGone as gone:
        return own_page(request, found, token, {"said": str(gone), "said_kind": "error"}, status=409)
    return back(token, done="corrected")


@unlogged
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
@throttled(_corrections)
@by_its_link
def news(request: HttpRequest, found: ServiceRequest, token: str) -> HttpResponse:
    """Whether to write when something changes. Only a form that is sent decides it."""
    said = request.POST.get("wants")
    if said not in {"yes", "no"}:
        return back(token)
    telling.choose(found.pk, wants_news=said == "yes")
    return back(token, done="news" if said == "yes" else "no-news")


def _ask(
    request: HttpRequest, found: ServiceRequest, token: str, form: GivenForm, status: int = 200
) -> HttpResponse:
    page = {"request_": found, "token": token, "form": form, "answers": comes_along("correct")}
    return render(request, "service_requests/own/correct.html", page, status=status)


@unlogged
@private_page
@require_safe
@throttled(_follows)
@by_its_link
def photo(request: HttpRequest, found: ServiceRequest, token: str, photo: UUID) -> HttpResponse:
    """A photo of the link's own request."""
    wanted = get_object_or_404(Photo.objects.select_related("request"), pk=photo, request=found)
    return gallery.answer(lambda: photos.read(wanted))
