"""A web server that keeps what it is asked: it stands where Commonhall's hooks are."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests import running


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A request. Names of headers are in small letters."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(kw_only=True, slots=True)
class Listener:
    """Change `status` while it runs: what is asked from then on is answered so."""

    port: int
    status: int = 200
    asked: list[Asked] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook/"

    def forget(self) -> None:
        """Answer well again, and nothing was asked until now."""
        self.status = 200
        self.asked.clear()

    def wait_for(self, count: int, seconds: float = 20) -> list[Asked]:
        """What was asked, once it is so much; fails after that time."""
        running.until(lambda: len(self.asked) >= count, seconds)
        return list(self.asked)


@contextmanager
def listener() -> Iterator[Listener]:
    """Start one on a free port, and end it."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            started.asked.append(Asked(method=self.command, path=self.path, headers=headers, body=body))
            self.send_response(started.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_POST = do_GET  # noqa: N815 - http.server's name

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        started = Listener(port=server.server_port)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield started
        finally:
            server.shutdown()
