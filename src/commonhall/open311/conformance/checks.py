"""The checks. Each asks a server and says what is wrong, in sentences; nothing that it sends is ever stored."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

from commonhall.open311.conformance.server import Answer, Server

type Check = Callable[[Server], Iterator[str]]

CHECKS: Final[list[Check]] = []
_CONTACT: Final = frozenset(
    {"email", "phone", "first_name", "last_name", "device_id", "account_id", "api_key"}
)
_SERVICE: Final = {
    "service_code": str, "service_name": str, "description": str, "metadata": bool, "type": str, "keywords": str,
    "group": str,
}  # fmt: skip
_REQUEST: Final = (
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime", "address",
    "address_id", "zipcode", "lat", "long", "media_url",
)  # fmt: skip
_ATTRIBUTE: Final = {
    "variable": bool, "code": str, "datatype": str, "required": bool, "datatype_description": str, "order": int,
    "description": str, "values": list,
}  # fmt: skip
_TYPES: Final = frozenset({"realtime", "batch", "blackbox"})
_DATATYPES: Final = frozenset({"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"})
_NOT_THERE: Final = "commonhall-asks-for-what-is-not-there"


def check(made: Check) -> Check:
    """Let it be run with the others, in this order. Its docstring says what it looks at."""
    CHECKS.append(made)
    return made


@check
def discovery(server: Server) -> Iterator[str]:
    """Service Discovery names an endpoint of GeoReport v2, in both forms."""
    found = server.get("discovery.json").json()
    endpoints = found.get("endpoints", []) if isinstance(found, dict) else []
    if not any("GeoReport_v2" in str(each.get("specification")) for each in endpoints):
        yield "discovery.json names no endpoint of http://wiki.open311.org/GeoReport_v2"
    element = server.get("discovery.xml").xml()
    if element is None or element.tag != "discovery" or element.find("endpoints/endpoint/url") is None:
        yield "discovery.xml has no discovery/endpoints/endpoint/url"


@check
def content_types(server: Server) -> Iterator[str]:
    """Answers say what they are, in UTF-8, with 200."""
    for ending, wanted in (("json", "application/json"), ("xml", "text/xml")):
        answer = server.get(f"services.{ending}")
        if answer.status != 200 or not answer.content_type.replace(" ", "").lower().startswith(
            f"{wanted};charset=utf-8"
        ):
            yield f"services.{ending} answers {answer.status}, {answer.content_type}"


@check
def services(server: Server) -> Iterator[str]:
    """Each service has all its fields, of their types; both forms list the same."""
    listed = server.rows("services")
    if not listed:
        yield "services.json lists nothing"
    for each in listed:
        yield from _fields(f"service {each.get('service_code')}", each, _SERVICE)
        if each.get("type") not in _TYPES:
            yield f"service {each.get('service_code')}: type is {each.get('type')}"
    element = server.get("services.xml").xml()
    codes = [] if element is None else [code.text for code in element.findall("service/service_code")]
    if codes != [each.get("service_code") for each in listed]:
        yield "services.xml and services.json list different services"


@check
def definitions(server: Server) -> Iterator[str]:
    """A service with metadata has questions, each with all its fields."""
    asking = [each for each in server.rows("services") if each.get("metadata")]
    for service in asking[:3]:
        code = service["service_code"]
        found = server.get(f"services/{code}.json").json()
        if not isinstance(found, dict) or found.get("service_code") != code or not found.get("attributes"):
            yield f"services/{code}.json has no attributes"
            continue
        for each in found["attributes"]:
            yield from _fields(f"{code}, attribute {each.get('code')}", each, _ATTRIBUTE)
            if each.get("datatype") not in _DATATYPES:
                yield f"{code}, attribute {each.get('code')}: datatype is {each.get('datatype')}"
        element = server.get(f"services/{code}.xml").xml()
        count = 0 if element is None else len(element.findall("attributes/attribute"))
        if count != len(found["attributes"]):
            yield f"services/{code}.xml and .json have different attributes"


@check
def unknown_things(server: Server) -> Iterator[str]:
    """What is not there is 404, with errors in both forms."""
    for path in (f"services/{_NOT_THERE}", f"requests/{_NOT_THERE}"):
        for ending in ("json", "xml"):
            yield from _errors(f"{path}.{ending}", server.get(f"{path}.{ending}"), 404)


@check
def keys(server: Server) -> Iterator[str]:
    """A report without a key, or with a wrong one, is 403."""
    for sent in ({}, {"api_key": _NOT_THERE}):
        for ending in ("json", "xml"):
            yield from _errors(f"POST requests.{ending}", server.post(f"requests.{ending}", **sent), 403)


@check
def requests(server: Server) -> Iterator[str]:
    """Each request has every field, null where it is unknown; both forms list the same."""
    listed = server.rows("requests")
    for each in listed:
        named = f"request {each.get('service_request_id')}"
        yield from (f"{named}: {field} is missing" for field in _REQUEST if field not in each)
        if each.get("status") not in {"open", "closed"}:
            yield f"{named}: status is {each.get('status')}"
        if not isinstance(each.get("service_request_id"), str):
            yield f"{named}: service_request_id is no string"
        yield from _place(named, each)
        for field in ("requested_datetime", "updated_datetime", "expected_datetime"):
            if each.get(field) is not None and _moment(each[field]) is None:
                yield f"{named}: {field} is {each[field]}, without seconds or zone"
    element = server.get("requests.xml").xml()
    ids = [] if element is None else [each.text for each in element.findall("request/service_request_id")]
    if sorted(map(str, ids)) != sorted(str(each.get("service_request_id")) for each in listed):
        yield "requests.xml and requests.json list different requests"


@check
def nothing_of_a_contact(server: Server) -> Iterator[str]:
    """No request tells anything of who reported it."""
    for each in server.rows("requests", extensions="true"):
        if told := sorted(_CONTACT & set(each)):
            yield f"request {each.get('service_request_id')} tells {', '.join(told)}"


@check
def order_and_bounds(server: Server) -> Iterator[str]:
    """Newest first, at most a thousand, none older than 90 days before the newest."""
    moments = [_moment(each.get("requested_datetime")) for each in server.rows("requests")]
    known = [each for each in moments if each]
    if any(earlier < later for earlier, later in pairwise(known)):
        yield "requests.json is not sorted, newest first"
    if len(moments) > 1000 or (known and (max(known) - min(known)).days > 91):
        yield "requests.json gives more than 1,000 requests, or of more than 90 days"


@check
def filters(server: Server) -> Iterator[str]:
    """Status, service, ids and dates narrow the list; one request alone is the same as in it."""
    listed = server.rows("requests")
    for status in ("open", "closed"):
        if any(each.get("status") != status for each in server.rows("requests", status=status)):
            yield f"status={status} gives others too"
    for each in listed[:1]:
        code, pk, came = each["service_code"], each["service_request_id"], each["requested_datetime"]
        if {row.get("service_code") for row in server.rows("requests", service_code=code)} != {code}:
            yield f"service_code={code} gives others too, or nothing"
        if [row.get("service_request_id") for row in server.rows("requests", service_request_id=pk)] != [pk]:
            yield f"service_request_id={pk} gives others too, or nothing"
        if [row.get("service_request_id") for row in server.rows(f"requests/{pk}")] != [pk]:
            yield f"requests/{pk}.json is not that request"
        if pk not in {row.get("service_request_id") for row in server.rows("requests", end_date=came)}:
            yield f"end_date={came} leaves out what came then"
        if any(_before(row, came) for row in server.rows("requests", start_date=came)):
            yield f"start_date={came} gives what came before"


def _fields(named: str, row: Mapping[str, Any], wanted: Mapping[str, type]) -> Iterator[str]:
    for field, kind in wanted.items():
        if type(row.get(field)) is not kind:
            yield f"{named}: {field} is no {kind.__name__}"


def _errors(named: str, answer: Answer, status: int) -> Iterator[str]:
    if answer.status != status:
        yield f"{named} answers {answer.status}, not {status}"
    elif named.endswith("json"):
        found = answer.json()
        if not (isinstance(found, list) and found and {"code", "description"} <= set(found[0])):
            yield f"{named}: no list of errors with code and description"
    else:
        element = answer.xml()
        if element is None or element.tag != "errors" or element.find("error/description") is None:
            yield f"{named}: no errors/error/description"


def _place(named: str, row: Mapping[str, Any]) -> Iterator[str]:
    for field in ("lat", "long"):
        if row.get(field) is not None and (type(row[field]) not in {int, float} or row[field] == 0):
            yield f"{named}: {field} is {row[field]!r}; unknown is null, known a number"


def _moment(said: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(said))
    except ValueError:
        return None
    return moment if moment.tzinfo and len(str(said)) >= len("2026-11-25T14:05:00Z") else None


def _before(row: Mapping[str, Any], said: str) -> bool:
    came, start = _moment(row.get("requested_datetime")), _moment(said)
    return bool(came and start and came < start)
