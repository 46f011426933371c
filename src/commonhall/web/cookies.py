"""The register of cookies: each one this site may set, published at `/cookies/`. Another one does not leave.

Beside it the register of what a script of ours may keep in a browser, published there too.

Pages without sign-in set none at all: what tells one browser from another is a visitor's number.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError
from django.db.models import F
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from commonhall.web.models import RefusedCookie

_log = logging.getLogger(__name__)


class UnregisteredCookie(Exception):
    """A page set a cookie that is not in the register. Register it with its purpose, or do without it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cookie:
    """A cookie as visitors read about it. `lifetime` is in words, as long as the browser keeps it."""

    name: str
    purpose: str | LazyText
    lifetime: str | LazyText
    set_by: str | LazyText


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """What a page keeps in the browser itself, and never sends by itself. `name`: of the entry, as scripts write it."""

    name: str
    purpose: str | LazyText
    lifetime: str | LazyText


_register: dict[str, Cookie] = {}
_kept: dict[str, Kept] = {}


def register(cookie: Cookie) -> None:
    """Allow a cookie and publish it. Raises ValueError when one of that name is registered already."""
    if cookie.name in _register:
        raise ValueError(f"The cookie {cookie.name} is registered twice")
    _register[cookie.name] = cookie


def registered() -> tuple[Cookie, ...]:
    """Every cookie of the register, by name."""
    return tuple(_register[name] for name in sorted(_register))


def register_kept(kept: Kept) -> None:
    """Publish what a page keeps in the browser. Raises ValueError when one of that name is registered already."""
    if kept.name in _kept:
        raise ValueError(f"{kept.name} is registered twice")
    _kept[kept.name] = kept


def kept_in_browsers() -> tuple[Kept, ...]:
    """Everything of that register, by name."""
    return tuple(_kept[name] for name in sorted(_kept))


class OnlyRegisteredCookies:
    """Middleware, outside all that set cookies: what is not in the register is dropped and counted.

    With `settings.COOKIES_STRICT` (in tests) it raises UnregisteredCookie instead.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._answer = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._answer(request)
        for name in [name for name in response.cookies if name not in _register]:
            if settings.COOKIES_STRICT:
                raise UnregisteredCookie(name)
            del response.cookies[name]
            _count(name)
        return response


def _count(name: str) -> None:
    """One more refused today. A database that is down does not keep the page from its reader."""
    name = name[: RefusedCookie.LONGEST_NAME]
    _log.warning("cookie refused", extra={"cookie": name})
    today = timezone.localdate()
    try:
        RefusedCookie.objects.bulk_create([RefusedCookie(name=name, day=today)], ignore_conflicts=True)
        RefusedCookie.objects.filter(name=name, day=today).update(count=F("count") + 1)
    except DatabaseError:
        _log.exception("refused cookie not counted")


register(
    Cookie(
        name=settings.SESSION_COOKIE_NAME,
        purpose=_("Keeps a staff member signed in. Pages for residents do not set it."),
        lifetime=_("Until the browser is closed or not used for 30 minutes, 8 hours at the most"),
        set_by=_("This site"),
    )
)
