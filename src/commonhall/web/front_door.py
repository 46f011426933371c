"""What is asked of a site before any page: its language, its rules for robots, its small picture."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from commonhall.web.requests import unlogged

# What robots have no business with: the staff's pages, and links that belong to one person.
NOT_FOR_ROBOTS = ("staff/", "follow/", "report/")

_SECONDS_A_MARK_IS_KEPT = 24 * 3600  # by browsers


def to_a_language(request: HttpRequest) -> HttpResponse:
    """To the front page in the browser's language, or in the site's own."""
    response = HttpResponseRedirect(f"/{translation.get_language_from_request(request)}/")
    patch_vary_headers(response, ["Accept-Language"])
    return response


def robots(request: HttpRequest) -> HttpResponse:
    """The public pages may be found; what is sent and followed there may not."""
    shut = [f"Disallow: /{code}/{path}" for code, _ in settings.LANGUAGES for path in NOT_FOR_ROBOTS]
    return HttpResponse("\n".join(["User-agent: *", *shut, ""]), content_type="text/plain")


@unlogged
def mark(request: HttpRequest) -> HttpResponse:
    """The city's mark, from its folder."""
    return HttpResponse(
        settings.CITY.mark,
        content_type="image/svg+xml",
        headers={"Cache-Control": f"public, max-age={_SECONDS_A_MARK_IS_KEPT}"},
    )


def favicon(request: HttpRequest) -> HttpResponse:
    """The city's mark; pages name it themselves, but some browsers ask for this address all the same."""
    return HttpResponseRedirect(reverse("mark"))
