"""What the map is drawn from: the city's tiles, and how many requests lie where. Where one looks is in no log."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_http_methods, require_safe

from commonhall.places import tiles
from commonhall.places.tiles import Tile
from commonhall.service_requests import spots
from commonhall.service_requests.public_filters import PublicFilters
from commonhall.service_requests.spots import Spot
from commonhall.web.requests import unlogged

A_DAY = "public, max-age=86400"
TEN_MINUTES = "public, max-age=600"


@unlogged
@require_safe
def tile(request: HttpRequest, zoom: int, x: int, y: int) -> HttpResponseBase:
    """A tile of the city's map; 204 where nothing is drawn, 404 where the city has no map."""
    base_map = tiles.base_map()
    if base_map is None:
        raise Http404
    asked = Tile(zoom, x, y)
    found, tag = base_map.read(asked), f'"{base_map.tag(asked)}"'
    headers = {"Cache-Control": A_DAY, "ETag": tag}
    if found is None:
        return HttpResponse(status=204, headers=headers)
    packed = headers | {"Content-Encoding": "gzip"}
    answer = HttpResponse(found, content_type="application/vnd.mapbox-vector-tile", headers=packed)
    return get_conditional_response(request, etag=tag, response=answer) or answer


@unlogged
@require_http_methods(["GET", "HEAD", "POST"])
def around(request: HttpRequest, zoom: int, x: int, y: int) -> HttpResponse:
    """The spots of a tile, under the filters of the list. A street that was typed comes by POST, as in its form."""
    asked = Tile(zoom, x, y)
    if not asked.exists:
        raise Http404
    filters = PublicFilters.from_query({**request.GET.dict(), **request.POST.dict()})
    found = [_said(spot) for spot in spots.within(asked, filters)]
    return JsonResponse({"spots": found}, headers={"Cache-Control": TEN_MINUTES})


def _said(spot: Spot) -> dict[str, Any]:
    return {
        "at": [spot.longitude, spot.latitude],
        "open": spot.open,
        "fixed": spot.fixed,
        "block": spot.block,
        "said": spot.said,
    }
