"""The queue of a department, the views a member keeps of it, and the keys that work in it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commonhall.errors import Refused
from commonhall.service_requests import catalogue, filters, keys, saved_views, word_search
from commonhall.service_requests.filters import Filters, Place
from commonhall.service_requests.models import SavedView
from commonhall.service_requests.queue import Page
from commonhall.service_requests.states import State
from commonhall.service_requests.views import sought, undo
from commonhall.service_requests.views.sought import Search
from commonhall.staff import walls
from commonhall.staff.models import Department, Member
from commonhall.staff.roles import OF_A_DEPARTMENT, SEES_REQUESTS
from commonhall.staff.walls import needs
from commonhall.vault import jobs
from commonhall.vault.blind.reader import IndexIsLost
from commonhall.web.throttles import Limit, throttled

_searches = Limit(purpose="words", most=120, seconds=60)


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One way to narrow: where its link leads."""

    label: str
    query: str
    is_on: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Chip:
    """A filter above the list: what it says while it narrows, and its choices."""

    title: str
    choices: list[Choice]

    @property
    def on(self) -> Choice | None:
        """The choice that narrows; the first of a filter lets everything through."""
        return next((choice for choice in self.choices[1:] if choice.is_on), None)


@require_safe
@needs(*SEES_REQUESTS)
def queue(request: HttpRequest) -> HttpResponse:
    """A page of requests, due first, filtered by what the URL says, and by words where it names a search."""
    member, chosen = walls.member(request), Filters.from_query(request.GET)
    search = sought.read(request)
    page = Page(member, chosen, timezone.now(), Place.from_text(request.GET.get("after", "")))
    if search.typed and not search.refusal:
        page, search = _with_words(page, search)
    shown = {
        "page": page,
        "filters": chosen,
        "search": search,
        "in_all_states": _in_all_states(chosen, search),
        "chips": _chips(chosen, member, search.name),
        "undo": undo.offered(request),
        "has_keys": keys.are_on(member),
        "longest": saved_views.LONGEST,
    }
    return render(request, "service_requests/queue.html", shown)


@require_POST
@throttled(_searches)
@needs(*SEES_REQUESTS)
def find(request: HttpRequest) -> HttpResponse:
    """Look for words in the requests that the filters let through. By POST: they stand in no address."""
    chosen, typed = Filters.from_query(request.POST), request.POST.get("sought", "").strip()
    name = sought.keep(request, typed) if typed else ""
    return redirect(f"{reverse('service_requests:queue')}?{_query(chosen, name)}")


@require_POST
@needs(*SEES_REQUESTS)
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the filters that are on under a name."""
    kept = Filters.from_query(request.POST)
    try:
        saved_views.keep(walls.member(request), request.POST.get("name", ""), kept)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The view is saved."))
    return _to_queue(kept)


@require_POST
@needs(*SEES_REQUESTS)
def change_view(request: HttpRequest, view: UUID) -> HttpResponse:
    """Rename a view of one's own, or remove it."""
    kept = get_object_or_404(SavedView, pk=view, member=walls.member(request))
    if "remove" in request.POST:
        kept.delete()
        messages.success(request, _("The view “%(name)s” is removed.") % {"name": kept.name})
        return _to_queue(saved_views.of(kept))
    try:
        saved_views.rename(kept, request.POST.get("name", ""))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The view is renamed."))
    return _to_queue(saved_views.of(kept))


@needs(*SEES_REQUESTS)
def show_keys(request: HttpRequest) -> HttpResponse:
    """What each key does; and whether they do anything at all, which each member decides."""
    member = walls.member(request)
    if request.method == "POST":
        keys.switch(member, on=request.POST.get("keys") == "on")
        messages.success(request, _("The keys are on.") if keys.are_on(member) else _("The keys are off."))
        return redirect("service_requests:keys")
    return render(request, "service_requests/keys.html", {"has_keys": keys.are_on(member)})


def _with_words(page: Page, search: Search) -> tuple[Page, Search]:
    """The page with what was found; without words where the index is lost, and a new one is asked for."""
    found = replace(page, typed=search.typed)
    try:
        found.matches  # noqa: B018  asked for here, where it can be refused
    except IndexIsLost:
        jobs.ask_for_a_new_index(word_search.INDEX.name)
        lost = _("The word search is being made anew. Look again in a minute; the filters work meanwhile.")
        return page, replace(search, refusal=lost)
    return found, search


def _in_all_states(chosen: Filters, search: Search) -> str:
    """The query string that looks further; empty where a state does not narrow."""
    return "" if chosen.state == filters.ALL else _query(chosen.but(state=filters.ALL), search.name)


def _query(chosen: Filters, search: str) -> str:
    return "&".join(filter(None, (chosen.query, urlencode({"sought": search}) if search else "")))


def _to_queue(chosen: Filters) -> HttpResponse:
    return redirect(f"{reverse('service_requests:queue')}?{chosen.query}")


def _chips(on: Filters, member: Member, search: str) -> list[Chip]:
    in_department = member.role in OF_A_DEPARTMENT
    states = [(filters.OPEN, _("Open")), *State.choices, (filters.ALL, _("All states"))]
    whose = [("", _("Anyone’s")), (filters.ME, _("Mine")), (filters.NOBODY, _("Nobody’s"))]
    due = [("", _("Any day")), (filters.LATE, _("Late")), (filters.TODAY, _("Today"))]
    services = [
        ("", _("All services")),
        *((each.code, str(each)) for each in catalogue.offered(member.department_id)),
    ]
    chips = [
        _chip(_("State"), on, search, "state", states),
        _chip(_("Assigned"), on, search, "whose", whose),
        _chip(_("Due"), on, search, "due", due),
        _chip(_("Service"), on, search, "service", services),
    ]
    if in_department:
        chips.append(
            _chip(_("New to me"), on, search, "unread", [(False, _("Read and unread")), (True, _("Unread"))])
        )
    else:
        departments = Department.objects.order_by("rank", "code")
        named = [("", _("All departments")), *((each.code, str(each)) for each in departments)]
        chips.append(_chip(_("Department"), on, search, "department", named))
    return chips


def _chip(title: str, on: Filters, search: str, name: str, choices: Sequence[tuple[object, object]]) -> Chip:
    return Chip(
        title=title,
        choices=[
            Choice(
                label=str(label),
                query=_query(on.but(**{name: value}), search),
                is_on=getattr(on, name) == value,
            )
            for value, label in choices
        ],
    )
