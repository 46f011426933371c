"""The screens of opened exports: one person asks, another approves, and both offices see what came of it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonhall.errors import Refused
from commonhall.operations.export import approvals, deeds
from commonhall.operations.export.deeds import Export, State
from commonhall.operations.export.forms import AskForm
from commonhall.staff.roles import ASKS_FOR_EXPORTS
from commonhall.staff.walls import member, needs, sign_in_again

_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(_METHODS)
@needs(*ASKS_FOR_EXPORTS)
def exports(request: HttpRequest) -> HttpResponseBase:
    """All opened exports, newest first, and where none is open the form of a new one, for who signed in just now."""
    if request.method == "POST" and (away := sign_in_again(request, "exports:exports")) is not None:
        return away
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = approvals.ask(form.cleaned_data["basis"], form.cleaned_data["reason"], by=member(request))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            said = _("Export %(number)d is asked for. Somebody else has to approve it.")
            messages.success(request, said % {"number": asked.number})
            return redirect("exports:export", asked.number)
    now = timezone.now()
    listed = [(each, each.state(now)) for each in deeds.newest()]
    page = {
        "form": form,
        "exports": listed,
        "open": next((each for each, _state in listed if each.is_open(now)), None),
    }
    return render(request, "operations/exports.html", page, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD"])
@needs(*ASKS_FOR_EXPORTS)
def export(request: HttpRequest, number: int) -> HttpResponse:
    """One opened export: what it is for, each step, and what this member may do with it."""
    found = _found(number)
    state = found.state(timezone.now())
    page = {
        "export": found,
        "state": state,
        "is_waiting": state is State.WAITING,
        "is_approved": state is State.APPROVED,
        "is_own": found.asked_by == member(request),
        "may_approve": state is State.WAITING and approvals.may_approve(found, member(request)),
    }
    return render(request, "operations/export.html", page)


@require_http_methods(_METHODS)
@needs(*ASKS_FOR_EXPORTS)
def approve(request: HttpRequest, number: int) -> HttpResponseBase:
    """Approve it, by somebody else than who asked, who signed in just now. Only a form that is sent does it."""
    found = _found(number)
    if request.method == "POST":
        if (away := sign_in_again(request, "exports:exports")) is not None:
            return away
        try:
            approvals.approve(found.number, by=member(request))
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Export %(number)d is approved.") % {"number": found.number})
    return redirect("exports:export", found.number)


@require_http_methods(_METHODS)
@needs(*ASKS_FOR_EXPORTS)
def refuse(request: HttpRequest, number: int) -> HttpResponseBase:
    """Refuse it or take it back. Only a form that is sent does it."""
    found = _found(number)
    if request.method == "POST":
        try:
            approvals.refuse(found.number, by=member(request))
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Export %(number)d is refused.") % {"number": found.number})
    return redirect("exports:export", found.number)


def _found(number: int) -> Export:
    found = deeds.of(number) if number < 2**31 else None
    if found is None:
        raise Http404
    return found
