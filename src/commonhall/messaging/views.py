"""The administrator's screen of messages: whether they leave, and what to decide. It names no recipient."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonhall.messaging import board, settling
from commonhall.staff import walls
from commonhall.staff.roles import Role
from commonhall.staff.walls import needs


@require_http_methods(["GET", "HEAD"])
@needs(Role.ADMINISTRATOR)
def outbox(request: HttpRequest) -> HttpResponse:
    """Whether the mail server answers, what waits, what is uncertain, and what was not sent."""
    return render(request, "messaging/outbox.html", {"board": board.now()})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.ADMINISTRATOR)
def settle(request: HttpRequest, message: UUID) -> HttpResponseBase:
    """Decide about a message that perhaps left. Only a form that is sent does it."""
    said = request.POST.get("was_sent")
    if said in {"yes", "no"}:
        if settling.decide(message, was_sent=said == "yes", by=walls.member(request)):
            messages.success(request, _("Noted."))
        else:
            messages.error(request, _("That message is not uncertain any more."))
    return redirect("messaging:outbox")
