"""A provider that speaks Twilio's protocol: it takes texts, and signs what it tells back.

As its documentation has them under “Messages resource” and “Webhooks security”.
"""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from urllib.parse import parse_qs, quote

ACCOUNT, TOKEN = "AC5d41402abc4b2a76b9719d911017c592", "long-and-of-chance"
NUMBER = "+13115550100"  # the city's


@dataclass(kw_only=True, slots=True)
class TwilioServer:
    """Change `refuses` while it runs: a status and an error code that it answers with from then on."""

    port: int
    refuses: tuple[int, int] | None = None
    hangs_up: bool = False
    taken: list[dict[str, str]] = field(default_factory=list)
    _serial: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def url(self) -> str:
        """As COMMONHALL_TEXT_URL."""
        return f"twilio+http://{ACCOUNT}:{TOKEN}@127.0.0.1:{self.port}/?from={quote(NUMBER)}"

    def answer(self, path: str, authorization: str, body: bytes) -> tuple[int, dict[str, object]]:
        """The status and what is said with it."""
        expected = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if authorization != f"Basic {expected}":
            return 401, {"code": 20003, "message": "Authenticate", "status": 401}
        if path != f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json":
            return 404, {"code": 20404, "message": "Not found", "status": 404}
        fields = {name: values[0] for name, values in parse_qs(body.decode(), keep_blank_values=True).items()}
        if self.refuses:
            status, code = self.refuses
            return status, {"code": code, "message": f"The number {fields['To']} …", "status": status}
        sid = f"SM{next(self._serial):032x}"
        self.taken.append(fields | {"sid": sid})
        return 201, {"sid": sid, "status": "queued", "num_segments": "1"}


def signed(url: str, fields: dict[str, str], token: str = TOKEN) -> dict[str, str]:
    """The header of a request to that address with these fields."""
    whole = url + "".join(name + value for name, value in sorted(fields.items()))
    made = hmac.new(token.encode(), whole.encode(), hashlib.sha1).digest()
    return {"X-Twilio-Signature": base64.b64encode(made).decode()}


@contextmanager
def twilio() -> Iterator[TwilioServer]:
    """Start one on a free port, and end it."""

    class Answer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if started.hangs_up:
                self.close_connection = True
                return
            status, said = started.answer(self.path, self.headers.get("Authorization", ""), body)
            written = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(written)))
            self.end_headers()
            self.wfile.write(written)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        started = TwilioServer(port=server.server_port)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield started
        finally:
            server.shutdown()
