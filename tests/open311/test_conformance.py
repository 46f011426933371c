"""The conformance suite: our own server keeps to it, and a server that does not is told what is wrong."""

import json
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.test import Client
from time_machine import Traveller

from commonhall.config import cli
from commonhall.errors import NotNow, Refused
from commonhall.open311.conformance import command, server
from commonhall.open311.conformance.checks import CHECKS, Check
from commonhall.open311.conformance.server import Answer, Server
from commonhall.service_requests.questions import Datatype
from tests.open311.asking import BASE
from tests.service_requests import asking, making


@pytest.fixture
def ours(services: None, noon: Traveller) -> Server:
    """Our server, with questions, a named report, and an anonymous one of the day before."""
    asking.let("graffiti", *asking.EACH_TYPE, asking.question("note", Datatype.TEXT, is_note=True))
    making.reported()
    noon.shift(24 * 3600)
    making.reported(contact=making.ROSA)
    making.reported(contact=making.ROSA, service="rats")
    client = Client()

    def ask(method: str, path: str, arguments: Mapping[str, str]) -> Answer:
        send = client.get if method == "GET" else client.post
        answer = send(f"{BASE}/{path}", arguments)
        return Answer(
            status=answer.status_code, content_type=answer.headers["Content-Type"], body=answer.content
        )

    return Server(ask)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_our_own_server_keeps_to_it(ours: Server, check: Check) -> None:
    assert len(ours.rows("requests")) == 3
    assert list(check(ours)) == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_a_server_that_answers_something_else_is_told_so(check: Check) -> None:
    row = {"service_code": 7, "status": "OPEN", "email": "rosa@example.com", "lat": 0.0, "metadata": True}
    rows = [
        {**row, "service_request_id": each, "requested_datetime": f"20{each}-11-24T12:00:00Z"}
        for each in (25, 26)
    ]
    wrong = Answer(status=200, content_type="text/html", body=json.dumps(rows).encode())
    assert list(check(Server(lambda *_: wrong)))


class _Elsewhere(BaseHTTPRequestHandler):
    """A server that knows nothing of Open311."""

    def do_GET(self) -> None:
        self.send_error(404)

    do_POST = do_GET  # noqa: N815  as the library calls it

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """The address of such a server."""
    with HTTPServer(("127.0.0.1", 0), _Elsewhere) as found:
        thread = Thread(target=found.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{found.server_port}/open311/v2"
        found.shutdown()
        thread.join()


def test_the_command_says_what_is_wrong_and_ends_with_1(
    elsewhere: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["check-open311", elsewhere]) == 1
    said = capsys.readouterr().out
    assert "WRONG  Service Discovery names an endpoint" in said
    assert "services.json lists nothing" in said


def test_a_server_that_is_silent_or_no_server_is_told_in_a_sentence() -> None:
    with pytest.raises(Refused, match="no address of a server"):
        command.main(["ftp://city.example"])
    with pytest.raises(NotNow, match="does not answer"):
        server.at("http://127.0.0.1:9").get("services.json")
