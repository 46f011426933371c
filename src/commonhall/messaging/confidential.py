"""The pages of this site that ask for confidential data: rooms sign them in, and no unsolicited message leads there."""

import re
import socket
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.functional import Promise as LazyText

from commonhall.web import own_pages

MOST_STEPS = 5  # of links that lead on
_TAKEN_OUT = re.compile(r"[\t\n\r]")
_SCHEME = re.compile(r"(https?):/*", re.IGNORECASE)
_DOT = re.compile("%2e", re.IGNORECASE)
_SLASHES = re.compile("/{2,}")
_FULL_STOPS = str.maketrans("。．｡", "...")


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A page, by the name of its address, and what it is called."""

    url_name: str
    title: str | LazyText


_pages: dict[str, Page] = {}


def register(page: Page) -> None:
    """Sign in a page that asks for confidential data."""
    _pages[page.url_name] = page


def reached_by(link: str) -> Page | None:
    """The confidential page that a link opens in the end, by whatever redirects of ours; None where there is none.

    A link that leads in a circle, or on and on, counts as leading nowhere: it opens no page.
    """
    address = link
    for _step in range(MOST_STEPS):
        path = _own_path(address)
        if path is None:
            return None
        if page := _page_at(path):
            return page
        further = own_pages.ask(path).leads_to
        if not further:
            return None
        address = urljoin(f"{settings.SITE_URL}{path}", further)
    return None


def registered() -> tuple[Page, ...]:
    """Every page that was signed in."""
    return tuple(_pages.values())


def is_ours(host: str) -> bool:
    """Whether this site answers under that name, as it is written in a link."""
    ours = {urlsplit(settings.SITE_URL).hostname, *settings.ALLOWED_HOSTS}
    return _host(host) in ours


def _host(written: str) -> str:
    """A host as it is looked up (UTS 46): signs that are not seen are nothing, and 127.1 is an address."""
    seen = "".join(sign for sign in written if unicodedata.category(sign) != "Cf")
    host = unicodedata.normalize("NFKC", seen).translate(_FULL_STOPS).lower().rstrip(".")
    try:
        return socket.inet_ntoa(socket.inet_aton(host)) if host[:1].isdigit() else host
    except OSError:
        return host


def _path(written: str) -> str:
    """A path as it is asked for (WHATWG URL): without . and .. and doubled slashes."""
    return urljoin("http://host/", _SLASHES.sub("/", _DOT.sub(".", written)) or "/").removeprefix(
        "http://host"
    )


def _own_path(address: str) -> str | None:
    written = _TAKEN_OUT.sub("", address).strip().replace("\\", "/")  # as browsers read it
    written = _SCHEME.sub(r"\1://", written, count=1) if _SCHEME.match(written) else written
    if written.startswith("/") and not written.startswith("//"):
        written = f"{settings.SITE_URL}{written}"
    try:
        parts = urlsplit(written if "//" in written else f"//{written}")
        host = unquote(parts.hostname or "")
    except ValueError:  # no address that a browser would open
        return None
    if parts.scheme not in {"", "http", "https"} or not is_ours(host):
        return None
    return f"{_path(parts.path)}{f'?{parts.query}' if parts.query else ''}"


def _page_at(path: str) -> Page | None:
    """Addresses begin with their language, and are known in that one alone."""
    plain = unquote(urlsplit(path).path)
    language = translation.get_language_from_path(plain) or settings.LANGUAGE_CODE
    with translation.override(language):
        try:
            return _pages.get(resolve(plain).view_name)
        except Resolver404:
            return None
