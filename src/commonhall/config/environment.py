"""The settings an operator makes: one typed reader per environment variable, a sentence per mistake."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from commonhall.errors import Refused
from commonhall.messaging import gateways
from commonhall.messaging.gateways import Console, MailServer, TextGateway

_MAIL_ADDRESS = re.compile(
    r"[A-Za-z0-9_+-][A-Za-z0-9._+-]{0,62}[A-Za-z0-9_+-]@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*"
)
_LONGEST_LOCAL = 20  # RFC 5321, 4.5.3.1.1: 64 with the plus and the token of 43
PROJECT = Path(__file__).parents[3]


class BadSettings(Refused):
    """One line per variable that is missing or wrong, each with what to write instead."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


class _Wrong(ValueError):
    """What a variable should hold; the reader of the environment puts its name in front."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """One environment variable: its name without the prefix, what it means, and how it is read."""

    name: str
    meaning: str
    read: Callable[[str], Any]
    default: str | None = None
    required: bool = False

    @property
    def variable(self) -> str:
        return self.name if self.name == "DATABASE_URL" else f"COMMONHALL_{self.name}"


def _text(raw: str) -> str:
    return raw


def _path(raw: str) -> Path:
    return Path(raw).expanduser().resolve()


def _folder(raw: str) -> Path:
    path = _path(raw)
    if not path.is_dir():
        raise _Wrong("names a folder that is not there; write the path of a folder that exists")
    return path


def _file(raw: str) -> Path:
    path = _path(raw)
    if not path.is_file():
        raise _Wrong("names a file that is not there; `commonhall keys make FILE` makes a key file")
    return path


def _yes(raw: str) -> bool:
    if raw.lower() not in {"yes", "no"}:
        raise _Wrong("is neither yes nor no; write one of the two")
    return raw.lower() == "yes"


def _number(least: int, most: int) -> Callable[[str], int]:
    def read(raw: str) -> int:
        if not raw.isdecimal() or not least <= int(raw) <= most:
            raise _Wrong(f"is not a whole number from {least} to {most}; write one")
        return int(raw)

    return read


def _url(raw: str) -> str:
    parts = urlsplit(raw)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path.strip("/"):
        raise _Wrong("is not the address of a site; write it like https://311.example.gov")
    return raw.rstrip("/")


def _database(raw: str) -> dict[str, Any]:
    parts = urlsplit(raw)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise _Wrong(
            "is not the address of a PostgreSQL database; write it like postgresql://user:password@host/name"
        )
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": str(query.pop("port", None) or parts.port or ""),
        "OPTIONS": query,
    }


def _addresses(raw: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in raw.split(",") if part.strip())


def _networks(raw: str) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(map(ip_network, _addresses(raw)))
    except ValueError:
        raise _Wrong("is not a list of networks; write it like 10.20.0.0/16, 192.168.7.0/24") from None


def _mail_server(raw: str) -> MailServer:
    try:
        return gateways.read(raw)
    except ValueError:
        raise _Wrong(
            "is not the address of a mail server; write it like smtp://localhost:25 or "
            "smtps://user:password@mail.example.gov:465"
        ) from None


def _text_gateway(raw: str) -> TextGateway:
    try:
        return gateways.read_texts(raw)
    except ValueError:
        raise _Wrong(
            "is not the address of a provider of texts; write it like "
            "kannel+http://user:password@localhost:13013/?from=13115550100 or "
            "twilio://account:token@/?from=%2B13115550100"
        ) from None


def _mail_address(raw: str) -> str:
    if not _MAIL_ADDRESS.fullmatch(raw) or ".." in raw:
        raise _Wrong("is not an e-mail address; write it like 311@example.gov")
    return raw


def _secret(raw: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]{24,200}", raw):
        raise _Wrong("is not 24 to 200 letters, digits, - and _; `openssl rand -hex 24` makes some")
    return raw


def _replies(raw: str) -> str:
    """An address whose plus-addresses come to us, or a domain all of whose addresses do; in small letters."""
    if (
        not _MAIL_ADDRESS.fullmatch(raw if "@" in raw else f"answer@{raw}")
        or len(raw.rpartition("@")[0]) > _LONGEST_LOCAL
    ):
        raise _Wrong(
            "is neither an address nor a domain; write it like 311@example.gov, whose addresses 311+…@example.gov come to "
            "Commonhall, or like reply.example.gov"
        )
    return raw.lower()


SETTINGS = (
    Setting(name="HOME", meaning="Folder for all that Commonhall writes besides the database.", read=_path, default="./var"),
    Setting(name="DATABASE_URL", meaning="The database, as the application's login.", read=_database, required=True),
    Setting(name="OWNER_DATABASE_URL", meaning="The same database as its owner: for migrations, settle and erase alone; never given to `serve`.", read=_database),
    Setting(name="READONLY_DATABASE_URL", meaning="The same database as the login that may only read.", read=_database),
    Setting(name="KEYS", meaning="The key file. Keep it on another disk than the data; whoever holds both can read everything.", read=_file, required=True),
    Setting(name="CITY", meaning="Folder of the city's files (`city.toml` and its lists), as `commonhall setup` takes it.", read=_folder, required=True),
    Setting(name="URL", meaning="The address residents reach the site by.", read=_url, default="http://localhost:8000"),
    Setting(name="TRUSTED_PROXIES", meaning="Addresses of proxies whose `X-Forwarded-For` is believed, separated by commas.", read=_addresses, default=""),
    Setting(name="WEBHOOK_NETWORKS", meaning="Networks of the city's own that webhooks may reach, also by http, separated by commas; public addresses are reached by https alone.", read=_networks, default=""),
    Setting(name="EMAIL_URL", meaning="The mail server that takes what the city writes; without it no e-mail leaves.", read=_mail_server),
    Setting(name="EMAIL_FROM", meaning="The address that e-mails come from; by default `311` at the site’s host.", read=_mail_address, default=""),
    Setting(name="EMAIL_REPLIES", meaning="Where answers to e-mails come in: an address, whose plus-addresses are used, or a domain of its own; without it no answer is read.", read=_replies, default=""),
    Setting(name="EMAIL_CHECKED_BY", meaning="The mail server whose findings about a sender are believed, as it names itself in `Authentication-Results`; without it none are.", read=_text, default=""),
    Setting(name="EMAIL_HOOK_SECRET", meaning="The last part of the address `/hooks/mail/…` at which a mail provider hands in mail; without it there is none.", read=_secret, default=""),
    Setting(name="TEXT_URL", meaning="The provider that takes text messages: `kannel+http://…`, `twilio://…`, or `console://` in a demonstration; without it no text leaves.", read=_text_gateway),
    Setting(name="TEXT_HOOK_SECRET", meaning="The last part of the address `/hooks/texts/kannel/…/` at which Kannel hands in texts; without it none come in. Twilio signs its own.", read=_secret, default=""),
    Setting(name="WEB_PROCESSES", meaning="How many web processes `serve` runs.", read=_number(1, 64), default="1"),
    Setting(name="THREADS", meaning="How many threads each web process answers with.", read=_number(1, 64), default="4"),
    Setting(name="PHOTO_FOLDER", meaning="Folder for sealed photo files; by default `photos` in the home folder.", read=_path, default=""),
    Setting(name="POSTGRES_BIN", meaning="Folder with PostgreSQL's programs, for `demo`; by default those of the package, else the system's newest.", read=_folder),
    Setting(name="COOKIES_STRICT", meaning="Raise when a cookie is set that is not in the register (for tests); otherwise it is dropped and counted.", read=_yes, default="no"),
)  # fmt: skip

_WHERE_THINGS_LIE = {"HOME", "POSTGRES_BIN"}


def read(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Every setting by its name, typed. Unset optional ones are None.

    A variable may also be given as a file: `COMMONHALL_KEYS_FILE` names a file that holds the value.
    Raises BadSettings with one sentence for each variable that is missing or wrong.
    """
    values: dict[str, Any] = {}
    mistakes: list[str] = []
    for setting in SETTINGS:
        try:
            raw = _raw(setting, environ)
            values[setting.name] = setting.read(raw) if raw else None
        except _Wrong as wrong:
            mistakes.append(f"{setting.variable} {wrong}.")
    if mistakes:
        raise BadSettings(mistakes)
    return values


