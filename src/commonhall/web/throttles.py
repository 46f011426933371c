"""Limits on how often one connection may ask, without keeping who asked (promise visits.security).

What is remembered lies in this process's memory alone, beside keyed hashes of addresses; the key is drawn at
random, lives an hour and is forgotten with everything it keyed. Each process counts for itself, and an hour's
turn forgives: a limit holds back floods and guessing, it is no account of anybody.
"""

import math
import secrets
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import wraps
from hashlib import blake2b
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Concatenate, Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import ngettext

from commonhall.errors import NotNow
from commonhall.web import views
from commonhall.web.requests import ASKED_BY_OURSELVES

KEY_LIVES_SECONDS: Final = 3600
MOST_CONNECTIONS: Final = 20_000  # with the oldest dropped first; some 15 MB at 20 passes each


class TooMany(NotNow):
    """The connection asked too often. `seconds` is how long to wait, rounded up."""

    def __init__(self, seconds: int) -> None:
        super().__init__(
            ngettext(
                "That was tried too often from your connection. Wait %(seconds)d second, then try again.",
                "That was tried too often from your connection. Wait %(seconds)d seconds, then try again.",
                seconds,
            )
            % {"seconds": seconds}
        )
        self.seconds = seconds


class TooManyOfAll(TooMany):
    """All connections together asked too often."""

    def __init__(self, seconds: int) -> None:
        NotNow.__init__(
            self,
            ngettext(
                "This is tried very often just now, by others too. Wait %(seconds)d second, then try again.",
                "This is tried very often just now, by others too. Wait %(seconds)d seconds, then try again.",
                seconds,
            )
            % {"seconds": seconds},
        )
        self.seconds = seconds


class Memory:
    """When each connection last passed. Safe between threads; bounded; forgets all of it with its key."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = MOST_CONNECTIONS) -> None:
        self._clock = clock
        self._most = most
        self._lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        """Start again, under a new key."""
        with self._lock:
            self._start()

    def seconds_to_wait(self, limit: "Limit", address: str) -> float:
        """0 when the connection passes, which then counts. A refusal does not count against it."""
        with self._lock:
            passed, wait = self._standing(limit, address)
            if wait <= 0:
                passed.append(self._clock())
            return wait

    def seconds_left(self, limit: "Limit", address: str) -> float:
        """The same, and nothing counts."""
        with self._lock:
            return self._standing(limit, address)[1]

    def __len__(self) -> int:
        return len(self._passed)

    def _start(self) -> None:
        self._key = secrets.token_bytes(32)
        self._key_made_at = self._clock()
        self._passed: OrderedDict[bytes, deque[float]] = OrderedDict()

    def _standing(self, limit: "Limit", address: str) -> tuple[deque[float], float]:
        now = self._clock()
        if now - self._key_made_at >= KEY_LIVES_SECONDS:
            self._start()
        passed = self._passes_of(limit, address)
        is_full = len(passed) == limit.most
        return passed, max(0.0, limit.seconds - (now - passed[0])) if is_full else 0.0

    def _passes_of(self, limit: "Limit", address: str) -> deque[float]:
        named = f"{limit.purpose}\0{limit.most}\0{limit.seconds}\0{address}".encode()
        who = blake2b(named, key=self._key, digest_size=16).digest()
        passed = self._passed.setdefault(who, deque(maxlen=limit.most))
        self._passed.move_to_end(who)
        if len(self._passed) > self._most:
            self._passed.popitem(last=False)
        return passed


_memory = Memory()


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """In any `seconds` (an hour at most) one connection passes at most `most` times.

    Limits that say the same are one. `methods` are those that count, by default all. `field` is one of the form:
    for each thing that stands in it the connection has passes of its own. With `is_for_all` all connections together
    have these passes. Raises ValueError for a limit that could not hold.
    """

    purpose: str
    most: int
    seconds: int
    methods: Collection[str] = ()
    field: str = ""
    is_for_all: bool = False

    def __post_init__(self) -> None:
        if self.most < 1:
            raise ValueError(f"{self.purpose}: most is {self.most}; nobody would ever pass")
        if not 1 <= self.seconds <= KEY_LIVES_SECONDS:
            raise ValueError(f"{self.purpose}: {self.seconds} seconds; it is forgotten after an hour")

    def check(self, request: HttpRequest, memory: Memory = _memory, *, about: str = "") -> None:
        """Count this request, unless a control asks; with `about` only among those about the same.

        Raises TooMany when it came too soon.
        """
        if ASKED_BY_OURSELVES in request.META or (self.methods and request.method not in self.methods):
            return
        self._refuse(memory.seconds_to_wait(self, self._counted_by(request, about)))

    def refuse(self, request: HttpRequest, memory: Memory = _memory) -> None:
        """Where only some requests count, such as wrong guesses: nothing does yet. Raises TooMany."""
        if ASKED_BY_OURSELVES not in request.META:
            self._refuse(memory.seconds_left(self, self._counted_by(request)))

    def _refuse(self, wait: float) -> None:
        if wait > 0:
            raise (TooManyOfAll if self.is_for_all else TooMany)(math.ceil(wait))

    def _counted_by(self, request: HttpRequest, about: str = "") -> str:
        address = "" if self.is_for_all else connection_of(request)
        typed = request.POST.get(self.field, "").strip().casefold() if self.field else ""
        return f"{address}\0{typed}\0{about}"


def forget() -> None:
    """Forget who asked how often, in this process."""
    _memory.forget()


def throttled[**P](
    limit: Limit,
) -> Callable[
    [Callable[Concatenate[HttpRequest, P], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, P], HttpResponseBase],
]:
    """Over `limit` answer 429, with `Retry-After` and a page in plain words. Each request counts.

    So is answered what the view itself raises of other limits.
    """

    def guard(
        view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            try:
                limit.check(request)
                return view(request, *args, **kwargs)
            except TooMany as refusal:
                return views.too_many(request, str(refusal), refusal.seconds)

        return answer

    return guard


def connection_of(request: HttpRequest) -> str:
    """The address limits count by: an IPv4 address, or the /64 of an IPv6 one, which is one household.

    Behind proxies we trust it is the last address of `X-Forwarded-For` that is not one of them: what stands
    before that anybody can write. Empty where there is no address (a socket file).
    """
    nearest = _address(request.META.get("REMOTE_ADDR", ""))
    trusted = {_address(proxy) for proxy in settings.TRUSTED_PROXIES}
    if nearest in trusted:
        forwarded = request.headers.get("X-Forwarded-For", "").split(",")
        for named in reversed(forwarded):
            address = _address(named.strip())
            if address is None:
                break
            nearest = address
            if address not in trusted:
                break
    if isinstance(nearest, IPv6Address):
        return str(IPv6Network((nearest, 64), strict=False))
    return str(nearest or "")


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
