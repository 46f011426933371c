"""Addresses for tests: the real site's, and pages that misbehave in one way each."""

import json

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.urls import path

from commonhall.config import urls
from commonhall.web import uploads
from commonhall.web.origin import cross_site
from commonhall.web.requests import private_page, unlogged


def quiet(request: HttpRequest, word: str) -> HttpResponse:
    return HttpResponse("nothing special")


def sets_a_stray_cookie(request: HttpRequest) -> HttpResponse:
    response = HttpResponse("tracked")
    response.set_cookie("visitor_number", "7")
    return response


def breaks(request: HttpRequest) -> HttpResponse:
    raise ValueError("Rosa Diaz, 302-555-0147")


def takes_a_form(request: HttpRequest) -> HttpResponse:
    get_token(request)  # as {% csrf_token %} in the form's template does
    return HttpResponse("taken")


def takes_uploads(request: HttpRequest) -> HttpResponse:
    refusal = uploads.refusal(request)
    sizes = [file.size for file in request.FILES.getlist("photos")]
    return HttpResponse(json.dumps({"words": request.POST.get("words"), "sizes": sizes, "refusal": refusal}))


@cross_site
def takes_from_machines(request: HttpRequest) -> HttpResponse:
    return HttpResponse("taken")


@unlogged
@private_page
def tells_who(request: HttpRequest, token: str) -> HttpResponseBase:
    return HttpResponse("yours")


urlpatterns = [
    path("tests/quiet/<str:word>/", quiet),
    path("tests/stray-cookie/", sets_a_stray_cookie),
    path("tests/breaks/", breaks),
    path("tests/form/", takes_a_form),
    path("tests/uploads/", takes_uploads),
    path("tests/machines/", takes_from_machines),
    path("tests/tells-who/<str:token>/", tells_who),
    *urls.urlpatterns,
]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500
