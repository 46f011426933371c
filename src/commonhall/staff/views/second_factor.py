"""Where a member sets up the second proof. Who has none yet is led here before any other page opens."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from commonhall.errors import Refused
from commonhall.staff import app_offers, doors, second_factor, security_keys
from commonhall.staff.doors import Door
from commonhall.staff.forms import CodeForm
from commonhall.staff.walls import member, needs, needs_a_password, sign_in_again
from commonhall.web.requests import private_page, unlogged

type _Page = Callable[[HttpRequest], HttpResponseBase]


def _only_when_fresh(view: _Page) -> _Page:
    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponseBase:
        has_one = second_factor.is_set_up(member(request))
        return (sign_in_again(request, "staff:second-factor") if has_one else None) or view(request)

    return answer


@require_safe
@needs_a_password
def show(request: HttpRequest) -> HttpResponseBase:
    """What the member has, and what can be added."""
    who = member(request)
    page = {"ways": second_factor.ways_of(who), "is_in": doors.opens_every_page(request)}
    return render(request, "staff/second_factor.html", page)


@unlogged
@needs_a_password
@_only_when_fresh
@sensitive_post_parameters("code", "offer")
def add_app(request: HttpRequest) -> HttpResponseBase:
    """The secret as a QR code and as text; it is kept once the app has shown a code that fits."""
    who = member(request)
    offer = app_offers.of(who, request.POST.get("offer", "")) or app_offers.new(who)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = second_factor.add_app(who, offer.secret, form.cleaned_data["code"])
        except Refused as reason:
            form.say("code", str(reason))
        else:
            return _added(request, codes)
    page = {"form": form, "offer": offer, "city": settings.CITY}
    return render(request, "staff/add_app.html", page, status=422 if form.errors else 200)


@unlogged
@needs_a_password
@_only_when_fresh
@sensitive_post_parameters("key")
def add_key(request: HttpRequest) -> HttpResponseBase:
    """A security key, or this device's own lock. It needs a script: the browser asks the key."""
    who, refusal = member(request), ""
    if request.method == "POST":
        try:
            codes = security_keys.add(who, request.POST.get("name", ""), request.POST.get("key", ""))
        except Refused as reason:
            refusal = str(reason)
        else:
            return _added(request, codes)
    page = {
        "options": security_keys.options_to_add(who),
        "refusal": refusal,
        "most": security_keys.LONGEST_NAME,
    }
    return render(request, "staff/add_key.html", page, status=422 if refusal else 200)


@unlogged
@needs()
@_only_when_fresh
def renew_codes(request: HttpRequest) -> HttpResponseBase:
    """New recovery codes, shown once. A link to this address (the other language's) leads to the page."""
    if request.method != "POST":
        return redirect("staff:second-factor")
    return _show_codes(request, second_factor.renew_codes(member(request)))


@unlogged
@needs()
@_only_when_fresh
def remove(request: HttpRequest) -> HttpResponseBase:
    """Take an app or a key away."""
    way = request.POST.get("way", "")
    if way.isdecimal():
        try:
            second_factor.remove(member(request), int(way))
            messages.success(request, _("It is taken away."))
        except Refused as reason:
            messages.error(request, str(reason))
    return redirect("staff:second-factor")


def _added(request: HttpRequest, codes: tuple[str, ...]) -> HttpResponseBase:
    """The member has given both proofs now, and every page opens."""
    doors.enter(request, member(request), Door.TWO_PROOFS)
    if codes:
        return _show_codes(request, codes)
    messages.success(request, _("It is set up."))
    return redirect("staff:second-factor")


@private_page
def _show_codes(request: HttpRequest, codes: tuple[str, ...]) -> HttpResponseBase:
    return render(request, "staff/recovery_codes.html", {"codes": codes})
