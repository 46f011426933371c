"""Signing in by two proofs, signing out, and where a member starts."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST, require_safe

from commonhall.errors import NotNow, Refused
from commonhall.staff import (
    again,
    departures,
    doors,
    homes,
    pending,
    presence,
    second_factor,
    security_keys,
    sign_in_links,
)
from commonhall.staff.doors import Door
from commonhall.staff.forms import CodeForm, NewPasswordForm, SignInForm
from commonhall.staff.models import Member
from commonhall.staff.presence import Ended
from commonhall.staff.walls import member, needs
from commonhall.web.requests import private_page, unlogged
from commonhall.web.throttles import Limit, throttled

# A whole office has one address: what it may send together, and what it may guess about one account.
_sign_ins = Limit(purpose="sign-in", most=200, seconds=300, methods=("POST",))
_guesses = Limit(purpose="guess", most=20, seconds=300, methods=("POST",), field="login")
_proofs = Limit(
    purpose="second proof", most=200, seconds=300, methods=("POST",)
)  # guessing is counted by member
_demo_links = Limit(purpose="demo link", most=20, seconds=300)


@needs()
def home(request: HttpRequest) -> HttpResponseBase:
    """Each role starts where its work is; one that has no page yet reads that."""
    start = homes.of(member(request))
    return redirect(start) if start else render(request, "staff/home.html")


@unlogged
@private_page
@sensitive_post_parameters("password", "kept")
@throttled(_sign_ins)
@throttled(_guesses)
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """E-mail and password; what was wrong is said without saying which of the two."""
    form = SignInForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        return _after_password(request, form.user)
    ended = request.GET.get("ended", "")
    page = {
        "form": form,
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "kept": request.POST.get("kept", ""),
        "ended": again.said(Ended(ended), has_kept=False) if ended in Ended.values else "",
    }
    return render(request, "staff/sign_in.html", page, status=422 if form.errors else 200)


@unlogged
@private_page
@sensitive_post_parameters("code", "key", "kept")
@throttled(_proofs)
def second_proof(request: HttpRequest) -> HttpResponseBase:
    """A code or a key, of whose password was right."""
    who = pending.of(request)
    if who is None:
        return redirect("staff:sign-in")
    if request.method != "POST":
        return _ask_for_proof(request, who)
    form = CodeForm(request.POST)
    try:
        if answer := request.POST.get("key"):
            security_keys.prove(who, answer)
        elif form.is_valid():
            second_factor.prove(who, form.cleaned_data["code"])
        else:
            return _ask_for_proof(request, who, form)
    except (Refused, NotNow) as reason:
        form.say("code", str(reason))
        return _ask_for_proof(request, who, form)
    pending.end(request)
    doors.enter(request, who, Door.TWO_PROOFS)
    return again.go_on(request, who)


@unlogged
@private_page
@require_safe
def here(request: HttpRequest) -> HttpResponseBase:
    """204 while this browser's session lasts, else 401. Asked by pages that are left alone; it prolongs nothing."""
    is_here = request.user.is_authenticated and presence.over(request) is None
    return HttpResponse(status=204 if is_here else 401)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """End the session and what rooms keep for it; what the browser kept of it is cleared: Back shows nothing of it."""
    departures.leave(request)
    response = redirect("staff:sign-in")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@unlogged
@private_page
@sensitive_post_parameters("password1", "password2")
@throttled(_sign_ins)
def set_up(request: HttpRequest, token: str) -> HttpResponseBase:
    """A member chooses a password; the link is used up by that, not by opening it."""
    try:
        newcomer = sign_in_links.find(token, sign_in_links.Kind.SET_UP)
        form = NewPasswordForm(data=request.POST or None, user=newcomer)
        if request.method == "POST" and form.is_valid():
            with transaction.atomic():
                sign_in_links.use(token, sign_in_links.Kind.SET_UP)
                form.save()
            return _after_password(request, newcomer)
    except sign_in_links.LinkIsSpent as refusal:
        return render(request, "staff/link_spent.html", {"refusal": str(refusal)}, status=410)
    page = {"form": form, "newcomer": newcomer}
    return render(request, "staff/set_up.html", page, status=422 if form.errors else 200)


@unlogged
@private_page
@require_GET
@throttled(_demo_links)
def demo_sign_in(request: HttpRequest, token: str) -> HttpResponseBase:
    """The demo's links, which sign in by being opened, without a second proof."""
    try:
        who = sign_in_links.use(token, sign_in_links.Kind.DEMO)
    except (sign_in_links.LinkIsSpent, sign_in_links.OnlyInTheDemo) as refusal:
        return render(request, "staff/link_spent.html", {"refusal": str(refusal)}, status=410)
    request.session.flush()
    doors.enter(request, who, Door.DEMO_LINK)
    return redirect("staff:home")


def _after_password(request: HttpRequest, who: Member) -> HttpResponseBase:
    """On to the second proof, or to the page on which one is set up. What was typed must not go into an address."""
    pending.begin(request, who)
    if not second_factor.is_set_up(who):
        pending.end(request)
        doors.enter(request, who, Door.PASSWORD)
        return redirect("staff:second-factor")
    if request.POST.get("kept"):
        return _ask_for_proof(request, who)
    wanted = request.POST.get("next", "")
    address = reverse("staff:second-proof")
    return redirect(f"{address}?{urlencode({'next': wanted})}" if wanted else address)


def _ask_for_proof(request: HttpRequest, who: Member, form: CodeForm | None = None) -> HttpResponseBase:
    ways = second_factor.ways_of(who)
    page = {
        "form": form or CodeForm(),
        "ways": ways,
        "options": security_keys.options_to_prove(who) if ways.keys else "",
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "kept": request.POST.get("kept", ""),
    }
    return render(request, "staff/second_proof.html", page, status=422 if form else 200)
