"""Where messages are handed over, as the settings name it. They are made from it, so nothing here needs them."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

_PORTS = {"smtp": 25, "smtps": 465}
_WEB_PORTS = {"http": 80, "https": 443}
_TWILIO = "api.twilio.com"


@dataclass(frozen=True, kw_only=True, slots=True)
class MailServer:
    """Where mails are handed over. `is_sealed`: by TLS from the first byte; else by STARTTLS where that is offered."""

    host: str
    port: int
    is_sealed: bool
    user: str = ""
    password: str = field(default="", repr=False)


def read(url: str) -> MailServer:
    """From `smtp://host:port` or `smtps://user:password@host:port`. Raises ValueError."""
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ValueError(url)
    return MailServer(
        host=parts.hostname,
        port=parts.port or _PORTS[parts.scheme],
        is_sealed=parts.scheme == "smtps",
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Kannel:
    """A gateway of the city's own. `sender`: the number that texts come from. `back`: where it reaches this site.

    Without `back` that is the address of the site.
    """

    host: str
    port: int
    is_sealed: bool
    user: str
    password: str = field(repr=False)
    sender: str
    back: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Twilio:
    """A provider that speaks Twilio's protocol. `token` proves who asks, in both directions."""

    host: str
    port: int
    is_sealed: bool
    account: str
    token: str = field(repr=False)
    sender: str
    back: str = ""


@dataclass(frozen=True, slots=True)
class Console:
    """The terminal of the worker, for a demonstration."""


type TextGateway = Kannel | Twilio | Console


def read_texts(url: str) -> TextGateway:
    """From `kannel+http://user:password@host:port/?from=13115550100`, `twilio://account:token@/?from=…`, `console://`.

    Raises ValueError, also for plain http to Twilio's protocol elsewhere than on this machine.
    """
    parts = urlsplit(url)
    if url == "console://":
        return Console()
    kind, _, web = parts.scheme.partition("+")
    web = web or {"twilio": "https"}.get(kind, "")
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    sender, back = asked.pop("from", ""), asked.pop("back", "").rstrip("/")
    host = parts.hostname or (_TWILIO if kind == "twilio" and web == "https" else "")
    is_whole = host and parts.username and parts.password and sender
    if web not in _WEB_PORTS or not is_whole or asked or parts.path.strip("/") or not _is_site(back):
        raise ValueError("no address of a provider of text messages")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    port = parts.port or _WEB_PORTS[web]
    if kind == "kannel":
        return Kannel(
            host=host,
            port=port,
            is_sealed=web == "https",
            user=user,
            password=password,
            sender=sender,
            back=back,
        )
    if kind != "twilio" or (web == "http" and not _is_this_machine(host)):
        raise ValueError("no address of a provider of text messages")
    return Twilio(
        host=host,
        port=port,
        is_sealed=web == "https",
        account=user,
        token=password,
        sender=sender,
        back=back,
    )


def _is_site(address: str) -> bool:
    parts: SplitResult = urlsplit(address)
    return not address or (parts.scheme in _WEB_PORTS and bool(parts.hostname) and not parts.path)


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
