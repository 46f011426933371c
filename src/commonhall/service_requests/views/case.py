"""The page of one request for staff: what is known, what happened, and what can be done."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commonhall import calendar
from commonhall.errors import Refused
from commonhall.people.contacts import Contact, PersonIsGone
from commonhall.service_requests import timeline, words, work
from commonhall.service_requests.due import due
from commonhall.service_requests.forms import NoteForm, ReasonForm, StateForm
from commonhall.service_requests.models import Photo, ServiceRequest
from commonhall.service_requests.states import ALLOWED, ClosedReason, State
from commonhall.service_requests.views.public import photo_answer
from commonhall.service_requests.work import Change, Reason
from commonhall.staff import walls
from commonhall.staff.models import Member
from commonhall.staff.roles import OPENS_CONTACTS, RELEASES_WORDS, SEES_REQUESTS
from commonhall.staff.walls import needs
from commonhall.vault.sealing import CannotOpen

OPEN_FOR_SECONDS = 600


@require_safe
@needs(*SEES_REQUESTS)
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """The request, its contact shut."""
    found = _request(request, reference)
    return _render(request, found, {"form": StateForm(), "typed": NoteForm()})


@require_POST
@needs(*SEES_REQUESTS)
def change_state(request: HttpRequest, reference: str) -> HttpResponse:
    """Change the state; closing asks for a reason that everyone may read."""
    found = _request(request, reference)
    form = StateForm(request.POST)
    if not form.is_valid():
        return _render(request, found, {"form": form, "typed": NoteForm()}, status=422)
    given = form.cleaned_data
    reason = ClosedReason(given["closed_reason"]) if given["closed_reason"] else None
    wanted = Change(state=State(given["state"]), closed_reason=reason, public_note=given["public_note"])
    return _done(
        request, found, lambda by: work.change(found.pk, wanted, by=by), _("The state is changed."), form
    )


@require_POST
@needs(*SEES_REQUESTS)
def assign(request: HttpRequest, reference: str) -> HttpResponse:
    """Give the request to somebody of the department."""
    found = _request(request, reference)
    colleagues = Member.objects.filter(department=found.department_id, is_active=True)
    to = get_object_or_404(colleagues, pk=_uuid(request.POST.get("to", "")))
    said = _("%(who)s has it now.") % {"who": to}
    return _done(request, found, lambda by: work.assign(found.pk, to, by=by), said)


@require_POST
@needs(*SEES_REQUESTS)
def publish(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a note that everyone can read."""
    found = _request(request, reference)
    note = request.POST.get("note", "")
    return _done(
        request,
        found,
        lambda by: work.publish(found.pk, note, by=by),
        _("The note is published."),
        public=note,
    )


@require_POST
@needs(*SEES_REQUESTS)
def note_internally(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a note that staff alone can read."""
    found = _request(request, reference)
    note = request.POST.get("note", "")
    return _done(
        request,
        found,
        lambda by: work.note_internally(found.pk, note, by=by),
        _("The note is saved for staff."),
        internal=note,
    )


@require_POST
@needs(*RELEASES_WORDS)
def release(request: HttpRequest, reference: str) -> HttpResponse:
    """Publish the resident's words, as they stand in the field, and the photos that are ticked."""
    found = _request(request, reference)
    text = request.POST.get("public_words", "")
    chosen = frozenset(filter(None, map(_uuid, request.POST.getlist("photo"))))
    return _done(
        request,
        found,
        lambda by: work.release(found.pk, text, chosen, by=by),
        _("What everyone can see is changed."),
    )


@require_POST
@needs(*OPENS_CONTACTS)
def open_contact(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the contact for ten minutes, for a reason, logged; the page is not kept by the browser."""
    found = _request(request, reference)
    asked = ReasonForm(request.POST)
    if not asked.is_valid():
        messages.error(request, str(asked.errors["reason"][0]))
        return redirect("service_requests:work", reference)
    reason = Reason(asked.cleaned_data["reason"])
    try:
        contact = work.open_contact(found, reason, by=walls.member(request))
    except PersonIsGone:
        return _render(request, found, {"form": StateForm(), "typed": NoteForm(), "is_erased": True})
    opened = (
        {"details": _details(contact, found), "reason": reason.label, "seconds": OPEN_FOR_SECONDS}
        if contact
        else None
    )
    return _render(request, found, {"form": StateForm(), "typed": NoteForm(), "opened": opened})


@require_safe
@needs(*SEES_REQUESTS)
def photo(request: HttpRequest, reference: str, photo: UUID) -> HttpResponse:
    """A photo of a request, for those who may see the request."""
    found = _request(request, reference)
    return photo_answer(get_object_or_404(Photo.objects.select_related("request"), pk=photo, request=found))


def _request(request: HttpRequest, reference: str) -> ServiceRequest:
    visible = work.visible_to(walls.member(request)).select_related("service", "department", "assigned_to")
    return get_object_or_404(visible, reference=reference)


def _done(
    request: HttpRequest,
    found: ServiceRequest,
    deed: Callable[[Member], None],
    said: str,
    form: StateForm | None = None,
    **typed: str,
) -> HttpResponse:
    """Do it and go back to the page; when it is refused, show why, with what was typed."""
    try:
        deed(walls.member(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _render(request, found, {"form": form or StateForm(), "typed": typed}, status=422)
    messages.success(request, said)
    return redirect("service_requests:work", found.reference)


def _render(
    request: HttpRequest, found: ServiceRequest, more: dict[str, object], status: int = 200
) -> HttpResponse:
    link = words.contact_link(found)
    page = {
        "request_": found,
        "words": words.stripped(found),
        "place": words.place(found),
        "events": timeline.for_staff(found),
        "photos": list(found.photos.all()),
        "colleagues": Member.objects.filter(department=found.department_id, is_active=True).order_by("name"),
        "next_states": [(state, state.label) for state in State if state in ALLOWED[State(found.state)]],
        "reasons": ClosedReason.choices,
        "due": due(found, calendar.today()),
        "parts": _on_file(link.parts if link else ()),
        "look_reasons": Reason.choices,
        "may_open": walls.member(request).role in OPENS_CONTACTS,
        "may_release": walls.member(request).role in RELEASES_WORDS,
        **more,
    }
    return render(request, "service_requests/case.html", page, status=status)


def _labels() -> dict[str, str]:
    return {"name": _("Name"), "phone": _("Phone"), "email": _("E-mail"), "address": _("Home address")}


def _on_file(parts: tuple[str, ...]) -> str:
    """Which parts there are, never what they are."""
    return ", ".join(_labels()[part] for part in parts)


def _details(contact: Contact, found: ServiceRequest) -> list[tuple[str, str]]:
    details = [(_labels()[part], getattr(contact, part)) for part in contact.parts]
    try:
        return [*details, (_("Words in full"), words.full(found))]
    except CannotOpen:
        return details


def _uuid(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None
