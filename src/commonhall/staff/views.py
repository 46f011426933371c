"""Signing in, signing out, and where a member starts."""

from django.contrib.auth import login, logout
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from commonhall.staff import departures, homes, sign_in_links
from commonhall.staff.forms import NewPasswordForm, SignInForm
from commonhall.staff.models import Member
from commonhall.staff.walls import member, needs
from commonhall.web.requests import private_page, unlogged
from commonhall.web.throttles import Limit, throttled

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# A whole office has one address: what it may send together, and what it may guess about one account.
_sign_ins = Limit(purpose="sign-in", most=200, seconds=300, methods=("POST",))
_guesses = Limit(purpose="guess", most=20, seconds=300, methods=("POST",), field="login")
_demo_links = Limit(purpose="demo link", most=20, seconds=300)


@needs()
def home(request: HttpRequest) -> HttpResponseBase:
    """Each role starts where its work is; one that has no page yet reads that."""
    start = homes.of(member(request))
    return redirect(start) if start else render(request, "staff/home.html")


@unlogged
@private_page
@sensitive_post_parameters("password")
@throttled(_sign_ins)
@throttled(_guesses)
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """E-mail and password; what was wrong is said without saying which of the two."""
    form = SignInForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        return _let_in(request, form.user)
    page = {"form": form, "next": request.GET.get("next", "")}
    return render(request, "staff/sign_in.html", page, status=422 if form.errors else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """End the session and what rooms keep for it; what the browser kept of it is cleared."""
    if request.user.is_authenticated:
        departures.end_all(member(request))
    logout(request)
    response = redirect("staff:sign-in")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@unlogged
@private_page
@sensitive_post_parameters("password1", "password2")
@throttled(_sign_ins)
def set_up(request: HttpRequest, token: str) -> HttpResponseBase:
    """A new member chooses a password; the link is used up by that, not by opening it."""
    try:
        newcomer = sign_in_links.find(token, sign_in_links.Kind.SET_UP)
        form = NewPasswordForm(data=request.POST or None, user=newcomer)
        if request.method == "POST" and form.is_valid():
            with transaction.atomic():
                sign_in_links.use(token, sign_in_links.Kind.SET_UP)
                form.save()
            return _let_in(request, newcomer)
    except sign_in_links.LinkIsSpent as refusal:
        return render(request, "staff/link_spent.html", {"refusal": str(refusal)}, status=410)
    page = {"form": form, "newcomer": newcomer}
    return render(request, "staff/set_up.html", page, status=422 if form.errors else 200)


@unlogged
@private_page
@require_GET
@throttled(_demo_links)
def demo_sign_in(request: HttpRequest, token: str) -> HttpResponseBase:
    """The demo's links, which sign in by being opened."""
    try:
        return _let_in(request, sign_in_links.use(token, sign_in_links.Kind.DEMO))
    except (sign_in_links.LinkIsSpent, sign_in_links.OnlyInTheDemo) as refusal:
        return render(request, "staff/link_spent.html", {"refusal": str(refusal)}, status=410)


def _let_in(request: HttpRequest, newcomer: Member) -> HttpResponseBase:
    login(request, newcomer, backend=_BACKEND)
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return redirect(wanted if safe else reverse("staff:home"))
