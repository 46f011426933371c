"""The administrator's screen of keys: who may report through Open311, how often, and until when."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonhall.open311 import keys as register
from commonhall.open311.forms import KeyForm
from commonhall.open311.models import Key
from commonhall.staff.roles import Role
from commonhall.staff.walls import member, needs, sign_in_again

_MOST = 200


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.ADMINISTRATOR)
def keys(request: HttpRequest) -> HttpResponseBase:
    """All keys, those in use first; a new one is shown once, in the answer to the form that makes it.

    It is made only by who signed in just now.
    """
    if request.method == "POST" and (away := sign_in_again(request, "open311:keys")) is not None:
        return away
    form = KeyForm(request.POST or None)
    page: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        page["secret"] = register.make(given["name"], most_an_hour=given["most_an_hour"], by=member(request))
        page["made_for"], page["form"] = given["name"], KeyForm()
    in_order = Key.objects.select_related("made_by", "ended_by").order_by("-ended_on", "name", "pk")
    page["keys"] = in_order[:_MOST]
    return render(request, "open311/keys.html", page, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.ADMINISTRATOR)
def end(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Let a key work no more. Only a form that is sent does it; a link to its address leads to the list."""
    if request.method == "POST":
        found = get_object_or_404(Key, pk=key)
        register.end(found.pk, by=member(request))
        messages.success(request, _("The key of %(name)s works no more.") % {"name": found.name})
    return redirect("open311:keys")
