"""A client that others wrote (PyPI's georeport) works here, in both forms, over the network."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qsl
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.test import Client
from georeport import GeoReport
from time_machine import Traveller

from commonhall.service_requests.models import ServiceRequest
from tests.service_requests import making


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def _answered(environ: dict[str, Any], begin: Callable[..., object]) -> list[bytes]:
    """By the test's browser, which unlike the server's own way leaves the test's connection open."""
    answer = Client().get(environ["PATH_INFO"], query_params=dict(parse_qsl(environ["QUERY_STRING"])))
    begin(f"{answer.status_code} {answer.reason_phrase}", list(answer.items()))
    return [answer.content]


def over_the_network[T](asking: Callable[[str], T]) -> T:
    """What `asking` of our server's address gives: from a thread, while here, where the rows are, is answered."""
    with (
        make_server("127.0.0.1", 0, _answered, handler_class=_Quiet) as server,
        ThreadPoolExecutor(1) as threads,
    ):
        server.timeout = 0.05
        asked = threads.submit(asking, f"http://127.0.0.1:{server.server_port}/open311/v2")
        while not asked.done():
            server.handle_request()
        return asked.result()


@pytest.fixture
def reported(services: None, noon: Traveller) -> list[ServiceRequest]:
    return [making.reported(contact=making.ROSA, service=code) for code in ("pothole", "graffiti")]


@pytest.mark.parametrize("form", ["json", "xml"])
def test_it_reads_services_and_requests(reported: list[ServiceRequest], form: str) -> None:
    first = reported[0]

    def asking(url: str) -> dict[str, Any]:
        client = GeoReport(url, jurisdiction="wilmington.example", output_format=form)
        return {
            "services": client.get_service_list(),
            "definition": client.get_service_definition("no-heat"),
            "requests": client.get_service_requests(start_date="2026-11-24T00:00:00-05:00", status="open"),
            "request": client.get_service_request(first.reference),
        }

    said = over_the_network(asking)
    assert len(said["services"]) == 40
    assert said["definition"]["service_code"] == "no-heat"
    assert {each["service_request_id"] for each in said["requests"]} == {each.reference for each in reported}
    assert said["request"]["service_request_id"] == first.reference
    assert said["request"]["address"] == "1000 block of N Market St"
