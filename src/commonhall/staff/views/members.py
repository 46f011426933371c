"""The administrator's screens: who works here, and what is done when that changes."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commonhall.errors import Refused
from commonhall.staff import members, second_factor
from commonhall.staff.forms import NewMemberForm, PlaceForm
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from commonhall.staff.walls import member, needs

_A_PAGE = 50
_MOST_EVENTS = 50


@require_safe
@needs(Role.ADMINISTRATOR)
def listed(request: HttpRequest) -> HttpResponseBase:
    """Everybody, who works here now first."""
    rows = Member.objects.select_related("department").order_by("-is_active", "name", "pk")
    page = Paginator(second_factor.marked(rows), _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "staff/members.html", {"page": page})


@needs(Role.ADMINISTRATOR)
def add(request: HttpRequest) -> HttpResponseBase:
    """Somebody new; the link to set a password is shown once, to be handed over."""
    form = NewMemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            welcome = members.add(form.cleaned_data["email"], form.place, by=member(request))
        except Refused as reason:
            form.say("email" if isinstance(reason, members.WorksHereAlready) else "department", str(reason))
        else:
            return _link(request, welcome.member, welcome.path)
    return render(request, "staff/add_member.html", {"form": form}, status=422 if form.errors else 200)


@needs(Role.ADMINISTRATOR)
def show(request: HttpRequest, who: UUID) -> HttpResponseBase:
    """One member: name, role and department, which the form changes; and what can be done."""
    found = get_object_or_404(Member, pk=who)
    place = {"name": found.name, "role": found.role, "department": found.department_id}
    form = PlaceForm(request.POST or None, initial=place)
    if request.method == "POST" and form.is_valid():
        try:
            members.change(found, form.place, by=member(request))
        except Refused as reason:
            form.say("department" if isinstance(reason, members.NeedsADepartment) else "role", str(reason))
        else:
            messages.success(request, _("The change is saved."))
            return redirect("staff:member", found.pk)
    page = {
        "found": found,
        "form": form,
        "ways": second_factor.ways_of(found),
        "events": found.events.select_related("by").order_by("-at")[:_MOST_EVENTS],
        "is_oneself": found == request.user,
    }
    return render(request, "staff/member.html", page, status=422 if form.errors else 200)


@needs(Role.ADMINISTRATOR)
def deactivate(request: HttpRequest, who: UUID) -> HttpResponseBase:
    """The member leaves; every session of theirs ends with this."""
    said = _("%(name)s is out, in every browser.")
    return _done(request, who, lambda found: members.deactivate(found, by=member(request)), said)


@needs(Role.ADMINISTRATOR)
def activate(request: HttpRequest, who: UUID) -> HttpResponseBase:
    """The member comes back."""
    return _done(
        request,
        who,
        lambda found: members.activate(found, by=member(request)),
        _("%(name)s can sign in again."),
    )


@needs(Role.ADMINISTRATOR)
def reset_second_factor(request: HttpRequest, who: UUID) -> HttpResponseBase:
    """For a member whose telephone or key is lost. They prove to the administrator who they are, not to us."""
    said = _("The second proof of %(name)s is reset. They set up a new one when they sign in.")
    return _done(request, who, lambda found: members.reset_second_factor(found, by=member(request)), said)


@needs(Role.ADMINISTRATOR)
def make_link(request: HttpRequest, who: UUID) -> HttpResponseBase:
    """A new link to set a password, shown once."""
    found = get_object_or_404(Member, pk=who, is_active=True)
    if request.method != "POST":
        return redirect("staff:member", found.pk)
    return _link(request, found, members.make_link(found, by=member(request)))


def _done(request: HttpRequest, who: UUID, deed: Callable[[Member], None], said: str) -> HttpResponseBase:
    """Only a form that is sent does something; a link to its address leads to the member's page."""
    found = get_object_or_404(Member, pk=who)
    if request.method == "POST":
        try:
            deed(found)
            messages.success(request, said % {"name": found})
        except Refused as reason:
            messages.error(request, str(reason))
    return redirect("staff:member", found.pk)


def _link(request: HttpRequest, found: Member, path: str) -> HttpResponseBase:
    return render(request, "staff/link_made.html", {"found": found, "link": f"{settings.SITE_URL}{path}"})
