"""What each answer tells the browser not to allow, besides what the content security policy says."""

from collections.abc import Mapping

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from commonhall.web.requests import Answer

# A photo comes through the file field, which needs no leave.
PERMISSIONS = {
    "camera": "()",
    "microphone": "()",
    "geolocation": "()",
    "payment": "()",
    "usb": "()",
    "browsing-topics": "()",
}


def _policy(permissions: Mapping[str, str]) -> str:
    return ", ".join(f"{name}={allowed}" for name, allowed in permissions.items())


HEADERS = {
    "Permissions-Policy": _policy(PERMISSIONS),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def may_ask_where[R: HttpResponseBase](response: R) -> R:
    """Let this one page ask the browser where it is, which it does when somebody presses a button for it."""
    response.headers["Permissions-Policy"] = _policy({**PERMISSIONS, "geolocation": "(self)"})
    return response


class StrictHeaders:
    """Middleware: sets each of `HEADERS` that the page did not set itself."""

    def __init__(self, get_response: Answer) -> None:
        self._answer = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._answer(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response
