"""The page of one request for staff: what is known, what happened, and what can be done."""

from collections.abc import Callable, Mapping
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commonhall import calendar
from commonhall.errors import NotNow, Refused
from commonhall.people import handles, page
from commonhall.people.contacts import Contact, PersonIsGone
from commonhall.people.pace import TooFast
from commonhall.people.reasons import Reason
from commonhall.service_requests import answers, given, references, retention, timeline, words, work
from commonhall.service_requests.due import due
from commonhall.service_requests.forms import NoteForm, ReasonForm, StateForm
from commonhall.service_requests.models import Photo, ServiceRequest
from commonhall.service_requests.states import ALLOWED, ClosedReason, State
from commonhall.service_requests.views.public import photo_answer
from commonhall.service_requests.work import Change
from commonhall.staff import walls
from commonhall.staff.models import Member
from commonhall.staff.roles import HOLDS, OPENS_CONTACTS, RELEASES_WORDS, SEES_REQUESTS
from commonhall.staff.walls import needs
from commonhall.vault.sealing import CannotOpen

OPEN_FOR_SECONDS = 600


def _form_of_the_page(
    view: Callable[[HttpRequest, str], HttpResponseBase],
) -> Callable[[HttpRequest, str], HttpResponseBase]:
    """Only a form that is sent does something. A link to its address (the other language's) leads to the page."""

    @wraps(view)
    def answer(request: HttpRequest, reference: str) -> HttpResponseBase:
        if request.method == "POST":
            return view(request, reference)
        return redirect("service_requests:work", reference)

    return answer


@require_safe
@needs(*SEES_REQUESTS)
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """The request, its contact shut."""
    found = _request(request, reference)
    return _render(request, found)


@_form_of_the_page
@needs(*SEES_REQUESTS)
def change_state(request: HttpRequest, reference: str) -> HttpResponse:
    """Change the state; closing asks for a reason that everyone may read."""
    found = _request(request, reference)
    form = StateForm(request.POST)
    if not form.is_valid():
        return _render(request, found, {"form": form}, status=422)
    given = form.cleaned_data
    reason = ClosedReason(given["closed_reason"]) if given["closed_reason"] else None
    wanted = Change(state=State(given["state"]), closed_reason=reason, public_note=given["public_note"])
    said = _("The state is changed.")
    return _done(request, found, lambda by: work.change(found.pk, wanted, by=by), said, {"form": form})


@_form_of_the_page
@needs(*SEES_REQUESTS)
def assign(request: HttpRequest, reference: str) -> HttpResponse:
    """Give the request to somebody of the department."""
    found = _request(request, reference)
    to = get_object_or_404(Member, pk=_uuid(request.POST.get("to", "")))
    said = _("%(who)s has it now.") % {"who": to}
    return _done(request, found, lambda by: work.assign(found.pk, to, by=by), said)


