"""A report as JSON, or as a form with photos: the same fields, read into the same shape."""

import hashlib
from collections.abc import Iterator
from typing import Any, override

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.params.models import Body, BodyModel

from commonhall.open311 import sending
from commonhall.web.uploads import MOST_FILES, Upload

FORM = "multipart/form-data"
PHOTOS = "photos"  # the part of the form, once for each
_ATTRIBUTES = "attributes"


def with_photos(request: HttpRequest) -> bool:
    """Whether it came as a form, which may hold photos."""
    return request.content_type == FORM


def digests(request: HttpRequest) -> list[str]:
    """Of each file that was sent, in their order; empty where it came as JSON."""
    return [_digest(each) for each in _files(request)] if with_photos(request) else []


def as_form(report: dict[str, Any]) -> dict[str, Any]:
    """For openapi.json: how a form says what JSON of that schema says, and its photos."""
    fields = {name: field for name, field in report["properties"].items() if name != _ATTRIBUTES}
    photo = {"type": "string", "format": "binary"}
    photos = {
        "type": "array",
        "items": photo,
        "maxItems": MOST_FILES,
        "description": "JPEG, PNG, WebP, GIF, HEIC or AVIF, up to 15 MB each.",
    }
    answer = {"type": "array", "items": {"type": "string"}}
    return {
        "type": "object",
        "required": report["required"],
        "properties": {**fields, PHOTOS: photos},
        "patternProperties": {r"^attribute\[[^\]]+\]$": answer},
        "additionalProperties": False,
    }


class _JsonOrForm(BodyModel):
    @classmethod
    @override
    def get_request_data(
        cls, request: HttpRequest, api: NinjaAPI, path_params: dict[str, Any]
    ) -> dict[str, Any] | None:
        if not with_photos(request):
            return super().get_request_data(request, api, path_params)
        return {cls.__read_from_single_attr__: _fields(request)}


class JsonOrForm(Body):  # type: ignore[misc]
    """Marks the argument of a view that takes either."""

    _model = _JsonOrForm

    @classmethod
    def _param_source(cls) -> str:
        return "body"


def _fields(request: HttpRequest) -> dict[str, Any]:
    """What the form says. A field that is empty says nothing: a form sends those too."""
    said: dict[str, Any] = {
        name: value for name, value in request.POST.items() if value and not sending.ATTRIBUTE.fullmatch(name)
    }
    return {**said, _ATTRIBUTES: said.get(_ATTRIBUTES) or sending.attributes(request)}


def _files(request: HttpRequest) -> Iterator[Upload]:
    for name in request.FILES:
        for each in request.FILES.getlist(name):
            assert isinstance(each, Upload)
            yield each


def _digest(file: Upload) -> str:
    digest = hashlib.sha256(file.read()).hexdigest()
    file.seek(0)
    return digest
