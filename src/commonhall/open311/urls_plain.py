"""Addresses of Open311, without a language: `locale` says it."""

from django.urls import path, re_path, register_converter

from commonhall.open311.documents import Format
from commonhall.open311.views import catalogue, requests


class FormatOfAddress:
    """`xml` or `json` at the end of an address."""

    regex = "|".join(Format)

    def to_python(self, value: str) -> Format:
        return Format(value)

    def to_url(self, value: Format) -> str:
        return value.value


register_converter(FormatOfAddress, "format")
app_name = "georeport"
urlpatterns = [
    path("discovery.<format:written_as>", catalogue.discover, name="discovery"),
    path("v2/discovery.<format:written_as>", catalogue.discover, name="discovery-of-v2"),
    path("v2/services.<format:written_as>", catalogue.services, name="services"),
    path("v2/services/<str:code>.<format:written_as>", catalogue.definition, name="definition"),
    path("v2/requests.<format:written_as>", requests.requests, name="requests"),
    path("v2/requests/<str:reference>.<format:written_as>", requests.request, name="request"),
    path("v2/tokens/<str:token>.<format:written_as>", requests.token, name="token"),
    path(
        "v2/servicerequestupdates.<format:written_as>",
        requests.request_updates,
        name="request-updates",
    ),
    re_path(r"^.*\.json$", catalogue.nothing, {"written_as": Format.JSON}),
    re_path(r"^", catalogue.nothing),
]
