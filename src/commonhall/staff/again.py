"""Signing in again after a session ended: one comes back to the page one was on, and what was typed is kept."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from commonhall.staff import departures, kept_forms
from commonhall.staff.forms import SignInForm
from commonhall.staff.models import Member
from commonhall.staff.presence import Ended
from commonhall.web.requests import READING


def after(request: HttpRequest, member: Member, ended: Ended) -> HttpResponseBase:
    """End the session and lead to signing in. A form that came too late waits, sealed, in the sign-in form.

    What a script asks for in the background is answered 401: the page stays as it is, with what is typed in it.
    """
    kept = kept_forms.keep(request, member)
    departures.leave(request)
    if request.headers.get("HX-Request") or request.headers.get("Sec-Fetch-Dest") == "empty":
        return HttpResponse(said(ended, has_kept=False), status=401, content_type="text/plain")
    if request.method in READING:
        query = urlencode({"next": request.get_full_path(), "ended": ended.value})
        return redirect(f"{reverse('staff:sign-in')}?{query}")
    page = {"form": SignInForm(request=request), "kept": kept, "ended": said(ended, has_kept=bool(kept))}
    return render(request, "staff/sign_in.html", page)


def said(ended: Ended, *, has_kept: bool) -> str:
    """Why one has to sign in again, and what became of what one typed."""
    away = _("You were away for 30 minutes.") if ended is Ended.IDLE else _("You were signed in for 8 hours.")
    then = _("What you typed is kept here. Sign in again.") if has_kept else _("Sign in again.")
    return f"{away} {then}"


def go_on(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Where a member goes who has just signed in: to what they had typed, to the page they wanted, or home."""
    if kept := kept_forms.of(member, request.POST.get("kept", "")):
        return render(request, "staff/go_on.html", {"kept": kept})
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return redirect(wanted if safe else reverse("staff:home"))
