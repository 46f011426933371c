"""The public page of the policy, and the page on which the privacy officer sees what is wrong."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commonhall.policy import page
from commonhall.staff.roles import Role
from commonhall.staff.walls import needs


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Every promise beside its verdict and what that rests on."""
    return render(request, "policy/privacy.html", {"policy": page.read()})


@require_safe
@needs(Role.PRIVACY_OFFICER)
def evidence(request: HttpRequest) -> HttpResponseBase:
    """Which rows are wrong, and what is not looked at yet."""
    return render(request, "policy/evidence.html", {"policy": page.read()})
