"""Forms are taken from our own pages alone, without giving a visitor a cookie.

Django's protection against forged forms keeps a secret per browser in a cookie or a session: for a visitor
that is an identifier. Browsers say by themselves where a form was sent from: that is enough.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import CSRF_SESSION_KEY, CsrfViewMiddleware

from commonhall.web import views
from commonhall.web.requests import READING


class SameOriginPosts(CsrfViewMiddleware):
    """Middleware in the place of Django's own, which decides where a session holds its secret (staff).

    A visitor's form passes when the browser says `Sec-Fetch-Site: same-origin`, or, where that header is
    missing, when `Origin` is this site. `Origin: null` never passes: a page of anybody can send it. Else the
    answer is 403, with what to do. A page marked `@cross_site` is left alone.
    """

    def process_view(  # type: ignore[override]  # Django's stubs know its own 403 only
        self,
        request: HttpRequest,
        callback: Callable[..., HttpResponseBase],
        callback_args: tuple[Any, ...],
        callback_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        if request.method in READING or _has_secret(request):
            return super().process_view(request, callback, callback_args, callback_kwargs)
        if getattr(callback, "csrf_exempt", False):
            return None
        if not _is_from_here(request):
            return views.sent_from_elsewhere(request)
        vars(request)["csrf_processing_done"] = True  # so that a view decorated with `csrf_protect` agrees
        return None

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """`{% csrf_token %}` in a visitor's form would start a session, and so set a cookie: not here."""
        if request.META.get("CSRF_COOKIE_NEEDS_UPDATE") and request.session.is_empty():
            request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False
        return super().process_response(request, response)


def cross_site[**P, R: HttpResponseBase](view: Callable[P, R]) -> Callable[P, R]:
    """Mark a page that other machines post to (hooks, Open311, API). It may not act on a session."""
    vars(view)["csrf_exempt"] = True
    return view


def _has_secret(request: HttpRequest) -> bool:
    """Looks at the cookie first: only where there is one does the session cost a query."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and CSRF_SESSION_KEY in request.session


def _is_from_here(request: HttpRequest) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    ours = {settings.SITE_URL, f"{request.scheme}://{request.get_host()}"}
    return request.headers.get("Origin") in ours