def texts_of(gateway: TextGateway | None, *, is_demonstration: bool) -> TextGateway | None:
    """The provider of texts, where this city may use it. Raises BadSettings."""
    if isinstance(gateway, Console) and not is_demonstration:
        said = "shows texts and numbers on the terminal, which is for a demonstration alone"
        raise BadSettings([f"COMMONHALL_TEXT_URL is console://; that {said}."])
    return gateway


def names_a_city(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether anything is set but where things lie: then these are a city's own settings, whole or not."""
    return any(
        environ.get(name)
        for setting in SETTINGS
        if setting.name not in _WHERE_THINGS_LIE
        for name in (setting.variable, f"{setting.variable}_FILE")
    )


def home(environ: Mapping[str, str] = os.environ) -> Path:
    """The home folder alone, whatever else is missing."""
    return _path(_raw(_named("HOME"), environ))


def city(environ: Mapping[str, str] = os.environ) -> Path | None:
    """The folder of the city that is served, as far as one is named."""
    setting = replace(_named("CITY"), required=False)
    return _path(raw) if (raw := _raw(setting, environ)) else None


def _named(name: str) -> Setting:
    (setting,) = (setting for setting in SETTINGS if setting.name == name)
    return setting


def _raw(setting: Setting, environ: Mapping[str, str]) -> str:
    if named := environ.get(f"{setting.variable}_FILE"):
        try:
            return Path(named).read_text().strip()
        except OSError:
            raise _Wrong(
                f"_FILE names {named}, which cannot be read; check the path and its permissions"
            ) from None
    raw = environ.get(setting.variable, setting.default or "")
    if setting.required and not raw:
        raise _Wrong(
            f"is not set; it is needed: {setting.meaning[0].lower()}{setting.meaning[1:].rstrip('.')}"
        )
    return raw
