"""Posting to an address that an administrator typed, without being led into the city's own network.

The name is resolved here, and the connection made to the very address that was looked at: a name that answers
otherwise the second time leads nowhere. Public addresses are reached by https alone; others, and plain http, only in
the networks that the operator names (COMMONHALL_WEBHOOK_NETWORKS). Nothing is followed, and of the answer nothing is
read but its status.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import Any
from urllib.parse import urlsplit

import httpcore
from django.conf import settings

from commonhall.errors import CommonhallError

SECONDS = 10.0  # for all of it
_TUNNELS = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))


class NotReached(CommonhallError):
    """No connection, or it broke."""


class NoAnswer(CommonhallError):
    """The other side took longer than SECONDS."""


class NotAllowed(CommonhallError):
    """The address leads to a network that may not be reached, or may be reached by https alone."""


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Post it; the status of the answer. Raises NotReached, NoAnswer, NotAllowed."""
    backend = _Guarded(is_plain=urlsplit(url).scheme != "https", ends=time.monotonic() + SECONDS)
    limits = dict.fromkeys(("connect", "read", "write", "pool"), SECONDS)
    try:
        with (
            httpcore.ConnectionPool(network_backend=backend, max_connections=1) as pool,
            pool.stream(
                "POST", url, headers=list(headers.items()), content=body, extensions={"timeout": limits}
            ) as answer,
        ):
            return answer.status
    except (httpcore.TimeoutException, TimeoutError):
        raise NoAnswer from None
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError):
        raise NotReached from None


def is_allowed(address: IPv4Address | IPv6Address, *, is_plain: bool) -> bool:
    """Whether it may be reached, by http where `is_plain`."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if any(address in network for network in settings.WEBHOOK_NETWORKS):
        return True
    is_tunnel = any(address in network for network in _TUNNELS)
    return address.is_global and not address.is_multicast and not is_tunnel and not is_plain


@dataclass(frozen=True, kw_only=True, slots=True)
class _Guarded(httpcore.NetworkBackend):
    """Connects to addresses that may be reached, and to none where one of a name may not. `ends`: monotonic."""

    is_plain: bool
    ends: float

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        found = {each[4][0] for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
        addresses = [ipaddress.ip_address(each) for each in sorted(map(str, found))]
        if not all(is_allowed(each, is_plain=self.is_plain) for each in addresses):
            raise NotAllowed
        stream = httpcore.SyncBackend().connect_tcp(
            str(addresses[0]), port, timeout, local_address, socket_options
        )
        return _Bounded(stream, self.ends)


class _Bounded(httpcore.NetworkStream):
    """A stream that ends at its time, however slowly something comes."""

    def __init__(self, stream: httpcore.NetworkStream, ends: float) -> None:
        self._stream = stream
        self._ends = ends

    def _left(self) -> float:
        if (left := self._ends - time.monotonic()) <= 0:
            raise httpcore.ReadTimeout
        return left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Bounded(self._stream.start_tls(ssl_context, server_hostname, self._left()), self._ends)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
