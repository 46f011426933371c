"""The offer to take back what a member did last, kept in their session until they take it or do something else.

Which requests they were is sealed there, as what is said of them is not: that names none.
"""

import json
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from commonhall.service_requests import undoing
from commonhall.service_requests.undoing import Before
from commonhall.service_requests.views import session_seal
from commonhall.staff import walls
from commonhall.staff.roles import SEES_REQUESTS
from commonhall.staff.walls import needs

_KEY = "undo"


def offer(request: HttpRequest, said: str, before: Sequence[Before]) -> None:
    """Offer it on the pages of the queue, beside what was `said` about the deed."""
    written = json.dumps([each.kept() for each in before])
    request.session[_KEY] = {"said": said, "before": session_seal.seal(written, context=_context(request))}


def offered(request: HttpRequest) -> str:
    """What can be taken back, in words; empty for nothing."""
    return str(request.session.get(_KEY, {}).get("said", ""))


def withdraw(request: HttpRequest) -> None:
    """Offer nothing any more: something else was done since."""
    request.session.pop(_KEY, None)


@require_POST
@needs(*SEES_REQUESTS)
def take_back(request: HttpRequest) -> HttpResponse:
    """Take it back where that is possible, and say for how many it was not."""
    before = _before(request)
    done = undoing.take_back(before, by=walls.member(request))
    if done:
        said = ngettext("%(count)d request is as it was.", "%(count)d requests are as they were.", done)
        messages.success(request, said % {"count": done})
    if left := len(before) - done:
        said = ngettext(
            "%(count)d request was changed since, and is left as it is.",
            "%(count)d requests were changed since, and are left as they are.",
            left,
        )
        messages.warning(request, said % {"count": left})
    elif not before:
        messages.warning(request, _("There is nothing to take back."))
    return redirect("service_requests:queue")


def _before(request: HttpRequest) -> list[Before]:
    """How they stood; each is told once."""
    kept: dict[str, str] = request.session.pop(_KEY, {})
    written = session_seal.unseal(kept.get("before", ""), context=_context(request))
    return [Before(**each) for each in json.loads(written or "[]")]


def _context(request: HttpRequest) -> str:
    return f"service_requests.undo:{walls.member(request).pk}"
