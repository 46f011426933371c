"""The administrator's screens of webhooks: who is told, what, and whether it arrived."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from commonhall.staff.roles import Role
from commonhall.staff.walls import member, needs, sign_in_again
from commonhall.webhooks import endpoints as register
from commonhall.webhooks.forms import EndpointForm, SinceForm
from commonhall.webhooks.models import Delivery, Endpoint

_MOST = 200
_METHODS = ["GET", "HEAD", "POST"]
_STATES = {
    f"{state}_count": Count("deliveries", filter=Q(deliveries__state=state)) for state in Delivery.State
}


@require_http_methods(_METHODS)
@needs(Role.ADMINISTRATOR)
def endpoints(request: HttpRequest) -> HttpResponseBase:
    """All endpoints, those in use first; a new one's secret is shown once, in the answer to the form that makes it.

    It is made only by who signed in just now.
    """
    form = EndpointForm(request.POST if request.method == "POST" else None)
    page: dict[str, object] = {"form": form}
    if request.method == "POST" and (away := sign_in_again(request, "webhooks:endpoints")) is not None:
        return away
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made, secret = register.make(
            given["name"],
            given["url"],
            tells_received=given["received"],
            tells_changed=given["changed"],
            by=member(request),
        )
        page |= {"made": made, "secret": secret, "form": EndpointForm()}
    page["endpoints"] = Endpoint.objects.annotate(**_STATES).order_by("-ended_on", "name", "pk")[:_MOST]
    return render(request, "webhooks/endpoints.html", page, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD"])
@needs(Role.ADMINISTRATOR)
def endpoint(request: HttpRequest, endpoint: UUID) -> HttpResponse:
    """One endpoint: what it is told, and what became of the newest messages."""
    return _one(request, get_object_or_404(Endpoint, pk=endpoint))


@require_http_methods(_METHODS)
@needs(Role.ADMINISTRATOR)
def renew(request: HttpRequest, endpoint: UUID) -> HttpResponseBase:
    """Another secret, by who signed in just now. Only a form that is sent does it."""
    found = get_object_or_404(Endpoint, pk=endpoint, ended_on=None)
    if request.method != "POST":
        return redirect("webhooks:endpoint", found.pk)
    if (away := sign_in_again(request, "webhooks:endpoints")) is not None:
        return away
    return _one(request, found, {"secret": register.renew_secret(found)})


@require_http_methods(_METHODS)
@needs(Role.ADMINISTRATOR)
def end(request: HttpRequest, endpoint: UUID) -> HttpResponseBase:
    """Tell it nothing more. Only a form that is sent does it."""
    found = get_object_or_404(Endpoint, pk=endpoint)
    if request.method == "POST":
        register.end(found.pk, by=member(request))
        messages.success(request, _("%(name)s is told nothing more.") % {"name": found.name})
    return redirect("webhooks:endpoint", found.pk)


@require_http_methods(_METHODS)
@needs(Role.ADMINISTRATOR)
def again(request: HttpRequest, endpoint: UUID) -> HttpResponseBase:
    """Send again: one message, all that were given up, or all since a day."""
    found = get_object_or_404(Endpoint, pk=endpoint, ended_on=None)
    if request.method != "POST":
        return redirect("webhooks:endpoint", found.pk)
    wanted, form = found.deliveries.filter(state=Delivery.State.FAILED), None
    if one := request.POST.get("one"):
        wanted = found.deliveries.filter(pk__in=[one] if _is_id(one) else [])
    elif "since" in request.POST:
        form = SinceForm(request.POST)
        if not form.is_valid():
            return _one(request, found, {"since": form}, status=422)
        wanted = register.told_since(found, form.cleaned_data["since"])
    count = register.send_again(wanted)
    said = ngettext("One message is sent again.", "%(count)d messages are sent again.", count)
    messages.success(request, said % {"count": count})
    return redirect("webhooks:endpoint", found.pk)


def _one(
    request: HttpRequest, found: Endpoint, more: dict[str, object] | None = None, status: int = 200
) -> HttpResponse:
    deliveries = found.deliveries.select_related("request", "event").order_by("-due_at", "id")[:_MOST]
    counts = dict(found.deliveries.values_list("state").annotate(Count("pk")))
    page = {
        "endpoint": found,
        "deliveries": deliveries,
        "counts": [(state.label, counts.get(state.value, 0)) for state in Delivery.State],
        "has_failed": bool(counts.get(Delivery.State.FAILED)),
        "since": SinceForm(),
        **(more or {}),
    }
    return render(request, "webhooks/endpoint.html", page, status=status)


def _is_id(said: str) -> bool:
    try:
        UUID(said)
    except ValueError:
        return False
    return True
