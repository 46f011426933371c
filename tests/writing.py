"""Programs that write at random, from a description of what can be asked: each answer is held against it."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import jsonschema_rs
import schemathesis
from django.http import HttpResponse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

type Ask = Callable[[Any], HttpResponse]


def operations(described: Mapping[str, Any]) -> list[Any]:
    """What can be asked of the description."""
    plain = json.loads(json.dumps(described, default=str))
    return [each.ok() for each in schemathesis.openapi.from_dict(plain).get_all_operations()]


def write_at_random(operation: Any, ask: Ask, *, most: int) -> set[int]:
    """Ask so often, always the same; returns which answers came. Each is of a status and form that is described."""
    came: set[int] = set()

    @settings(
        max_examples=most,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def once(data: Any) -> None:
        answer = ask(data.draw(operation.as_strategy()))
        described = operation.definition.raw["responses"]
        assert str(answer.status_code) in described, (answer.status_code, answer.content)
        came.add(answer.status_code)
        content = described[str(answer.status_code)]["content"]
        schema = next(iter(content.values()))["schema"]
        whole = {**schema, "components": operation.schema.raw_schema.get("components", {})}
        jsonschema_rs.validator_for(whole).validate(json.loads(answer.content))

    once()
    return came
