"""What a call is told when it cannot be answered: one shape, in plain words, without what was sent."""

import logging
from collections.abc import Iterable, Mapping

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError

from commonhall.api import shapes
from commonhall.api.bearer import NoToken
from commonhall.api.shapes import Refusal
from commonhall.errors import NotNow, Refused
from commonhall.messaging.gate import MayNotLeave
from commonhall.people.pace import TooFast
from commonhall.service_requests.collision import ChangedMeanwhile
from commonhall.service_requests.own_name import TooManyNames
from commonhall.web.throttles import TooMany

_log = logging.getLogger(__name__)


class Wrong(Schema):
    """A part of what was sent, and what is wrong with it."""

    field: str
    message: str


class Problem(Schema):
    """Why there is no answer, and what to do. `refusals`: what stands against a message, each with its promise."""

    status: int
    message: str
    fields: list[Wrong]
    refusals: list[Refusal] = []


ANSWERS = dict.fromkeys((400, 401, 403, 404, 409, 422, 429, 503), Problem)


def answer(
    status: int,
    message: str,
    wrong: Iterable[Wrong] = (),
    headers: Mapping[str, str] | None = None,
    refusals: Iterable[Refusal] = (),
) -> HttpResponse:
    """The problem as it is sent."""
    said = Problem(status=status, message=message, fields=list(wrong), refusals=list(refusals)).model_dump()
    return JsonResponse(said, status=status, headers=headers)


def told_by(api: NinjaAPI) -> None:
    """Let all that an address raises be told in this shape."""
    told: tuple[type[Exception], ...] = (
        Refused,
        NotNow,
        PermissionDenied,
        Http404,
        HttpError,
        ValidationError,
    )
    for kind in told:
        api.add_exception_handler(kind, _told)
    unread: tuple[type[Exception], ...] = (SuspiciousOperation, UnreadablePostError, MultiPartParserError)
    for kind in unread:
        api.add_exception_handler(kind, _unread)
    api.add_exception_handler(Exception, _broken)


def _told(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    match error:
        case ValidationError():
            wrong = [Wrong(field=_field(each["loc"]), message=_why(each["type"])) for each in error.errors]
            return answer(422, _("Something in what was sent has to be changed."), wrong)
        case NoToken():
            return answer(401, str(error), headers={"WWW-Authenticate": "Bearer"})
        case PermissionDenied():
            return answer(403, str(error))
        case Http404():
            return answer(404, _("There is nothing of that name here, or it is another department’s."))
        case ChangedMeanwhile():
            return answer(409, str(error))
        case MayNotLeave():
            return answer(422, str(error), refusals=map(shapes.refusal, error.refusals))
        case Refused():
            return answer(422, str(error))
        case TooMany():
            return answer(429, str(error), headers={"Retry-After": str(error.seconds)})
        case TooFast() | TooManyNames():
            return answer(429, str(error))
        case NotNow():
            return answer(503, str(error))
        case _:
            return _unread(request, error)


def _unread(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    if isinstance(error, MultiPartParserError | UnreadablePostError):
        return answer(400, _("What was sent is too much, or did not arrive whole. Send it again."))
    return answer(400, _("What was sent is too much, or cannot be read as JSON. Send it again."))


def _broken(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    assert isinstance(error, Exception)
    _log.error("an answer of the API broke", exc_info=error)
    return answer(500, _("That is our mistake. Try again later, or tell the city."))


def _field(place: tuple[str | int, ...]) -> str:
    return ".".join(str(part) for part in place[1:] if part != "sent")


def _why(kind: str) -> str:
    match kind:
        case "missing":
            return _("It is missing.")
        case "enum" | "literal_error":
            return _("It is none of the words that openapi.json lists.")
        case "string_too_long" | "too_long":
            return _("It is longer than it can be.")
        case "string_too_short" | "too_short":
            return _("It is empty, or too short.")
        case "extra_forbidden":
            return _("There is no field of that name.")
        case _:
            return _("It is not of the form that openapi.json describes.")
