"""Who may open a page: every staff view names its roles."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from commonhall.staff import again, departures, doors, presence
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from commonhall.web.requests import READING, private_page

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def needs[**P](*roles: Role) -> Callable[[View[P]], View[P]]:
    """Only members with one of these roles come in; without a role named, every member does.

    Who is not signed in, or was away too long, is sent to sign in; who has no second proof yet, to set one up; who
    has another role reads so (403). The page is never cached.
    """

    def wall(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if (stopped := _stopped(request)) is not None:
                return stopped
            if not doors.opens_every_page(request):
                return redirect("staff:second-factor")
            if roles and member(request).role not in roles:
                raise PermissionDenied(
                    _("This page is for other roles than yours. Ask your supervisor who can open it.")
                )
            return view(request, *args, **kwargs)

        return private_page(guarded)  # type: ignore[arg-type]  # mypy does not unwrap functools.wraps

    return wall


def needs_a_password[**P](view: View[P]) -> View[P]:
    """Also who has no second proof yet comes in: for the pages on which one is set up."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return _stopped(request) or view(request, *args, **kwargs)

    return private_page(guarded)  # type: ignore[arg-type]  # as above


def sign_in_again(request: HttpRequest, page: str) -> HttpResponseBase | None:
    """Where who came long ago has to go first, to be led back to the page of that name; None for who came just now.

    For what lets somebody in: who found a screen that was left alone could else make a way in of their own. Who came
    by a link of the demo has nothing to sign in with again, and is let through.
    """
    came_just_now = presence.is_fresh(request) or not doors.can_be_used_again(request)
    if came_just_now and doors.opens_every_page(request):
        return None
    departures.leave(request)
    return redirect(f"{reverse('staff:sign-in')}?{urlencode({'next': reverse(page)})}")


def member(request: HttpRequest) -> Member:
    """Who is signed in; only behind a wall."""
    assert isinstance(request.user, Member)
    return request.user


def _stopped(request: HttpRequest) -> HttpResponseBase | None:
    if not request.user.is_authenticated:
        return redirect_to_login(_way_back(request))
    if (ended := presence.over(request)) is not None:
        return again.after(request, member(request), ended)
    presence.note(request)
    return None


def _way_back(request: HttpRequest) -> str:
    """Where one goes on after signing in: to the page one wanted to read; what was sent has to be sent again."""
    return request.get_full_path() if request.method in READING else reverse("staff:home")
