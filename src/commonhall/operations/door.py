"""The door: a request comes in whole before one of the few threads that answer is spent on it.

Granian calls as soon as the head of a request is there; what is sent in it comes at the pace of the client. With
four threads, four telephones on a bad line would be the whole site. So many cheap threads wait here for what is
sent, and hand it on to those that answer. What lies here meanwhile is bounded, and lies in memory alone: a file
would keep a photo's metadata on the disk. Who sends beyond the bound is told to send it again.
"""

import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import blake2b
from io import BytesIO
from mmap import mmap
from typing import Any, Protocol

from django.core.handlers.wsgi import WSGIRequest

from commonhall.errors import NotNow
from commonhall.web import throttles, uploads, views

WAITING_THREADS = 256  # some 80 kB each while there is something to wait for; idle ones end
MOST_FROM_ONE = 16  # that one address may be sending at a time: a library has one for all its readers
FREE_BYTES = 256 * 1024  # of each form: most steps of a report, with their draft
ROOM_BYTES = 96 * uploads.MEGABYTE  # for what is larger, together
_PIECE = 64 * 1024

type Environment = dict[str, Any]


class StartResponse(Protocol):
    """PEP 3333."""

    def __call__(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any: ...


class Application(Protocol):
    """A WSGI application."""

    def __call__(self, environ: Environment, start_response: StartResponse, /) -> Iterable[bytes]: ...


class TooMuchAtOnce(NotNow):
    """More is being sent than can be taken in; nothing of this is kept. `left`: bytes that are still to come."""

    def __init__(self, left: int = 0) -> None:
        super().__init__("More is being sent at this moment than can be taken in. Send it again in a minute.")
        self.left = left


class CutShort(Exception):
    """The client went away before everything was there."""


class Door:
    """A WSGI application that takes requests in for another one, which answers in so many threads."""

    def __init__(
        self,
        application: Application,
        threads: int,
        room: int = ROOM_BYTES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._application = application
        self._answering = ThreadPoolExecutor(threads, thread_name_prefix="answering")
        self._lock = threading.Lock()
        self._left = room
        # How many forms are on their way, by keyed hashes of addresses; nobody is kept who sends nothing.
        self._sending: Counter[bytes] = Counter()
        self._clock = clock
        self._draw_key()

    def __call__(self, environ: Environment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            with self._taken_in(environ) as body:
                inside = environ | {"wsgi.input": body}
                return self._answering.submit(self._application, inside, start_response).result()
        except TooMuchAtOnce as refusal:
            _read_past(environ, refusal.left)
            answer = views.too_much_at_once(WSGIRequest(environ))
            start_response(f"{answer.status_code} {answer.reason_phrase}", list(answer.items()))
            return [answer.content]
        except CutShort:
            start_response("400 Bad Request", [])
            return []

    @contextmanager
    def _taken_in(self, environ: Environment) -> Iterator[BytesIO | mmap]:
        """What is sent, whole, up to a bit more than an upload may have. Raises TooMuchAtOnce, CutShort."""
        length = min(_length(environ), uploads.LARGEST_REQUEST + uploads.MEGABYTE)
        if not length:
            yield BytesIO()
            return
        taken = 0
        with mmap(-1, length) as body:  # takes memory as it fills, and gives all of it back
            try:
                with self._among_the_senders(environ):
                    while body.tell() < length:
                        body.write(_piece(environ, length - body.tell()))
                        wanted = max(0, body.tell() - FREE_BYTES - taken)
                        if not self._has_room(wanted):
                            raise TooMuchAtOnce(length - body.tell())
                        taken += wanted
                body.seek(0)
                yield body
            finally:
                self._has_room(-taken)

    @contextmanager
    def _among_the_senders(self, environ: Environment) -> Iterator[None]:
        address = throttles.connection_of(WSGIRequest(environ))
        with self._lock:
            sender = self._sender(address)
            if self._sending[sender] >= MOST_FROM_ONE:
                raise TooMuchAtOnce
            self._sending[sender] += 1
        try:
            yield
        finally:
            with self._lock:
                self._sending[sender] -= 1
                if not self._sending[sender]:
                    del self._sending[sender]

    def _sender(self, address: str) -> bytes:
        """Who is sending when the key changes counts under the old one until they are done."""
        if self._clock() - self._key_made_at >= throttles.KEY_LIVES_SECONDS:
            self._draw_key()
        return blake2b(address.encode(), key=self._key, digest_size=16).digest()

    def _draw_key(self) -> None:
        self._key = secrets.token_bytes(32)
        self._key_made_at = self._clock()

    def _has_room(self, size: int) -> bool:
        """Whether so many bytes more have room; then they are taken. A negative number gives some back."""
        with self._lock:
            has_room = size <= self._left
            self._left -= size if has_room else 0
            return has_room


def _length(environ: Environment) -> int:
    """How many bytes are sent; where it is not said, none are read, as Django does."""
    said = environ.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isdecimal() else 0


def _piece(environ: Environment, most: int) -> bytes:
    piece: bytes = environ["wsgi.input"].read(min(_PIECE, most))
    if not piece:
        raise CutShort
    return piece


def _read_past(environ: Environment, left: int) -> None:
    """Read what is still to come and keep none of it: who is still sending would not see the answer."""
    while left > 0 and (piece := environ["wsgi.input"].read(min(_PIECE, left))):
        left -= len(piece)
