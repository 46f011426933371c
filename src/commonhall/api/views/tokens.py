"""The screen of one's tokens; administrators see those of everybody, and can end them."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonhall.api import tokens as register
from commonhall.api.forms import TokenForm
from commonhall.api.models import Token
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from commonhall.staff.walls import member, needs, sign_in_again
from commonhall.web.requests import unlogged

_MOST = 200


@unlogged
@require_http_methods(["GET", "HEAD", "POST"])
@needs()
def tokens(request: HttpRequest) -> HttpResponseBase:
    """The tokens, newest first; a new one is shown once, in the answer to the form that makes it.

    It is made only by who signed in just now.
    """
    if request.method == "POST" and (away := sign_in_again(request, "tokens:tokens")) is not None:
        return away
    form, who = TokenForm(request.POST or None), member(request)
    page: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        page["secret"] = register.make(who, given["name"], days=given["days"])
        page["made_for"], page["form"] = given["name"], TokenForm()
    rows = _visible_to(who).select_related("member", "ended_by").order_by("-made_on", "name", "pk")[:_MOST]
    page["tokens"] = [(row, register.is_in_use(row)) for row in rows]
    return render(request, "api/tokens.html", page, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs()
def end(request: HttpRequest, token: UUID) -> HttpResponseBase:
    """Let a token work no more. Only a form that is sent does it; a link to its address leads to the list."""
    if request.method == "POST":
        found = get_object_or_404(_visible_to(member(request)), pk=token)
        register.end(found.pk, by=member(request))
        messages.success(request, _("The token %(name)s works no more.") % {"name": found.name})
    return redirect("tokens:tokens")


def _visible_to(who: Member) -> "QuerySet[Token]":
    return Token.objects.all() if who.role == Role.ADMINISTRATOR else Token.objects.filter(member=who)
