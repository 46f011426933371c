"""The pages of this site that ask for confidential data: rooms sign them in, and no unsolicited message leads there."""

import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.functional import Promise as LazyText

from commonhall.web import own_pages

MOST_STEPS = 5  # of links that lead on


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
    return unicodedata.normalize("NFKC", host).lower().rstrip(".") in ours


def _own_path(address: str) -> str | None:
    written = address.replace("\\", "/")  # as browsers read it
    if written.startswith("/") and not written.startswith("//"):
        written = f"{settings.SITE_URL}{written}"
    try:
        parts = urlsplit(written if "//" in written else f"//{written}")
        host = unquote(parts.hostname or "")
    except ValueError:  # no address that a browser would open
        return None
    if parts.scheme not in {"", "http", "https"} or not is_ours(host):
        return None
    return f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"


def _page_at(path: str) -> Page | None:
    """Addresses begin with their language, and are known in that one alone."""
    plain = unquote(urlsplit(path).path)
    language = translation.get_language_from_path(plain) or settings.LANGUAGE_CODE
    with translation.override(language):
        try:
            return _pages.get(resolve(plain).view_name)
        except Resolver404:
            return None
