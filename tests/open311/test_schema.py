"""Programs that write at random: Open311 answers as described, and nothing breaks."""

from typing import Any
from urllib.parse import quote

import pytest
from django.http import HttpResponse
from django.test import Client

from commonhall.web import throttles
from tests import writing
from tests.open311.described import DESCRIBED

OPERATIONS = writing.operations(DESCRIBED)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: f"{each.method} {each.path}")
def test_no_call_breaks_and_each_answer_is_as_described(operation: Any, key: str, city: None) -> None:
    client = Client()

    def ask(case: Any) -> HttpResponse:
        throttles.forget()
        path = case.path
        for name, value in (case.path_parameters or {}).items():
            path = path.replace(f"{{{name}}}", quote(str(value), safe=""))
        if case.method == "GET":
            return client.get(path, {name: str(value) for name, value in (case.query or {}).items()})
        form = case.body if isinstance(case.body, dict) else {}
        sent = {name: str(value) for name, value in form.items()}
        return client.post(path, {**sent, "api_key": key})

    assert writing.write_at_random(operation, ask, most=15)
