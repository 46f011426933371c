"""The page behind a request's own link, for all views that end on it; and the way in, by the link alone."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Concatenate

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonhall import calendar
from commonhall.people.page import details
from commonhall.service_requests import (
    answers,
    given,
    links,
    looked,
    merging,
    own_deeds,
    ratings,
    standing,
    telling,
    timeline,
    words,
)
from commonhall.service_requests.answers import Answers
from commonhall.service_requests.models import ServiceRequest
from commonhall.service_requests.views import gallery
from commonhall.vault.sealing import CannotOpen
from commonhall.vault.tokens import UnusableToken

AGAIN = "again"  # the button that brings a page again, in another language, with what stands in its form


def by_its_link[**P](
    view: Callable[Concatenate[HttpRequest, ServiceRequest, str, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Give the view the request that the link opens, and no other of the same person; else say that it is over."""

    @wraps(view)
    def answer(request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            found = links.request_of(token)
        except UnusableToken:
            return render(request, "service_requests/follow_expired.html", status=410)
        return view(request, found, token, *args, **kwargs)

    return answer


def comes_along(form: str) -> dict[str, str]:
    """The language's button of a page with that form: what stands in it comes along."""
    return {"form": form, "name": AGAIN, "value": "1"}


def address(token: str) -> str:
    """The page's path."""
    return reverse("service_requests:follow", args=[token])


def back(token: str, *, done: str = "", at: str = "") -> HttpResponse:
    """The way back to the page, which says what was done (`done_words`)."""
    return redirect(address(token) + (f"?done={done}" if done else "") + (f"#{at}" if at else ""))


def done_words(word: str) -> str:
    """What is said after something was done: the address holds a word of this list and nothing of the resident."""
    said = {
        "added": _("Added. Staff see it with your request."),
        "sent-back": _("Sent back to the crew. Thank you for telling us."),
        "withdrawn": _("Taken back. Nobody works on it any more."),
        "withdrawn-alone": _("Taken back. Others wait for the same, so the crew goes on for them."),
        "judged": _("Kept. Thank you: it is counted without your name."),
        "corrected": _("Kept as you put it right."),
        "news": _("We write to you when something changes."),
        "no-news": _("We write to you no more when something changes. What staff ask you still comes."),
    }
    return said.get(word, "")


def own_page(
    request: HttpRequest,
    found: ServiceRequest,
    token: str,
    more: Mapping[str, object] | None = None,
    status: int = 200,
) -> HttpResponse:
    """What happened, what you wrote, what of it is public, and what you can do."""
    more, key, record = more or {}, words.key_as_read(found), given.record_of(found)
    contact = record.given.get(found.pk) if record else None
    events = timeline.events_of(found)
    said = done_words(request.GET.get("done", "")) if request.method in {"GET", "HEAD"} else ""
    page = {
        "request_": found,
        "token": token,
        "stands": standing.of(found, events, calendar.today()),
        "events": timeline.of_the_resident(found, events, key),
        "first": merging.first_for_everyone(found, calendar.today()),
        "pictures": gallery.shown(
            gallery.of(found), lambda photo: reverse("service_requests:follow-photo", args=[token, photo.pk])
        ),
        "words": _words(found),
        "answered": answers.shown(_answers(found)),
        "has_contact": contact is not None,
        "can_act": contact is not None and key is not None,
        "details": details(contact) if contact else (),
        "news": telling.choice(found, record) if record and contact else None,
        "looks": looked.at(found),
        "is_asked": ratings.is_asked(found),
        "heard": ratings.of_the_resident(found, events, key),
        "may_withdraw": own_deeds.may_withdraw(found, events),
        "may_send_back": own_deeds.may_send_back(found, events, calendar.today()),
        "until": own_deeds.sent_back_until(found, events),
        "link": links.handed_over(address(token)),
        "said": said,
        "said_kind": "success",
        **more,
    }
    return render(request, "service_requests/follow.html", page, status=status)


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
