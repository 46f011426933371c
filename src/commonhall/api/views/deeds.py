"""What is done with a request: by the same forms and the same functions as on its page."""

from collections.abc import Callable

from django.http import HttpRequest
from ninja import Router

from commonhall.api import shapes
from commonhall.api.bearer import Bearer, member
from commonhall.api.problems import ANSWERS
from commonhall.api.views import requests
from commonhall.service_requests import doing, telling, work
from commonhall.service_requests.deed_forms import NoteForm, StateForm
from commonhall.service_requests.deeds import Assign, Deed, NoteInternally, WorksElsewhere
from commonhall.service_requests.views import case
from commonhall.staff.models import Member
from commonhall.staff.roles import RELEASES_WORDS, SEES_REQUESTS

ANSWER = {200: shapes.Request, **ANSWERS}
router = Router(tags=["deeds"], auth=Bearer(*SEES_REQUESTS))


@router.post("/{reference}/notes", response=ANSWER)
def note(request: HttpRequest, reference: str, sent: shapes.Note) -> shapes.Request:
    """A note: for staff alone, sealed, or for everyone."""
    form = NoteForm({"note": sent.note})
    written = str(form.cleaned()["note"])
    return _do(request, reference, sent, form.deed() if sent.is_public else NoteInternally(note=written))


@router.post("/{reference}/assign", response=ANSWER)
def assign(request: HttpRequest, reference: str, sent: shapes.Assignment) -> shapes.Request:
    """Give it to somebody of its department: one of its colleagues."""
    to = Member.objects.filter(pk=sent.to).first()
    if to is None:
        raise WorksElsewhere
    return _do(request, reference, sent, Assign(to=to))


@router.post("/{reference}/state", response=ANSWER)
def change_state(request: HttpRequest, reference: str, sent: shapes.Change) -> shapes.Request:
    """Change its state. Closing needs how it ended, and a sentence that everyone may read."""
    typed = {"closed_reason": sent.closed_reason or "", "public_note": sent.public_note}
    form = StateForm({"state": sent.state, **typed})
    form.cleaned()
    return _do(request, reference, sent, form.deed())


@router.post("/{reference}/release", response=ANSWER, auth=Bearer(*RELEASES_WORDS))
def release(request: HttpRequest, reference: str, sent: shapes.Release) -> shapes.Request:
    """Let everyone read the words as they are sent; without any they are taken back."""
    told = str(NoteForm({"note": sent.words}).cleaned()["note"]) if sent.words.strip() else ""
    return _done(request, reference, sent, lambda pk, by: work.release(pk, told, by=by))


def _do(request: HttpRequest, reference: str, sent: shapes.Deed, deed: Deed) -> shapes.Request:
    return _done(request, reference, sent, lambda pk, by: telling.do(pk, deed, by=by))


def _done(
    request: HttpRequest, reference: str, sent: shapes.Deed, deed: Callable[..., None]
) -> shapes.Request:
    by = member(request)
    found = case.request_for(by, reference)
    doing.done(found.pk, lambda who: deed(found.pk, who), seen=sent.seen, by=by)
    return requests.shown(reference, by)
