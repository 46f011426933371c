"""Open data: the page that lists the files, and the files."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from commonhall import calendar
from commonhall.service_requests.open_data import files, small_cells

AN_HOUR = "public, max-age=3600"
_KINDS = {".csv": "text/csv; charset=utf-8", ".geojson": "application/geo+json"}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Which files there are, what they hold, and what they leave out."""
    page = {
        "edition": files.current(),
        "license": settings.CITY.open_data_license,
        "least": small_cells.LEAST,
    }
    return render(request, "service_requests/open_data.html", page)


@require_safe
def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """One of the files, as the worker wrote it; 404 where none has that name."""
    edition = files.current()
    if edition is None or name not in edition.files:
        raise Http404
    changed = int(calendar.start_of(edition.day + timedelta(days=1)).timestamp())
    tag = f'"{edition.files[name].digest}"'
    answer = get_conditional_response(request, etag=tag, last_modified=changed) or _opened(
        edition.folder / name
    )
    answer.headers["ETag"], answer.headers["Last-Modified"] = tag, http_date(changed)
    answer.headers["Cache-Control"] = AN_HOUR
    return answer


def _opened(path: Path) -> FileResponse:
    """Raises Http404 where the next day's files took its place this moment."""
    try:
        return FileResponse(path.open("rb"), content_type=_KINDS[path.suffix])
    except FileNotFoundError:
        raise Http404 from None
