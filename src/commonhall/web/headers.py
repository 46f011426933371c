"""What each answer tells the browser not to allow, besides what the content security policy says."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from commonhall.web.requests import Answer

# Only our own pages may ask "where am I". A photo comes through the file field, which needs no leave.
PERMISSIONS = {
    "camera": "()",
    "microphone": "()",
    "geolocation": "(self)",
    "payment": "()",
    "usb": "()",
    "browsing-topics": "()",
}
HEADERS = {
    "Permissions-Policy": ", ".join(f"{name}={allowed}" for name, allowed in PERMISSIONS.items()),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class StrictHeaders:
    """Middleware: sets each of `HEADERS` that the page did not set itself."""

    def __init__(self, get_response: Answer) -> None:
        self._answer = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._answer(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response
