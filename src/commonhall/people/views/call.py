"""Choosing why one looks, once per call, and ending the call."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonhall.people import look_sessions
from commonhall.people.forms import ReasonForm
from commonhall.people.reasons import Reason
from commonhall.people.sight import SEARCHES
from commonhall.staff import walls
from commonhall.staff.walls import needs


@needs(*SEARCHES)
def begin(request: HttpRequest) -> HttpResponseBase:
    """Ask for the reason; with one the session runs, and one goes on to where one was."""
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            look_sessions.begin(walls.member(request), Reason(given["reason"]), reference=given["reference"])
            return redirect(_next(request))
        except look_sessions.NoSuchRequest as refusal:
            form.add_error("reference", str(refusal))
    running = look_sessions.running(walls.member(request))
    page = {"form": form, "running": running, "next": _next(request)}
    return render(request, "people/call.html", page, status=422 if form.errors else 200)


@require_POST
@needs(*SEARCHES)
def end(request: HttpRequest) -> HttpResponseBase:
    """End the call: what was sought is in the log, and the next look needs a reason again."""
    look_sessions.end(walls.member(request))
    messages.success(request, _("The call is ended. The next look needs a reason again."))
    return redirect(_next(request))


def _next(request: HttpRequest) -> str:
    """Where one goes on: an address of ours that the form names, else this page."""
    wanted = request.POST.get("next", "") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if is_ours else reverse("people:call")
