"""The page of a named request, opened by its signed link alone. Opening it changes nothing.

It shows, and lets its reader put right, what this one request gave: never what is known of the person besides.
"""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commonhall import calendar
from commonhall.people.contacts import Contact, PersonIsGone
from commonhall.people.page import details
from commonhall.service_requests import answers, given, links, looked, merging, photos, timeline, words
from commonhall.service_requests.answers import Answers
from commonhall.service_requests.forms import GivenForm
from commonhall.service_requests.models import Photo, ServiceRequest
from commonhall.service_requests.views.public import photo_answer
from commonhall.vault.sealing import CannotOpen
from commonhall.vault.tokens import UnusableToken
from commonhall.web.requests import private_page, unlogged
from commonhall.web.throttles import Limit, throttled

_follows = Limit(purpose="follow", most=60, seconds=60)
_corrections = Limit(purpose="correct", most=10, seconds=60)


@unlogged
@private_page
@require_safe
@throttled(_follows)
def show(request: HttpRequest, token: str) -> HttpResponse:
    """What happened, what you wrote, and what of it is public."""
    try:
        found = _request(token)
    except UnusableToken:
        return _expired(request)
    return _page(request, found, token, given.of(found))


@unlogged
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
@throttled(_corrections)
def correct(request: HttpRequest, token: str) -> HttpResponse:
    """Put right what this request gave. Opened as a link, it leads to the page and changes nothing."""
    try:
        found = _request(token)
    except UnusableToken:
        return _expired(request)
    if request.method != "POST":
        return redirect("service_requests:follow", token)
    form = GivenForm(request.POST)
    if not form.is_valid():
        return _page(request, found, token, given.of(found), {"form": form}, status=422)
    try:
        given.correct(found.pk, form.contact())
    except PersonIsGone as gone:
        return _page(request, found, token, None, {"said": str(gone), "said_kind": "error"}, status=409)
    found.refresh_from_db()
    said = {"said": _("Kept as you put it right."), "said_kind": "success"}
    return _page(request, found, token, given.of(found), said)


@unlogged
@private_page
@require_safe
@throttled(_follows)
def photo(request: HttpRequest, token: str, photo: UUID) -> HttpResponse:
    """A photo of the link's own request."""
    try:
        pk = links.request_of(token)
    except UnusableToken:
        return _expired(request)
    found = get_object_or_404(Photo.objects.select_related("request"), pk=photo, request=pk)
    return photo_answer(lambda: photos.read(found))


def _request(token: str) -> ServiceRequest:
    requests = ServiceRequest.objects.select_related("service", "department", "questionnaire")
    return get_object_or_404(requests, pk=links.request_of(token), is_anonymous=False)


def _page(
    request: HttpRequest,
    found: ServiceRequest,
    token: str,
    contact: Contact | None,
    more: Mapping[str, object] | None = None,
    status: int = 200,
) -> HttpResponse:
    page = {
        "request_": found,
        "token": token,
        "events": timeline.public(found),
        "first": merging.first_for_everyone(found, calendar.today()),
        "photos": found.photos.all(),
        "words": _words(found),
        "answered": answers.shown(_answers(found)),
        "has_contact": contact is not None,
        "details": details(contact) if contact else (),
        "form": GivenForm.filled(contact) if contact else None,
        "looks": looked.at(found),
        **(more or {}),
    }
    return render(request, "service_requests/follow.html", page, status=status)


def _expired(request: HttpRequest) -> HttpResponse:
    return render(request, "service_requests/follow_expired.html", status=410)


def _words(found: ServiceRequest) -> str:
    """What the resident wrote; after an erasure, what is left of it."""
    try:
        return words.full(found)
    except CannotOpen:
        return words.stripped(found)


def _answers(found: ServiceRequest) -> Answers | None:
    """What the resident answered; after an erasure, what is left of it."""
    try:
        return answers.full(found)
    except CannotOpen:
        return answers.stripped(found)
