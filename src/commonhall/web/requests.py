"""The log of requests: which kind of page was read, how it was answered and how fast. Never by whom.

A line holds the route as it stands in the program (`requests/<str:reference>/`), never the path.
Pages where something is sent are in no log at all (promise visits.minimal): the moment of a POST would
join an anonymous report to a call or to a look at a screen. Of the others a line says the day and no time: in
a quiet hour the front page is read a minute before the report that starts there.
"""

import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

type Answer = Callable[[HttpRequest], HttpResponseBase]

READING = frozenset({"GET", "HEAD"})
# A key of the environment that no header can make: a control looks at a page, nobody reads it.
ASKED_BY_OURSELVES = "commonhall.asked_by_ourselves"
_MARK = "is_unlogged"
_log = logging.getLogger(__name__)


class NoteRequests:
    """Middleware: one line a page that was read."""

    def __init__(self, get_response: Answer) -> None:
        self._answer = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = self._answer(request)
        if is_logged(request):
            milliseconds = round((time.perf_counter() - began) * 1000)
            facts = {
                "route": request.resolver_match.route if request.resolver_match else "",
                "method": request.method,
                "status": response.status_code,
                "milliseconds": milliseconds,
                "day": timezone.localdate().isoformat(),
            }
            _log.info("request", extra=facts)
        return response


def is_logged(request: HttpRequest) -> bool:
    """Whether an answered request may have a line: somebody read, and the page is not marked `@unlogged`."""
    page = request.resolver_match.func if request.resolver_match else None
    is_read = request.method in READING and ASKED_BY_OURSELVES not in request.META
    return is_read and not getattr(page, _MARK, False)


def unlogged[**P, R: HttpResponseBase](view: Callable[P, R]) -> Callable[P, R]:
    """Mark a page that is in no log: one that serves to send something, or that could tell who reads it.

    The outermost decorator, or inside ones that use `functools.wraps`.
    """
    vars(view)[_MARK] = True
    return view


def private_page[**P, R: HttpResponseBase](
    view: Callable[Concatenate[HttpRequest, P], R],
) -> Callable[Concatenate[HttpRequest, P], R]:
    """No browser, proxy or history keeps the answer (`Cache-Control: no-store`)."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> R:
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response

    return answer
