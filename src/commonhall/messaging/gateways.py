"""Where messages are handed over, as the settings name it. They are made from it, so nothing here needs them."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

_PORTS = {"smtp": 25, "smtps": 465}


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
