"""The nginx of `deploy/` in front of `commonhall serve`: what passes through it stands in no file of its."""

import re
import threading
from collections.abc import Iterator
from html import unescape
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest
from django.core.management import call_command

from commonhall.web import headers, uploads
from tests import running
from tests.deploy import proxy
from tests.deploy.proxy import ADDRESS, HOST, Proxy
from tests.operations import commands
from tests.service_requests.reporting import REFERENCE
from tests.settings import PROJECT

WORDS = "A quagmire opened beside the purple hydrant."
CONTACT = {"name": "Marlow Quillfeather", "email": "quillfeather@mail.example", "phone": "302-555-0147"}
_HIDDEN = re.compile(r'name="(draft|step)" value="([^"]*)"')


@pytest.fixture
def program(fresh_database: str) -> Iterator[int]:
    """`commonhall serve` with the demo's city, told of the proxy; its port."""
    call_command("setup", str(PROJECT / "src/commonhall/demo/city"), verbosity=0)
    port = running.free_port()
    told = {"COMMONHALL_URL": f"https://{HOST}", "COMMONHALL_TRUSTED_PROXIES": "127.0.0.1"}
    process = commands.start(["serve", f"--port={port}"], commands.environment(fresh_database) | told)

    def answers() -> bool:
        assert process.poll() is None
        try:
            return httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200
        except httpx.TransportError:
            return False

    try:
        running.until(answers, 60)
        yield port
    finally:
        running.end(process)


def report(site: Proxy) -> str:
    """A named report, all the way; its reference."""
    with site.browser() as browser:

        def say(method: str, path: str, **fields: str) -> str:
            request = site.request(browser, method, path, **({"data": fields} if fields else {}))
            answer = browser.send(request)
            assert answer.status_code == 200, answer.text
            return answer.text

        def next_step(page: str, **fields: str) -> str:
            hidden = {name: unescape(value) for name, value in _HIDDEN.findall(page)}
            return say("POST", "/en/report/", **hidden, **fields)

        page = next_step(say("GET", "/en/report/?service=pothole"), where="1012 N Market St")
        page = next_step(next_step(page, words=WORDS), who="named", **CONTACT)
        found = REFERENCE.search(next_step(page, ok="on"))
    assert found
    return found[1]


def says(site: Proxy, sent: bytes) -> str:
    """The first of what is answered to these bytes."""
    with site.line() as line:
        line.sendall(sent)
        return line.recv(4096).decode()


def test_of_a_report_and_of_every_failure_nginx_keeps_nothing(program: int, tmp_path: Path) -> None:
    with proxy.started(tmp_path, program) as site:
        reference = report(site)
        assert site.ask("GET", f"/en/requests/{reference}/?seen={ADDRESS}").status_code == 200
        head = f"POST /en/report/?service=pothole HTTP/1.1\r\nHost: {HOST}\r\nReferer: https://elsewhere.example/\r\n"
        too_large = f"{head}Content-Length: {uploads.LARGEST_REQUEST + 1}\r\n\r\nwords={WORDS}"
        assert "413" in says(site, too_large.encode())
        assert "400" in says(site, b"GET /en/report/ HTTP/1.1\r\nHost: " + b"quagmire " * 9 + b"\r\n\r\n")
        assert "414" in says(site, b"GET /en/" + b"quagmire" * 1500 + b" HTTP/1.1\r\n\r\n")
        with site.line() as line:  # goes away in the middle
            line.sendall(f"{head}Content-Length: 90000\r\n\r\nwords={WORDS}".encode())
        with pytest.raises(httpx.TransportError):
            site.ask("GET", f"/en/requests/{reference}/", host="elsewhere.example")
    assert_nothing_of(tmp_path, site, reference)


def test_a_dead_program_is_told_kindly_and_of_who_asked_nothing_is_kept(tmp_path: Path) -> None:
    with proxy.started(tmp_path, running.free_port()) as site:
        answer = site.ask("POST", "/en/report/?service=pothole", data={"words": WORDS, **CONTACT})
    assert answer.status_code == 503
    assert "A report that was sent twice this way is kept once." in answer.text
    assert "se guarda una sola vez" in answer.text
    assert (answer.headers["Cache-Control"], answer.headers["Retry-After"]) == ("no-store", "120")
    assert_nothing_of(tmp_path, site, "quagmire")


