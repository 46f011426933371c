"""Pages that belong to no room: the errors, the cookies, accessibility."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils import translation

from commonhall.web import cookies as register
from commonhall.web import third_parties
from commonhall.web.requests import private_page


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: too many fields, a host that is not ours, an upload cut short."""
    return _without_the_request(request, 400)


@private_page
def refused(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """403, of a person without the right, and (with a reason) of Django's check of a form's token."""
    return render(request, "web/403.html", {"from_elsewhere": bool(reason)}, status=403)


@private_page
def sent_from_elsewhere(request: HttpRequest) -> HttpResponse:
    """403: a form that was not sent from a page of ours. Says to open the page and send it from there."""
    return render(request, "web/403.html", {"from_elsewhere": True}, status=403)


@private_page
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404. The exception's text may name what was looked for: it is not shown."""
    return render(request, "web/404.html", status=404)


@private_page
def too_many(request: HttpRequest, said: str, seconds: int) -> HttpResponse:
    """429, with how many seconds to wait, in words and as `Retry-After`."""
    response = render(request, "web/429.html", {"said": said}, status=429)
    response.headers["Retry-After"] = str(seconds)
    return response


def broken(request: HttpRequest) -> HttpResponse:
    """500. Asks nothing of the database, which may be what broke."""
    return _without_the_request(request, 500)


def too_much_at_once(request: HttpRequest) -> HttpResponse:
    """503: more is being sent to us than we can take in. Says that nothing of it was kept, and when to try again."""
    response = _without_the_request(request, 503)
    response.headers["Retry-After"] = "60"
    return response


def cookies(request: HttpRequest) -> HttpResponse:
    """What a browser is asked to keep, and which tools of others it is asked to load: the registers."""
    context = {
        "cookies": register.registered(),
        "kept": register.kept_in_browsers(),
        "third_parties": third_parties.declared(),
    }
    return render(request, "web/cookies.html", context)


def accessibility(request: HttpRequest) -> HttpResponse:
    """What a person with a disability can expect, and whom to turn to when a page does not serve."""
    return render(request, "web/accessibility.html")


def _without_the_request(request: HttpRequest, status: int) -> HttpResponse:
    """A page made without context processors: they read the host and the session, and count promises."""
    language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
    with translation.override(language):
        page = loader.render_to_string(f"web/{status}.html", {"language": language})
    headers = {"Content-Language": language, "Cache-Control": "no-store"}
    return HttpResponse(page, status=status, headers=headers)
