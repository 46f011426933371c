"""The page of a person for staff: opened by a sealed handle that travels by POST, never by an address.

What is done on it answers with the page again: to lead back to an address, the person would have to stand in it.
"""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commonhall.errors import Refused
from commonhall.holdings import holds
from commonhall.holdings.forms import HoldForm
from commonhall.people import aliases, consent, handles, merging, page, requests, rows
from commonhall.people.handles import By, HandleIsSpent, Look
from commonhall.people.person_forms import ConsentForm, NameForm, ReasonForm, ReferenceForm
from commonhall.people.reasons import Reason
from commonhall.people.record import AskedBy
from commonhall.people.rows import PersonIsGone
from commonhall.staff import walls
from commonhall.staff.models import Member
from commonhall.staff.roles import HOLDS, OPENS_CONTACTS
from commonhall.staff.walls import needs

Deed = Callable[[Look, By], str]


class NoSuchRequest(Refused):
    """A reference that names no request with a contact."""

    def __init__(self) -> None:
        super().__init__(_("There is no request with that reference that has a contact."))


def _by_a_form(view: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Only a form that is sent opens a person. A link to its address (the other language's) leads to the start."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponseBase:
        return view(request) if request.method == "POST" else redirect("staff:home")

    return answer


@_by_a_form
@needs(*OPENS_CONTACTS)
def open_person(request: HttpRequest) -> HttpResponse:
    """Show the person for ten minutes, for a reason, logged."""

    def opening(by: Member) -> Look:
        reason = Reason(ReasonForm(request.POST).cleaned()["reason"])
        return handles.open_person(_handle(request), reason, by=by)

    return _opened(request, opening)


@_by_a_form
@needs(*OPENS_CONTACTS)
def open_found(request: HttpRequest) -> HttpResponse:
    """Show somebody whom a search found, for the reason of the call."""
    return _opened(request, lambda by: handles.open_found(_handle(request), by=by))


@_by_a_form
@needs(*OPENS_CONTACTS)
def add_name(request: HttpRequest) -> HttpResponse:
    """Let the person be found by another name too."""

    def deed(look: Look, by: By) -> str:
        aliases.add(look.person, NameForm(request.POST).cleaned()["name"], by=by)
        return _("The name is added.")

    return _done(request, deed)


@_by_a_form
@needs(*OPENS_CONTACTS)
def remove_name(request: HttpRequest) -> HttpResponse:
    """Take an added name out."""

    def deed(look: Look, by: By) -> str:
        aliases.remove(look.person, request.POST.get("name", ""), by=by)
        return _("The name is taken out.")

    return _done(request, deed)


@_by_a_form
@needs(*OPENS_CONTACTS)
def note_consent(request: HttpRequest) -> HttpResponse:
    """Keep the answers that changed."""

    def deed(look: Look, by: By) -> str:
        form = ConsentForm(request.POST)
        channel = AskedBy(form.cleaned()["channel"])
        for way, answer in form.answers().items():
            if answer is not look.record.answer(way):
                consent.note(look.person, way, answer, channel, by=by)
        return _("The answers are kept.")

    return _done(request, deed)


@_by_a_form
@needs(*OPENS_CONTACTS)
def compare(request: HttpRequest) -> HttpResponse:
    """Show this person beside the one whose request was named; that is a look at them too."""
    member = walls.member(request)

    def other(look: Look) -> Look:
        found = requests.person_of(ReferenceForm(request.POST).cleaned()["reference"])
        if found is None:
            raise NoSuchRequest
        if found == look.person:
            raise merging.SamePerson
        handle = handles.shut(found, member, request=look.why.request)
        return handles.open_person(handle, look.why.reason, by=member)

    try:
        look = handles.look_again(_handle(request), by=member)
    except (HandleIsSpent, PersonIsGone) as refusal:
        return _shut(request, refusal)
    try:
        found = other(look)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _page(request, look, status=422)
    both = {"kept": page.of(look, member), "other": page.of(found, member)}
    return render(request, "people/compare.html", both)


@_by_a_form
@needs(*OPENS_CONTACTS)
def merge(request: HttpRequest) -> HttpResponse:
    """Merge the other person of the comparison into this one."""
    other = request.POST.get("other", "")

    def deed(look: Look, by: By) -> str:
        absorbed = handles.look_again(other, by=walls.member(request))
        merging.merge(look.person, absorbed.person, by=by)
        return _("The two are one person now. You can undo it below.")

    return _done(request, deed)


@_by_a_form
@needs(*OPENS_CONTACTS)
def split(request: HttpRequest) -> HttpResponse:
    """Move the requests that are ticked to a person of their own."""
    chosen = [found for found in map(_uuid, request.POST.getlist("request")) if found]

    def deed(look: Look, by: By) -> str:
        merging.split(look.person, chosen, by=by)
        return _("The requests belong to a person of their own now. You can undo it below.")

    return _done(request, deed)


@_by_a_form
@needs(*OPENS_CONTACTS)
def undo(request: HttpRequest) -> HttpResponse:
    """Take back a merge or a split."""

    def deed(look: Look, by: By) -> str:
        place = request.POST.get("place", "")
        merging.undo(look.person, int(place) if place.isdecimal() else -1, by=by)
        return _("It is undone.")

    return _done(request, deed)


@_by_a_form
@needs(*HOLDS)
def hold(request: HttpRequest) -> HttpResponse:
    """Keep the person and their requests whatever the schedule says."""

    def deed(look: Look, by: By) -> str:
        holds.place(person=look.person, reason=HoldForm(request.POST).cleaned()["reason"], by=by.member)
        return _("The person is held.")

    return _done(request, deed)


@_by_a_form
@needs(*HOLDS)
def lift(request: HttpRequest) -> HttpResponse:
    """Let a hold go."""

    def deed(look: Look, by: By) -> str:
        held = _uuid(request.POST.get("hold", ""))
        if held in {each.id for each in holds.Holds.now().of_person(look.person)}:
            holds.lift(held, by=by.member)
        return _("The hold is lifted.")

    return _done(request, deed)


def _opened(request: HttpRequest, opening: Callable[[Member], Look]) -> HttpResponse:
    """Open and show the person; when it is refused, say why."""
    try:
        look = opening(walls.member(request))
    except Refused as refusal:
        return _shut(request, refusal)
    return _page(request, look)


def _done(request: HttpRequest, deed: Deed) -> HttpResponse:
    """Do it and show the person as they are then; when it is refused, show why."""
    member = walls.member(request)
    try:
        look = handles.look_again(_handle(request), by=member)
    except (HandleIsSpent, PersonIsGone) as refusal:
        return _shut(request, refusal)
    try:
        said = deed(look, By(member=member.pk, why=look.why))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _page(request, look, status=422)
    messages.success(request, said)
    now = Look(person=look.person, why=look.why, record=rows.open_record(look.person))
    return _page(request, now)


def _page(request: HttpRequest, look: Look, status: int = 200) -> HttpResponse:
    return render(request, "people/person.html", page.of(look, walls.member(request)), status=status)


def _shut(request: HttpRequest, refusal: Refused) -> HttpResponse:
    messages.error(request, str(refusal))
    return redirect("staff:home")


def _handle(request: HttpRequest) -> str:
    return request.POST.get("person", "")


def _uuid(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None
