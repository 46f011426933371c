"""A server of Open311, asked from outside."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree

from commonhall.errors import NotNow, Refused

SECONDS = 60
MOST = 50_000_000  # bytes of one answer


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What came back. `content_type` is the whole header."""

    status: int
    content_type: str
    body: bytes

    def json(self) -> Any:
        """What it says; None where that is no JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def xml(self) -> ElementTree.Element | None:
        """What it says; None where that is no XML."""
        try:
            return ElementTree.fromstring(self.body)  # noqa: S314  expat refuses what grows without end
        except ElementTree.ParseError:
            return None


type Ask = Callable[[str, str, Mapping[str, str]], Answer]


@dataclass(frozen=True, slots=True)
class Server:
    """The server below that address; `ask(method, path, arguments)` is one call to it."""

    ask: Ask

    def get(self, path: str, **arguments: str) -> Answer:
        return self.ask("GET", path, arguments)

    def post(self, path: str, **fields: str) -> Answer:
        return self.ask("POST", path, fields)

    def rows(self, path: str, **arguments: str) -> list[Mapping[str, Any]]:
        """The list that an address answers in JSON; empty where it answers something else."""
        found = self.get(f"{path}.json", **arguments).json()
        return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def at(url: str) -> Server:
    """The server at that address, such as https://city.example/open311/v2. Raises Refused, and NotNow when silent."""
    if urlsplit(url).scheme not in {"http", "https"}:
        raise Refused(f"{url} is no address of a server. Write one like https://city.example/open311/v2.")
    base = url.rstrip("/")

    def ask(method: str, path: str, arguments: Mapping[str, str]) -> Answer:
        sent = urlencode(arguments)
        address = f"{base}/{path}" + (f"?{sent}" if sent and method == "GET" else "")
        data = sent.encode() if method == "POST" else None
        request = urllib.request.Request(address, data=data, method=method)  # noqa: S310  the scheme was looked at
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as response:  # noqa: S310
                return _answer(response)
        except urllib.error.HTTPError as refusal:
            with refusal:
                return _answer(refusal)
        except OSError as silence:
            raise NotNow(f"{base} does not answer ({type(silence).__name__}). Try again later.") from None

    return Server(ask)


def _answer(response: Any) -> Answer:
    return Answer(
        status=response.status,
        content_type=response.headers.get("Content-Type", ""),
        body=response.read(MOST),
    )
