"""What came in and waits for a person: the list names nobody, each opening is logged."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonhall.errors import Refused
from commonhall.messaging import held
from commonhall.messaging.models import Received
from commonhall.staff.roles import Role
from commonhall.staff.walls import member, needs


@require_http_methods(["GET", "HEAD"])
@needs(Role.CALL_TAKER)
def held_messages(request: HttpRequest) -> HttpResponse:
    """What waits, newest first, and why."""
    rows, count = held.waiting()
    return render(request, "messaging/held.html", {"rows": rows, "count": count})


@require_http_methods(["GET", "HEAD"])
@needs(Role.CALL_TAKER)
def message(request: HttpRequest, message: UUID) -> HttpResponseBase:
    """One message whole, whatever became of it."""
    try:
        opened = held.open_(message, by=member(request))
    except Received.DoesNotExist:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("received:held")
    return render(request, "messaging/message.html", {"opened": opened})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.CALL_TAKER)
def accept(request: HttpRequest, message: UUID) -> HttpResponseBase:
    """Join it to the request that was named. Only a form that is sent does it."""
    if request.method == "POST":
        try:
            held.accept(message, request.POST.get("reference", ""), by=member(request))
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("received:message", message)
        messages.success(request, _("It stands in the time line of the request."))
    return redirect("received:held")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.CALL_TAKER)
def put_aside(request: HttpRequest, message: UUID) -> HttpResponseBase:
    """Nobody needs it. Only a form that is sent does it."""
    if request.method == "POST":
        try:
            held.put_aside(message, by=member(request))
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Put aside. It is deleted in 30 days."))
    return redirect("received:held")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.CALL_TAKER)
def stop(request: HttpRequest, message: UUID) -> HttpResponseBase:
    """They ask us to stop. Only a form that is sent does it."""
    if request.method == "POST":
        try:
            held.stop(message, by=member(request))
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Nothing goes to that number any more."))
    return redirect("received:held")
