"""Asking a provider by HTTP over one connection that stays open, and telling apart what may have been heard."""

import http.client
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from commonhall.messaging.handing import Uncertain, Unreachable

SECONDS = 30  # for any answer
_MOST_READ = 65_536  # octets of an answer
_TELLS_NOTHING = frozenset({500, 502, 504})  # it broke on the way, or behind a proxy, once all was heard


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a provider said."""

    status: int
    body: bytes


class _InOnePiece(http.client.HTTPConnection):
    """Headers and body leave together: a server that reads them apart waits once more for each text."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._pieces: list[bytes] = []

    def send(self, data: Any) -> None:
        """Kept until all of it is there."""
        self._pieces.append(bytes(data))

    def leave(self) -> None:
        """Send what was kept."""
        whole, self._pieces = b"".join(self._pieces), []
        self.sock.sendall(whole)


class _InOnePieceSealed(_InOnePiece, http.client.HTTPSConnection):
    """The same by TLS."""


class Connection:
    """To one server, used by one thread; opened again when the server ended it after an answer."""

    def __init__(self, host: str, port: int, *, is_sealed: bool) -> None:
        """Connect. Raises Unreachable."""
        self._server: _InOnePiece = (
            _InOnePieceSealed(host, port, timeout=SECONDS, context=ssl.create_default_context())
            if is_sealed
            else _InOnePiece(host, port, timeout=SECONDS)
        )
        self._connect()

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Ask; raises Unreachable where nothing was heard, Uncertain where that cannot be known."""
        if self._server.sock is None:
            self._connect()
        try:
            self._server.request("POST", path, body, dict(headers))
            self._server.leave()
        except (OSError, http.client.HTTPException):
            self.close()
            raise Unreachable("not reached") from None
        try:
            with self._server.getresponse() as response:
                answer = Answer(status=response.status, body=response.read(_MOST_READ))
        except (OSError, http.client.HTTPException):
            self.close()
            raise Uncertain from None
        if answer.status in _TELLS_NOTHING:
            raise Uncertain
        return answer

    def close(self) -> None:
        """End it."""
        self._server.close()

    def _connect(self) -> None:
        try:
            self._server.connect()
        except (OSError, http.client.HTTPException):
            self.close()
            raise Unreachable("not reached") from None
