"""Many clients at once, all on this machine: ones that flood, ones that are slow, and a neighbour who only reads."""

import http.client
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlsplit

import httpx

from tests import running
from tests.running import Demo

MARKER = "Zwanzigleiter"  # stands in all that a flood sends, and may be nowhere afterwards
BOUNDARY = "cut-here"


def port_of(demo: Demo) -> int:
    """The port of the demo's site."""
    port = urlsplit(demo.url).port
    assert port
    return port


def browser(demo: Demo, address: str) -> httpx.Client:
    """A browser at that address of this machine, which says more about itself than it should."""
    return httpx.Client(
        base_url=f"http://127.0.0.1:{port_of(demo)}",
        transport=httpx.HTTPTransport(local_address=address),
        headers={
            "Sec-Fetch-Site": "same-origin",
            "User-Agent": MARKER,
            "Referer": f"http://{MARKER}.example/",
        },
        timeout=30,
    )


def flood(ask: Callable[[int], int], times: int) -> Counter[int]:
    """Ask that often, eight at a time; how often each status came back."""
    with ThreadPoolExecutor(8) as lines:
        return Counter(lines.map(ask, range(times)))


@dataclass
class Neighbour:
    """Somebody at another address who reads the report page while others flood."""

    demo: Demo
    address: str
    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    def reads(self, times: int) -> None:
        """Read the report page that often, one after the other."""
        with browser(self.demo, self.address) as mine:
            for _ in range(times):
                self._read(mine, "/en/report/")

    def reads_until(self, end: float) -> None:
        """Read front page and list until that moment of the monotonic clock."""
        with browser(self.demo, self.address) as mine:
            while time.monotonic() < end:
                self._read(mine, "/en/")
                self._read(mine, "/en/requests/")

    def _read(self, mine: httpx.Client, path: str) -> None:
        began = time.monotonic()
        self.statuses[mine.get(path).status_code] += 1
        self.seconds.append(time.monotonic() - began)

    @property
    def p95(self) -> float:
        """Seconds that 95 of 100 pages took at the most."""
        return quantiles(self.seconds, n=20)[-1]


@contextmanager
def slow_clients(demo: Demo, many: int, said: bytes, network: int) -> Iterator[list[socket.socket]]:
    """That many connections, each from an address of its own, that said only so much and then wait."""
    with ExitStack() as stack:
        yield [stack.enter_context(_said(demo, f"127.0.{network}.{n + 1}", said)) for n in range(many)]


def _said(demo: Demo, address: str, words: bytes) -> socket.socket:
    connection = socket.create_connection(
        ("127.0.0.1", port_of(demo)), timeout=30, source_address=(address, 0)
    )
    connection.sendall(words)
    return connection


def form(fields: dict[str, str], photo: bytes) -> bytes:
    """The body of a form with a photo, as a browser sends it."""
    parts = [f'name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()]
    head = f'name="photo"; filename="{MARKER}.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'.encode()
    opening = f"--{BOUNDARY}\r\nContent-Disposition: form-data; ".encode()
    return (
        b"".join(opening + part for part in [*parts, head + photo + b"\r\n"]) + f"--{BOUNDARY}--\r\n".encode()
    )


def head_of(demo: Demo, length: int) -> bytes:
    """The head of a request that sends a form of so many bytes to the report page."""
    lines = [
        "POST /en/report/ HTTP/1.1",
        f"Host: localhost:{port_of(demo)}",
        "Sec-Fetch-Site: same-origin",
        f"User-Agent: {MARKER}",
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}",
        f"Content-Length: {length}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def send(demo: Demo, address: str, body: bytes) -> int:
    """Send a form to the report page; the status, or 0 where the connection was cut while sending."""
    try:
        with _said(demo, address, head_of(demo, len(body))) as connection:
            connection.settimeout(120)
            connection.sendall(body)
            return status_of(connection)
    except (ConnectionError, http.client.HTTPException):
        return 0


def status_of(connection: socket.socket) -> int:
    """The status of the answer that comes back."""
    answer = http.client.HTTPResponse(connection)
    answer.begin()
    return answer.status


def web_processes(demo: Demo) -> list[int]:
    """The web server and the processes it answers with."""
    serve = demo.pid_of("serve")
    assert serve
    return [serve, *running.children(serve)]


def most_memory_of_web(demo: Demo) -> int:
    """The most that the web processes ever held together, in MB."""
    statuses = [Path(f"/proc/{pid}/status").read_text() for pid in web_processes(demo)]
    return sum(int(status.partition("VmHWM:")[2].split()[0]) for status in statuses) // 1024


def temporary_files(demo: Demo) -> list[str]:
    """Files in the demo's temporary folder, and open ones that have no name any more."""
    named = [str(path) for path in (demo.home / "tmp").rglob("*") if path.is_file()]
    handles = [handle for pid in web_processes(demo) for handle in Path(f"/proc/{pid}/fd").iterdir()]
    return named + [
        target for handle in handles if "/tmp/" in (target := _target(handle)) and "deleted" in target
    ]


def _target(handle: Path) -> str:
    try:
        return str(handle.readlink())
    except OSError:  # shut meanwhile
        return ""
