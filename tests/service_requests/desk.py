"""The page of a request as staff have it before them: looking at it, sending its forms, reading its fields."""

import re
from html import unescape

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from commonhall.service_requests.models import ServiceRequest


def page_of(client: Client, request: ServiceRequest) -> HttpResponse:
    return client.get(reverse("service_requests:work", args=[request.reference]))


def send(client: Client, name: str, request: ServiceRequest, **fields: object) -> HttpResponse:
    """Send a form of the page; the answer, after the way back to the page."""
    return client.post(reverse(f"service_requests:{name}", args=[request.reference]), fields, follow=True)


def public_page(request: ServiceRequest) -> HttpResponse:
    return Client().get(reverse("service_requests:public", args=[request.reference]))


def typed_in(page: HttpResponse, field: str) -> str:
    """What stands in a text field of the page, by its id."""
    found = re.search(rf'<textarea[^>]* id="{field}"[^>]*>(.*?)</textarea>', page.content.decode(), re.DOTALL)
    assert found, f"the page has no field {field}"
    return unescape(found[1])


def chosen_in(page: HttpResponse, field: str) -> str:
    """What is chosen in a list of the page, by its id."""
    found = re.search(rf'<select[^>]* id="{field}".*?</select>', page.content.decode(), re.DOTALL)
    assert found, f"the page has no list {field}"
    value = re.search(r'value="([^"]*)" selected', found[0])
    return unescape(value[1]) if value else ""
