"""The page of one request for staff: what is known, what happened, and what can be done."""

from collections.abc import Callable, Collection, Mapping
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commonhall import calendar
from commonhall.errors import NotNow, Refused
from commonhall.holdings.forms import HoldForm
from commonhall.people import handles, page
from commonhall.people.contacts import Contact, PersonIsGone
from commonhall.people.pace import TooFast
from commonhall.people.reasons import Reason
from commonhall.service_requests import (
    answers,
    doing,
    given,
    keys,
    me_too,
    merging,
    ratings,
    reading,
    references,
    retention,
    telling,
    timeline,
    ways_on,
    words,
    work,
)
from commonhall.service_requests.collision import ChangedMeanwhile
from commonhall.service_requests.deed_forms import DateForm, DeedForm, NoteForm, StateForm, TransferForm
from commonhall.service_requests.deeds import Assign, Deed, NoteInternally
from commonhall.service_requests.due import due
from commonhall.service_requests.forms import ReasonForm
from commonhall.service_requests.models import Channel, Event, ServiceRequest
from commonhall.service_requests.states import ALLOWED, ClosedReason, State
from commonhall.service_requests.views import gallery
from commonhall.staff import walls
from commonhall.staff.models import Department, Member
from commonhall.staff.roles import HOLDS, OPENS_CONTACTS, RELEASES_WORDS, SEES_REQUESTS
from commonhall.staff.walls import needs
from commonhall.vault.sealing import CannotOpen
from commonhall.web import spelling

OPEN_FOR_SECONDS = 600


