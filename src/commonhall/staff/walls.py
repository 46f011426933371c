"""Who may open a page: every staff view names its roles."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from commonhall.web.requests import READING

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def needs[**P](*roles: Role) -> Callable[[View[P]], View[P]]:
    """Only members with one of these roles come in; without a role named, every member does.

    Who is not signed in is sent to sign in; who has another role reads so (403). The page is never cached.
    """

    def wall(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(_way_back(request))
            if roles and member(request).role not in roles:
                raise PermissionDenied(
                    _("This page is for other roles than yours. Ask your supervisor who can open it.")
                )
            response = view(request, *args, **kwargs)
            response.headers["Cache-Control"] = "no-store"
            return response

        return guarded  # type: ignore[return-value]  # mypy does not unwrap functools.wraps

    return wall


def _way_back(request: HttpRequest) -> str:
    """Where one goes on after signing in: to the page one wanted to read; what was sent has to be sent again."""
    return request.get_full_path() if request.method in READING else reverse("staff:home")


def member(request: HttpRequest) -> Member:
    """Who is signed in; only behind a wall."""
    assert isinstance(request.user, Member)
    return request.user
