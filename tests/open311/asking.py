"""Asking Open311 as a program elsewhere does: each answer in both forms is compared before it is looked at."""

import json
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from django.http import HttpResponse
from django.test import Client

BASE = "/open311/v2"
LISTS = {"attributes", "values", "endpoints", "formats", "notes"}


@dataclass(frozen=True)
class Asker:
    """A program elsewhere. `last` answers lie in what each method returns."""

    client: Client
    key: str = ""

    def get(self, path: str, answers: int = 200, **arguments: str) -> Any:
        """What `path` says, after both forms of it were found to say the same."""
        in_json = self.client.get(f"{BASE}/{path}.json", arguments)
        in_xml = self.client.get(f"{BASE}/{path}.xml", arguments)
        assert (in_json.status_code, in_xml.status_code) == (answers, answers), in_json.content
        assert in_json.headers["Content-Type"] == "application/json; charset=utf-8"
        assert in_xml.headers["Content-Type"] == "text/xml; charset=utf-8"
        said = json.loads(in_json.content)
        assert as_read(tree(in_xml)) == as_text(said)
        return said

    def post(self, path: str = "requests", answers: int = 200, **fields: object) -> Any:
        """Send a form, with the key."""
        answer = self.sent(path, **fields)
        assert answer.status_code == answers, answer.content
        return json.loads(answer.content)

    def sent(self, path: str = "requests", written_as: str = "json", **fields: object) -> HttpResponse:
        given = {"api_key": self.key, **fields}
        return self.client.post(
            f"{BASE}/{path}.{written_as}", {k: v for k, v in given.items() if v is not None}
        )

    def report(self, answers: int = 200, **fields: object) -> Any:
        """A pothole at an address of the city; what is given takes the place of that."""
        usual: dict[str, object] = {"service_code": "pothole", "address_string": "1012 N Market St"}
        return self.post(answers=answers, **{**usual, **fields})


def tree(answer: HttpResponse) -> ElementTree.Element:
    """The XML of an answer, which begins as XML does."""
    assert answer.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    return ElementTree.fromstring(answer.content)


def as_read(element: ElementTree.Element) -> Any:
    """What an element holds as JSON would: its list, its parts, or its text."""
    names = [child.tag for child in element]
    if not names:
        return (
            []
            if element.tag in LISTS or element.tag.endswith(("services", "requests", "updates", "errors"))
            else element.text
        )
    if element.tag in LISTS or element.tag in {
        "services",
        "service_requests",
        "service_requests_updates",
        "errors",
    }:
        return [as_read(child) for child in element]
    return {child.tag: as_read(child) for child in element}


def as_text(said: Any) -> Any:
    """JSON with all that XML cannot tell apart made text."""
    match said:
        case dict():
            return {name: as_text(inner) for name, inner in said.items()}
        case list():
            return [as_text(inner) for inner in said]
        case bool():
            return str(said).lower()
        case None | "":
            return None
        case _:
            return str(said)