def form_of_the_page(
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
    found = request_of(request, reference)
    seen = reading.note(found, walls.member(request))
    return _render(request, found, {"events": timeline.for_staff(found, seen)})


@form_of_the_page
@needs(*SEES_REQUESTS)
def change_state(request: HttpRequest, reference: str) -> HttpResponse:
    """Change the state; closing asks for a reason that everyone may read."""
    found = request_of(request, reference)
    form = StateForm(request.POST)
    if not form.is_valid():
        return _render(request, found, {"form": form}, status=422)
    return _deed(request, found, form.deed, _("The state is changed."), {"form": form})


@form_of_the_page
@needs(*SEES_REQUESTS)
def confirm_words(request: HttpRequest, reference: str) -> HttpResponse:
    """The text that nobody confirmed was read, and nothing in it tells about a person."""
    found = request_of(request, reference)

    def deed(by: Member) -> None:
        work.confirm_words(found.pk, by=by)

    return _done(request, found, deed, _("The text is confirmed."))


@form_of_the_page
@needs(*SEES_REQUESTS)
def assign(request: HttpRequest, reference: str) -> HttpResponse:
    """Give the request to somebody of the department."""
    found = request_of(request, reference)
    to = get_object_or_404(Member, pk=_uuid(request.POST.get("to", "")))
    return _deed(request, found, lambda: Assign(to=to), _("%(who)s has it now.") % {"who": to})


@form_of_the_page
@needs(*SEES_REQUESTS)
def transfer(request: HttpRequest, reference: str) -> HttpResponse:
    """Pass the request to another department; who is of this one sees it no longer, and goes back to the queue."""
    found = request_of(request, reference)
    form = TransferForm(request.POST)
    said = _("%(reference)s is passed on.") % {"reference": spelling.grouped(found.reference)}
    return _deed(request, found, lambda: _asked(form), said, {"transfer": form})


@form_of_the_page
@needs(*SEES_REQUESTS)
def move_date(request: HttpRequest, reference: str) -> HttpResponse:
    """Promise another day, with a sentence that everyone may read."""
    found = request_of(request, reference)
    form = DateForm(request.POST)
    return _deed(request, found, lambda: _asked(form), _("The date is moved."), {"moving": form})


@form_of_the_page
@needs(*SEES_REQUESTS)
def publish(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a note that everyone can read."""
    found = request_of(request, reference)
    typed = {"public_note": request.POST.get("note", "")}
    form = NoteForm(request.POST)
    return _deed(request, found, lambda: _asked(form), _("The note is published."), typed)


@form_of_the_page
@needs(*SEES_REQUESTS)
def note_internally(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a note that staff alone can read."""
    found = request_of(request, reference)
    typed = {"internal_note": request.POST.get("note", "")}
    return _deed(
        request, found, lambda: NoteInternally(note=_note(request)), _("The note is saved for staff."), typed
    )


@form_of_the_page
@needs(*RELEASES_WORDS)
def release(request: HttpRequest, reference: str) -> HttpResponse:
    """Publish the resident's words, as they stand in the field, where that is ticked; else they are taken back."""
    found = request_of(request, reference)
    ticked = "words" in request.POST
    typed = {"to_release": request.POST.get("note", ""), "is_released": ticked}

    def deed(by: Member) -> None:
        work.release(found.pk, _note(request) if ticked else "", by=by)

    return _done(request, found, deed, _("What everyone can see is changed."), typed)


@form_of_the_page
@needs(*OPENS_CONTACTS)
def open_contact(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the contact for ten minutes, for a reason, logged; the page is not kept by the browser."""
    found = request_of(request, reference)
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
    events = timeline.events_of(found)
    opened = {
        "details": _details(contact, found, events),
        "reason": reason.label,
        "reason_word": reason,
        "seconds": OPEN_FOR_SECONDS,
        "person": _handle(request, found),
    }
    return _render(request, found, {"opened": opened, "events": timeline.entries_of(events, found)})


@form_of_the_page
@needs(*HOLDS)
def hold(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep the request whatever its schedule says."""
    found = request_of(request, reference)
    typed = {"hold_reason": request.POST.get("reason", "")}

    def deed(by: Member) -> None:
        retention.hold(found.pk, HoldForm(request.POST).cleaned()["reason"], by=by)

    return _done(request, found, deed, _("The request is held."), typed)


@form_of_the_page
@needs(*HOLDS)
def lift(request: HttpRequest, reference: str) -> HttpResponse:
    """Let a hold of the request go."""
    found = request_of(request, reference)
    held = _uuid(request.POST.get("hold", ""))

    def deed(by: Member) -> None:
        if held:
            retention.lift(found.pk, held, by=by)

    return _done(request, found, deed, _("The hold is lifted."))


def request_of(request: HttpRequest, reference: str) -> ServiceRequest:
    """The request of the page, for a member who may see it; else 404."""
    return request_for(walls.member(request), reference)


def request_for(member: Member, reference: str) -> ServiceRequest:
    """The request of that reference with what is shown of it, where the member may see it; else 404."""
    visible = work.visible_to(member).select_related(
        "service", "department", "assigned_to", "questionnaire", "duplicate_of", "key", "me_too", "rating"
    )
    return get_object_or_404(visible, reference=references.normal(reference))


def _note(request: HttpRequest) -> str:
    """What was written. Raises Refused when it is too long, or nothing."""
    return str(NoteForm(request.POST).cleaned()["note"])


def _asked(form: DeedForm) -> Deed:
    """The deed a form asks for. Raises Refused with what is wrong in it."""
    form.cleaned()
    return form.deed()


def _deed(
    request: HttpRequest,
    found: ServiceRequest,
    asked: Callable[[], Deed],
    said: str,
    typed: Mapping[str, object] | None = None,
) -> HttpResponse:
    return _done(request, found, lambda by: telling.do(found.pk, asked(), by=by), said, typed)


def _done(
    request: HttpRequest,
    found: ServiceRequest,
    deed: Callable[[Member], None],
    said: str,
    typed: Mapping[str, object] | None = None,
) -> HttpResponse:
    """Do it and go back to the page; when it is refused, show why, with what was typed."""
    by = walls.member(request)
    try:
        doing.done(found.pk, deed, seen=seen_in(request), by=by)
    except ChangedMeanwhile as meanwhile:
        fresh = request_of(request, found.reference)
        changes = timeline.entries_of(meanwhile.events, fresh)
        told = {"collision": str(meanwhile), "changes": changes, **(typed or {})}
        return _render(request, fresh, told, status=409)
    except (Refused, NotNow) as reason:
        messages.error(request, str(reason))
        return _render(request, found, typed, status=422 if isinstance(reason, Refused) else 429)
    messages.success(request, said)
    if work.visible_to(by).filter(pk=found.pk).exists():
        return redirect("service_requests:work", found.reference)
    return redirect("service_requests:queue")


def seen_in(request: HttpRequest) -> int | None:
    """The revision that the page showed from which this was sent; None for a form that does not say."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isdecimal() and len(seen) < 10 else None


def _render(
    request: HttpRequest, found: ServiceRequest, more: Mapping[str, object] | None = None, status: int = 200
) -> HttpResponse:
    link, stripped, photos = words.contact_link(found), words.stripped(found), gallery.of(found)
    by, more, now = walls.member(request), more or {}, timezone.now()
    company = merging.company(found, by)
    shown = {
        "request_": found,
        "form": StateForm(),
        "transfer": TransferForm(),
        "moving": DateForm(),
        "words": stripped,
        "old_number": words.old_number(found),
        "is_imported": found.channel == Channel.IMPORTED,
        "answered": answers.shown(answers.stripped(found)),
        "to_release": found.public_words or stripped,
        "is_released": bool(found.public_words),
        "place": words.place(found),
        "events": more.get("events") or timeline.for_staff(found),
        "photos": photos,
        "pictures": gallery.for_staff(found, photos),
        "repeats": company.repeats,
        "near": company.near,
        "me_too": me_too.so_far([found, *company.repeats]),
        **_choices(found),
        "due": due(found, calendar.day_of(now), now),
        "today": calendar.day_of(now),
        "is_erased": not found.is_anonymous and not hasattr(found, "key"),  # as it was when the row was read
        "can_write": "email" in (link.parts if link else ()) and hasattr(found, "key"),
        "ways_on": ways_on.of(found.reference) if found.is_open and link and hasattr(found, "key") else [],
        "parts": _on_file(link.parts if link else ()),
        "look_reasons": Reason.choices,
        "look_minutes": OPEN_FOR_SECONDS // 60,
        "may_open": by.role in OPENS_CONTACTS,
        "may_release": by.role in RELEASES_WORDS,
        "has_keys": keys.are_on(by),
        "heard": ratings.for_staff(found, words.key_as_read(found)),
        "holds": retention.on(found.pk),
        "may_hold": by.role in HOLDS,
        **more,
    }
    return render(request, "service_requests/case.html", shown, status=status)


def _choices(found: ServiceRequest) -> dict[str, object]:
    """Where it can go from here: to whom, to which department, into which state."""
    elsewhere = Department.objects.exclude(pk=found.department_id).filter(is_active=True).order_by("rank")
    return {
        "colleagues": list(work.colleagues(found)) if found.is_open else [],
        "departments": list(elsewhere) if found.is_open else [],
        "next_states": [(state, state.label) for state in State if state in ALLOWED[State(found.state)]],
        "reasons": ClosedReason.choices,
    }


def _on_file(parts: tuple[str, ...]) -> str:
    """Which parts there are, never what they are."""
    return ", ".join(page.labels()[part] for part in parts)


def _details(contact: Contact, found: ServiceRequest, events: Collection[Event]) -> list[tuple[str, str]]:
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
        in_full += [
            (_("Added later, in full"), text) for text in words.added(events, words.key_as_read(found))
        ]
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
