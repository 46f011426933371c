"""Open311 as OpenAPI describes it, for programs that write at random: GeoReport v2 has no description of its own."""

from typing import Any

TEXT = {"type": "string"}
LIST = {"type": "array", "items": {"type": "object"}}


def _parameter(name: str, where: str = "query") -> dict[str, Any]:
    return {"name": name, "in": where, "required": where == "path", "schema": TEXT}


def _answers(*codes: int, is_list: bool = True) -> dict[str, Any]:
    errors = {
        "type": "array",
        "minItems": 1,
        "items": {
            "type": "object",
            "required": ["code", "description"],
            "properties": {"code": {"type": "integer"}, "description": TEXT},
        },
    }
    good = LIST if is_list else {"type": "object"}
    said = {200: good, **dict.fromkeys(codes, errors)}
    return {
        str(code): {"description": "", "content": {"application/json": {"schema": schema}}}
        for code, schema in said.items()
    }


_SEARCH = ("service_request_id", "service_code", "status", "start_date", "end_date", "updated_after")
_PLACE = ("updated_before", "lat", "long", "radius", "bbox", "page", "page_size", "extensions")
_REPORT = ("service_code", "description", "address_string", "lat", "long", "email", "phone", "first_name")
_FORM = {
    "type": "object",
    "required": ["service_code"],
    "properties": {**dict.fromkeys(_REPORT, TEXT), "service_code": {"enum": ["pothole", "graffiti", "none"]}},
}
DESCRIBED: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Open311 GeoReport", "version": "2"},
    "paths": {
        "/open311/v2/services.json": {"get": {"responses": _answers()}},
        "/open311/v2/services/{code}.json": {
            "get": {"parameters": [_parameter("code", "path")], "responses": _answers(404, is_list=False)}
        },
        "/open311/v2/requests.json": {
            "get": {
                "parameters": [_parameter(name) for name in _SEARCH + _PLACE],
                "responses": _answers(400),
            },
            "post": {
                "requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": _FORM}}},
                "responses": _answers(400, 403, 404),
            },
        },
        "/open311/v2/requests/{id}.json": {
            "get": {"parameters": [_parameter("id", "path")], "responses": _answers(404, 429)}
        },
        "/open311/v2/servicerequestupdates.json": {
            "get": {
                "parameters": [_parameter("start_date"), _parameter("end_date")],
                "responses": _answers(400),
            }
        },
    },
}