def assert_nothing_of(folder: Path, site: Proxy, reference: str) -> None:
    assert (folder / "log/error.log").is_file()
    written = site.written().replace(str(folder).encode(), b"")
    sought = ("quagmire", ADDRESS, reference, *CONTACT.values(), "/en/", "service=", "elsewhere")
    assert [word for word in sought if word.encode() in written] == []


def test_its_log_of_itself_is_looked_at_so_that_it_could_be_found(tmp_path: Path) -> None:
    """With Debian's settings the same search finds the address: it is able to fail."""
    debian = proxy.SHIPPED.read_text("utf-8").replace("/dev/null emerg", "/var/log/nginx/error.log error")
    assert debian != proxy.SHIPPED.read_text("utf-8")
    changed = tmp_path / "nginx.conf"
    changed.write_text(debian)
    folder = tmp_path / "nginx"
    folder.mkdir()
    with proxy.started(folder, running.free_port(), changed) as site:
        site.ask("POST", "/en/report/?service=pothole", data={"words": WORDS})
    assert {word for word in (ADDRESS, "/en/report/?service=pothole") if word.encode() in site.written()} == {
        ADDRESS,
        "/en/report/?service=pothole",
    }


def test_half_a_photo_lies_in_no_file(program: int, tmp_path: Path) -> None:
    with proxy.started(tmp_path, program) as site, site.line() as line:
        head = f"POST /en/report/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {4 * uploads.MEGABYTE}\r\n\r\n"
        line.sendall(head.encode() + b"x" * 2 * uploads.MEGABYTE)
        allowed = {"error.log", "stderr"}
        assert {Path(file).name for file in site.open_files()} <= allowed
        assert site.open_files()


def test_headers_of_an_answer_stand_there_once(program: int, tmp_path: Path) -> None:
    with proxy.started(tmp_path, program) as site:
        answer = site.ask("GET", "/en/")
    assert answer.status_code == 200
    sent = [name.lower() for name, _ in answer.headers.multi_items()]
    once = {
        "strict-transport-security",
        "content-security-policy",
        "date",
        *(name.lower() for name in headers.HEADERS),
    }
    assert once <= set(sent)
    assert [name for name in sent if sent.count(name) > 1] == []
    assert answer.headers["Server"] == "nginx"


class Mirror(BaseHTTPRequestHandler):
    """Answers with the headers it was asked with."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(str(self.headers).encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


def test_the_program_hears_the_address_nginx_saw_and_nothing_a_client_claims(tmp_path: Path) -> None:
    with HTTPServer(("127.0.0.1", 0), Mirror) as mirror:
        threading.Thread(target=mirror.serve_forever, daemon=True).start()
        with proxy.started(tmp_path, mirror.server_port) as site:
            claimed = {
                "X-Forwarded-For": "203.0.113.9",
                "X-Forwarded-Proto": "http",
                "Forwarded": "for=1.2.3.4",
            }
            heard = site.ask("GET", "/", headers=claimed).text.splitlines()
        mirror.shutdown()
    forwarded = [line for line in heard if "forwarded" in line.lower()]
    assert forwarded == [f"X-Forwarded-For: {ADDRESS}", "X-Forwarded-Proto: https"]
    assert f"Host: {HOST}" in heard


def test_without_tls_one_is_led_to_it(tmp_path: Path) -> None:
    with proxy.started(tmp_path, running.free_port()) as site:
        url = f"http://127.0.0.1:{site.plain_port}/en/requests/"
        answer = httpx.get(url, headers={"Host": HOST})
        with pytest.raises(httpx.TransportError):
            httpx.get(url, headers={"Host": "elsewhere.example"})
    assert (answer.status_code, answer.headers["Location"]) == (301, f"https://{HOST}/en/requests/")


def test_it_takes_what_the_application_takes() -> None:
    megabytes = uploads.LARGEST_REQUEST // uploads.MEGABYTE
    assert f"client_max_body_size {megabytes}m;" in proxy.SHIPPED.read_text("utf-8")
