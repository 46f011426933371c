"""The page of a named request, opened by its signed link alone. Opening it changes nothing."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from commonhall.service_requests import answers, links, photos, timeline, words
from commonhall.service_requests.answers import Answers
from commonhall.service_requests.models import Photo, ServiceRequest
from commonhall.service_requests.views.public import photo_answer
from commonhall.vault.sealing import CannotOpen
from commonhall.vault.tokens import UnusableToken
from commonhall.web.requests import private_page, unlogged
from commonhall.web.throttles import Limit, throttled

_follows = Limit(purpose="follow", most=60, seconds=60)


@unlogged
@private_page
@require_safe
@throttled(_follows)
def show(request: HttpRequest, token: str) -> HttpResponse:
    """What happened, what you wrote, and what of it is public."""
    try:
        found = _request(token)
    except UnusableToken:
        return render(request, "service_requests/follow_expired.html", status=410)
    page = {
        "request_": found,
        "token": token,
        "events": timeline.public(found),
        "photos": found.photos.all(),
        "words": _words(found),
        "answered": answers.shown(_answers(found)),
    }
    return render(request, "service_requests/follow.html", page)


@unlogged
@private_page
@require_safe
@throttled(_follows)
def photo(request: HttpRequest, token: str, photo: UUID) -> HttpResponse:
    """A photo of the link's own request."""
    try:
        pk = links.request_of(token)
    except UnusableToken:
        return render(request, "service_requests/follow_expired.html", status=410)
    found = get_object_or_404(Photo.objects.select_related("request"), pk=photo, request=pk)
    return photo_answer(lambda: photos.read(found))


def _request(token: str) -> ServiceRequest:
    requests = ServiceRequest.objects.select_related("service", "department", "questionnaire")
    return get_object_or_404(requests, pk=links.request_of(token), is_anonymous=False)


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
