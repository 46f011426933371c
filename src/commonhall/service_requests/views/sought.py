"""The words a member searches for, kept sealed in their session from one page to the next.

An address names them by a random id, so that none of them stands in one: a page of results can be loaded again, gone
back to, and narrowed by its links. They go with the session.
"""

import secrets
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from commonhall.service_requests import word_search
from commonhall.service_requests.views import session_seal

LONGEST = 200
_MOST = 5  # searches kept: a member may have some windows open
_KEY = "sought"


@dataclass(frozen=True, kw_only=True, slots=True)
class Search:
    """A search for words: the id it has in addresses, what was typed, and why nothing can be found by it."""

    name: str = ""
    typed: str = ""
    refusal: str = ""
    longest: int = LONGEST


def keep(request: HttpRequest, typed: str) -> str:
    """Keep what was typed; returns the id that an address may hold."""
    name = secrets.token_urlsafe(6)
    kept = [*_kept(request), [name, session_seal.seal(typed[:LONGEST], context=_context(name))]]
    request.session[_KEY] = kept[-_MOST:]
    return name


def read(request: HttpRequest) -> Search:
    """The search that the address names; where it is not kept any more, that is said."""
    name = request.GET.get("sought", "")
    if not name:
        return Search()
    typed = _typed(request, name)
    if not typed:
        return Search(refusal=_("What you looked for is not kept any more. Type it again."))
    if word_search.sought(typed):
        return Search(name=name, typed=typed)
    too_short = _("Type a word of at least %(count)d letters.") % {"count": word_search.SHORTEST}
    return Search(name=name, typed=typed, refusal=too_short)


def _typed(request: HttpRequest, name: str) -> str:
    for each, sealed in _kept(request):
        if each == name:
            return session_seal.unseal(sealed, context=_context(name))
    return ""


def _kept(request: HttpRequest) -> list[list[str]]:
    kept: list[list[str]] = request.session.get(_KEY, [])
    return kept


def _context(name: str) -> str:
    return f"service_requests.sought:{name}"
