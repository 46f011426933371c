"""Programs that write at random find no answer that openapi.json does not describe, and nothing that breaks."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from commonhall.api import bodies
from commonhall.api.door import api
from commonhall.service_requests.models import ServiceRequest
from tests import writing
from tests.api.asking import BASE, Caller

OPERATIONS = writing.operations(api.get_openapi_schema(path_prefix=f"{BASE}/"))


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: f"{each.method} {each.path}")
def test_no_call_breaks_and_each_answer_is_as_described(
    operation: Any, sasha: Caller, city: None, named: ServiceRequest
) -> None:
    client = Client(headers={"Authorization": f"Bearer {sasha.token}"})

    def ask(case: Any) -> HttpResponse:
        path = case.path.replace("{reference}", named.reference)
        if case.method == "GET":
            return client.get(path, {name: str(value) for name, value in (case.query or {}).items()})
        if case.media_type == bodies.FORM:
            return client.post(path, as_parts(case.body))
        body = json.dumps(case.body, default=str)
        return client.generic(case.method, path, body, content_type="application/json")

    assert writing.write_at_random(operation, ask, most=15)


def as_parts(body: dict[str, Any]) -> dict[str, Any]:
    """The fields of a form as the test client sends them; what is null is not sent."""
    files = [SimpleUploadedFile("IMG_1.jpg", each) for each in body.get(bodies.PHOTOS, ())]
    return {name: value for name, value in body.items() if value is not None} | {bodies.PHOTOS: files}


def test_the_description_is_there_for_everybody(client: Client) -> None:
    said = client.get(f"{BASE}/openapi.json").json()
    assert f"{BASE}/people/search" in said["paths"]
