"""The API as one: its addresses, its walls, and one shape for what goes wrong."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, re_path
from django.utils.translation import gettext as _
from ninja import NinjaAPI

from commonhall.api import problems
from commonhall.api.views import catalogue, deeds, messages, people, requests
from commonhall.web.origin import cross_site
from commonhall.web.requests import private_page, unlogged

api = NinjaAPI(
    title="Commonhall staff API",
    version="1",
    description="What staff do on screens, for their programs: docs/api.md.",
    docs_url=None,
    urls_namespace="api",
)
problems.told_by(api)
api.add_router("", catalogue.router)
api.add_router("/requests", requests.router)
api.add_router("/requests", deeds.router)
api.add_router("/people", people.router)
api.add_router("", messages.router)


def addresses() -> list[URLPattern]:
    """Each address, and behind them all the answer that there is none."""
    found = [each for each in api.urls[0] if isinstance(each, URLPattern)]
    for each in found:
        each.callback = _shaped(_nothing if each.name == "api-root" else each.callback)
    return [*found, re_path(r"^", _shaped(_nothing))]


def _nothing(request: HttpRequest) -> HttpResponse:
    return problems.answer(
        404, _("There is nothing at this address. /api/v1/openapi.json says what there is.")
    )


def _shaped(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """No log has a line of it, nobody keeps the answer, and a method that is not known is told in our shape."""

    @unlogged
    @cross_site
    @private_page
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code != 405:
            return response
        allowed = {"Allow": response.headers["Allow"]}
        return problems.answer(405, _("This address is not asked in that way."), headers=allowed)

    return answer