@_form_of_the_page
@needs(*SEES_REQUESTS)
def publish(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a note that everyone can read."""
    found = _request(request, reference)
    typed = {"public_note": request.POST.get("note", "")}
    said = _("The note is published.")
    return _done(request, found, lambda by: work.publish(found.pk, _note(request), by=by), said, typed)


@_form_of_the_page
@needs(*SEES_REQUESTS)
def note_internally(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a note that staff alone can read."""
    found = _request(request, reference)
    typed = {"internal_note": request.POST.get("note", "")}
    said = _("The note is saved for staff.")
    return _done(
        request, found, lambda by: work.note_internally(found.pk, _note(request), by=by), said, typed
    )


@_form_of_the_page
@needs(*RELEASES_WORDS)
def release(request: HttpRequest, reference: str) -> HttpResponse:
    """Publish what is ticked: the resident's words, as they stand in the field, and photos. The rest is taken back."""
    found = _request(request, reference)
    chosen = frozenset(filter(None, map(_uuid, request.POST.getlist("photo"))))
    ticked = "words" in request.POST
    typed = {"to_release": request.POST.get("note", ""), "is_released": ticked, "released_photos": chosen}

    def deed(by: Member) -> None:
        work.release(found.pk, _note(request) if ticked else "", chosen, by=by)

    return _done(request, found, deed, _("What everyone can see is changed."), typed)


@_form_of_the_page
@needs(*OPENS_CONTACTS)
def open_contact(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the contact for ten minutes, for a reason, logged; the page is not kept by the browser."""
    found = _request(request, reference)
    asked = ReasonForm(request.POST)
    if not asked.is_valid():
        messages.error(request, str(asked.errors["reason"][0]))
        return redirect("service_requests:work", found.reference)
    reason = Reason(asked.cleaned_data["reason"])
    try:
        contact = work.open_contact(found, reason, by=walls.member(request))
    except PersonIsGone:
        return _render(request, found, {"is_erased": True})
    except TooFast as refusal:
        messages.error(request, str(refusal))
        return _render(request, found, status=429)
    if contact is None:
        return redirect("service_requests:work", found.reference)
    opened = {
        "details": _details(contact, found),
        "reason": reason.label,
        "reason_word": reason,
        "seconds": OPEN_FOR_SECONDS,
        "person": _handle(request, found),
    }
    return _render(request, found, {"opened": opened})


@_form_of_the_page
@needs(*HOLDS)
def hold(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep the request whatever its schedule says."""
    found = _request(request, reference)
    typed = {"hold_reason": request.POST.get("note", "")}
    said = _("The request is held.")
    return _done(request, found, lambda by: retention.hold(found.pk, _note(request), by=by), said, typed)


@_form_of_the_page
@needs(*HOLDS)
def lift(request: HttpRequest, reference: str) -> HttpResponse:
    """Let a hold of the request go."""
    found = _request(request, reference)
    held = _uuid(request.POST.get("hold", ""))

    def deed(by: Member) -> None:
        if held:
            retention.lift(found.pk, held, by=by)

    return _done(request, found, deed, _("The hold is lifted."))


@require_safe
@needs(*SEES_REQUESTS)
def photo(request: HttpRequest, reference: str, photo: UUID) -> HttpResponse:
    """A photo of a request, for those who may see the request; of a named one the look is logged."""
    found = _request(request, reference)
    wanted = get_object_or_404(Photo.objects.select_related("request"), pk=photo, request=found)
    return photo_answer(lambda: work.open_photo(wanted, by=walls.member(request)))


def _request(request: HttpRequest, reference: str) -> ServiceRequest:
    visible = work.visible_to(walls.member(request)).select_related(
        "service", "department", "assigned_to", "questionnaire"
    )
    return get_object_or_404(visible, reference=references.normal(reference))


def _note(request: HttpRequest) -> str:
    """What was written. Raises Refused when it is too long."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        raise Refused(form.errors["note"][0])
    return str(form.cleaned_data["note"])


def _done(
    request: HttpRequest,
    found: ServiceRequest,
    deed: Callable[[Member], None],
    said: str,
    typed: Mapping[str, object] | None = None,
) -> HttpResponse:
    """Do it and go back to the page; when it is refused, show why, with what was typed."""
    try:
        deed(walls.member(request))
    except (Refused, NotNow) as reason:
        messages.error(request, str(reason))
        return _render(request, found, typed, status=422 if isinstance(reason, Refused) else 429)
    messages.success(request, said)
    return redirect("service_requests:work", found.reference)


def _render(
    request: HttpRequest, found: ServiceRequest, more: Mapping[str, object] | None = None, status: int = 200
) -> HttpResponse:
    link, stripped, photos = words.contact_link(found), words.stripped(found), list(found.photos.all())
    shown = {
        "request_": found,
        "form": StateForm(),
        "words": stripped,
        "answered": answers.shown(answers.stripped(found)),
        "to_release": found.public_words or stripped,
        "is_released": bool(found.public_words),
        "released_photos": {photo.pk for photo in photos if photo.is_released},
        "place": words.place(found),
        "events": timeline.for_staff(found),
        "photos": photos,
        "colleagues": list(work.colleagues(found)) if found.is_open else [],
        "next_states": [(state, state.label) for state in State if state in ALLOWED[State(found.state)]],
        "reasons": ClosedReason.choices,
        "due": due(found, calendar.today()),
        "is_erased": words.is_erased(found),
        "parts": _on_file(link.parts if link else ()),
        "look_reasons": Reason.choices,
        "look_minutes": OPEN_FOR_SECONDS // 60,
        "may_open": walls.member(request).role in OPENS_CONTACTS,
        "may_release": walls.member(request).role in RELEASES_WORDS,
        "holds": retention.on(found.pk),
        "may_hold": walls.member(request).role in HOLDS,
        **(more or {}),
    }
    return render(request, "service_requests/case.html", shown, status=status)


def _on_file(parts: tuple[str, ...]) -> str:
    """Which parts there are, never what they are."""
    return ", ".join(page.labels()[part] for part in parts)


def _details(contact: Contact, found: ServiceRequest) -> list[tuple[str, str]]:
    """How to reach the person now, what this request gave where it differs, and the words in full."""
    now = page.details(contact)
    then = page.details(given.of(found) or Contact())
    differs = [
        (_("%(part)s given with this request") % {"part": part}, said)
        for part, said in then
        if (part, said) not in now
    ]
    try:
        in_full = [(_("Words in full"), words.full(found))] if words.stripped(found) else []
        answered = [(each.question, each.answer) for each in answers.in_own_words(answers.full(found))]
        return [*now, *differs, *in_full, *answered]
    except CannotOpen:
        return [*now, *differs]


def _handle(request: HttpRequest, found: ServiceRequest) -> str:
    """By which the person's own page opens."""
    link = words.contact_link(found)
    return handles.shut(link.person, walls.member(request), request=str(found.pk)) if link else ""


def _uuid(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None
