"""One deed to the requests that are selected in the queue: choose it, look at what would change, do it.

All by POST: what was selected travels in the form, and no address or log holds it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commonhall.errors import NotNow, Refused
from commonhall.service_requests import bulk, references, work
from commonhall.service_requests.deed_forms import (
    AssignForm,
    CloseForm,
    DateForm,
    DeedForm,
    NoteForm,
    OpenStateForm,
    TransferForm,
)
from commonhall.service_requests.models import ServiceRequest
from commonhall.service_requests.views import undo
from commonhall.staff import walls
from commonhall.staff.models import Member
from commonhall.staff.roles import OF_A_DEPARTMENT, SEES_REQUESTS
from commonhall.staff.walls import needs


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """A deed that can be done to many: its form, what its button says, and whether it can be taken back."""

    verb: str | LazyText
    form: Callable[..., DeedForm]
    is_undone: bool = False


WAYS = {
    "assign": Way(verb=gettext_lazy("Assign"), form=AssignForm, is_undone=True),
    "state": Way(verb=gettext_lazy("Change state"), form=OpenStateForm, is_undone=True),
    "transfer": Way(verb=gettext_lazy("Transfer"), form=TransferForm, is_undone=True),
    "close": Way(verb=gettext_lazy("Close"), form=CloseForm),
    "note": Way(verb=gettext_lazy("Publish note"), form=NoteForm),
    "date": Way(verb=gettext_lazy("Move the date"), form=DateForm),
}


@needs(*SEES_REQUESTS)
def change(request: HttpRequest) -> HttpResponseBase:
    """The step that the form names: `choose`, `look` or `do`."""
    by, name = walls.member(request), request.POST.get("deed", "")
    rows = _selected(request, by)
    if name == "merge" and len(rows) == 1:
        return redirect("service_requests:merge", rows[0].reference)
    if name not in WAYS or not rows:
        return _nothing(request, name)
    way, step = WAYS[name], request.POST.get("step", "choose")
    if step == "choose":
        return _choose(request, name, rows, _form(way, rows))
    form = _form(way, rows, request.POST)
    if not form.is_valid():
        return _choose(request, name, rows, form, status=422)
    try:
        if step == "do":
            return _done(request, way, bulk.do(_looked_at(request), form.deed(), by=by))
        return _look(request, name, form, by)
    except bulk.ChangedSince as refusal:
        messages.warning(request, str(refusal))
        return _look(request, name, form, by, status=409)
    except (Refused, NotNow) as reason:
        messages.error(request, str(reason))
        return _choose(request, name, rows, form, status=422 if isinstance(reason, Refused) else 429)


def _choose(
    request: HttpRequest, name: str, rows: list[ServiceRequest], form: DeedForm, status: int = 200
) -> HttpResponse:
    page = {"deed": name, "way": WAYS[name], "rows": rows, "form": form}
    return render(request, "service_requests/bulk_choose.html", page, status=status)


def _look(request: HttpRequest, name: str, form: DeedForm, by: Member, status: int = 200) -> HttpResponse:
    selected = [row.pk for row in _selected(request, by)]
    page = {
        "deed": name,
        "way": WAYS[name],
        "form": form,
        "said": _what(form),
        "look": bulk.look(selected, form.deed(), by=by),
    }
    return render(request, "service_requests/bulk_look.html", page, status=status)


def _done(request: HttpRequest, way: Way, done: bulk.Look) -> HttpResponseBase:
    count, refused = len(done.done), len(done.refused)
    if not count and refused:
        messages.error(request, done.refused[0].refusal)
        return redirect("service_requests:queue")
    said = ngettext("%(verb)s: done for %(count)d request.", "%(verb)s: done for %(count)d requests.", count)
    words = said % {"verb": way.verb, "count": count}
    if refused:
        left = ngettext("%(count)d was left as it is.", "%(count)d were left as they are.", refused)
        words = f"{words} {left % {'count': refused}}"
    if way.is_undone and count:
        undo.offer(request, words, [line.before for line in done.done])
    else:
        undo.withdraw(request)
        messages.success(request, words)
    return redirect("service_requests:queue")


def _nothing(request: HttpRequest, name: str) -> HttpResponseBase:
    if request.method == "POST":
        messages.warning(
            request,
            _("Select the one request that repeats another.")
            if name == "merge"
            else _("Select requests first: tick their boxes."),
        )
    return redirect("service_requests:queue")


def _selected(request: HttpRequest, by: Member) -> list[ServiceRequest]:
    typed = request.POST.getlist("request")[: bulk.MOST]
    wanted = {reference for reference in map(references.normal, typed) if reference}
    return bulk.chosen(_ids(by, wanted), by) if wanted else []


def _ids(by: Member, wanted: set[str]) -> list[UUID]:
    return list(work.visible_to(by).filter(reference__in=wanted).values_list("pk", flat=True))


def _looked_at(request: HttpRequest) -> dict[UUID, int]:
    """Each request that the look named, with its revision then. Raises ChangedSince where the form is not ours."""
    try:
        pairs = [line.split("_") for line in request.POST.getlist("line")[: bulk.MOST]]
        return {UUID(request): int(revision) for request, revision in pairs}
    except ValueError:
        raise bulk.ChangedSince from None


def _form(way: Way, rows: list[ServiceRequest], data: Mapping[str, object] | None = None) -> DeedForm:
    if way.form is AssignForm:
        return AssignForm(data, members=_members(rows))
    return way.form(data)


def _members(rows: list[ServiceRequest]) -> "QuerySet[Member]":
    departments = {row.department_id for row in rows if row.department_id}
    return Member.objects.filter(
        department__in=departments, role__in=OF_A_DEPARTMENT, is_active=True
    ).order_by("name", "pk")


def _what(form: DeedForm) -> list[tuple[str, str]]:
    """What was chosen, in the words of the form."""
    given = []
    for name, field in form.fields.items():
        value = form.cleaned_data[name]
        choices = dict(getattr(field, "choices", ())) if not isinstance(value, Model) else {}
        if value:
            given.append((str(field.label), str(choices.get(value, value))))
    return given
