"""The pages of this site as a visitor gets them, for controls: asked through every middleware, by nobody.

Controls look at what leaves, not at what the program means to send.
"""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote, urlencode, urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http.response import HttpResponseBase
from django.urls import LocalePrefixPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern
from django.utils import translation

from commonhall.web.requests import ASKED_BY_OURSELVES


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """An answer: its path, status, headers, the names of the cookies it sets, and its text if it is HTML.

    `leads_to`: where it sends its reader on; empty where it does not.
    """

    path: str
    status: int
    security_policy: str
    cookies: frozenset[str]
    html: str
    leads_to: str = ""


def every() -> Iterator[Page]:
    """Each page whose address has no parameter, in each language. Bounded by the program, not by the data."""
    for path in sorted(_paths()):
        yield ask(path)


def host() -> str:
    """The host this site is reached by, with its port where it has one."""
    return str(urlsplit(settings.SITE_URL).netloc)


def ask(path: str) -> Page:
    """The answer to a GET of `path` by a visitor without a cookie."""
    return _answer(path, {"REQUEST_METHOD": "GET"}, b"")


def send(path: str, fields: Mapping[str, str]) -> Page:
    """The answer to a form that a visitor without a cookie sends from our own page."""
    body = urlencode(fields).encode()
    posted = {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_SEC_FETCH_SITE": "same-origin",
    }
    return _answer(path, posted, body)


def _answer(path: str, asked: Mapping[str, str], body: bytes) -> Page:
    site = urlsplit(settings.SITE_URL)
    plain, _mark, query = path.partition("?")
    environ = {
        "PATH_INFO": unquote(plain).encode().decode("latin-1"),  # as WSGI has it (PEP 3333)
        "QUERY_STRING": query,
        "SERVER_NAME": site.hostname or "",
        "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
        "HTTP_HOST": site.netloc,
        "wsgi.url_scheme": site.scheme,
        "wsgi.input": io.BytesIO(body),
        ASKED_BY_OURSELVES: True,
        **asked,
    }
    with translation.override(translation.get_language()):  # the page sets its own and leaves it behind
        response = _site().get_response(WSGIRequest(environ))
    return Page(
        path=path,
        status=response.status_code,
        security_policy=response.headers.get("Content-Security-Policy", ""),
        cookies=frozenset(response.cookies),
        html=_html(response),
        leads_to=response.headers.get("Location", ""),
    )


@cache
def _site() -> BaseHandler:
    """Made once: each would read the list of all static files anew."""
    handler = BaseHandler()
    handler.load_middleware()
    return handler


def _html(response: HttpResponseBase) -> str:
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    content = getattr(response, "content", b"")
    return content.decode(response.charset) if is_html else ""


def _paths() -> set[str]:
    paths: set[str] = set()
    for language, _ in settings.LANGUAGES:
        with translation.override(language):
            paths.update(_below(get_resolver(), "/"))
    return paths


def _below(resolver: URLResolver, before: str) -> Iterator[str]:
    for entry in resolver.url_patterns:
        match entry.pattern:
            case LocalePrefixPattern():
                path = before + entry.pattern.language_prefix
            case RoutePattern() if not entry.pattern.converters:
                path = before + str(entry.pattern)
            case _:
                continue
        if isinstance(entry, URLResolver):
            yield from _below(entry, path)
        else:
            yield path
