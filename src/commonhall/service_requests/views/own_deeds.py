"""What a resident does by their request's link. Each has a page that asks, and its form alone does something."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from commonhall import calendar
from commonhall.errors import Refused
from commonhall.holdings import oversharing
from commonhall.service_requests import elsewhere, links, official, once, own_deeds, ratings, timeline, words
from commonhall.service_requests.models import ServiceRequest
from commonhall.service_requests.own_deeds import Addition
from commonhall.service_requests.own_forms import AdditionForm, JudgeForm, SendBackForm
from commonhall.service_requests.ratings import Heard
from commonhall.service_requests.views.gallery import shown_small
from commonhall.service_requests.views.own_page import (
    AGAIN,
    address,
    back,
    by_its_link,
    comes_along,
    done_words,
    own_page,
)
from commonhall.service_requests.views.review import warned
from commonhall.web import languages, uploads
from commonhall.web.requests import private_page, unlogged
from commonhall.web.throttles import Limit, throttled

_deeds = Limit(purpose="follow, deed", most=30, seconds=600, methods=("POST",))
_METHODS = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A page that asks for a note and a photo, and what is done with them."""

    title: Promise
    lead: Promise
    button: Promise
    form: type[AdditionForm]
    do: Callable[[UUID, Addition], None]
    done: str


ADD = Asked(
    title=_("Add a note or a photo"),
    lead=_("You and staff see it, nobody else. Staff read it without personal details."),
    button=_("Add it"),
    form=AdditionForm,
    do=own_deeds.add,
    done="added",
)
SEND_BACK = Asked(
    title=_("It is not fixed"),
    lead=_(
        "Your request is opened again, and goes back to those who had it. You and staff see what you write."
    ),
    button=_("Send it back to the crew"),
    form=SendBackForm,
    do=own_deeds.send_back,
    done="sent-back",
)


@unlogged
@private_page
@require_http_methods(_METHODS)
@throttled(_deeds)
@by_its_link
def add(request: HttpRequest, found: ServiceRequest, token: str) -> HttpResponse:
    """A note, a photo, or both."""
    return _told(request, found, token, ADD)


@unlogged
@private_page
@require_http_methods(_METHODS)
@throttled(_deeds)
@by_its_link
def send_back(request: HttpRequest, found: ServiceRequest, token: str) -> HttpResponse:
    """Not fixed: back to those who had it."""
    may = own_deeds.may_send_back(found, timeline.events_of(found), calendar.today())
    if request.method != "POST" and not may:
        return back(token)
    return _told(request, found, token, SEND_BACK)


@unlogged
@private_page
@require_http_methods(_METHODS)
@throttled(_deeds)
@by_its_link
def withdraw(request: HttpRequest, found: ServiceRequest, token: str) -> HttpResponse:
    """Asks first, and says what is lost."""
    others_wait = own_deeds.others_wait(found)
    if request.method == "POST":
        done = "withdrawn-alone" if others_wait else "withdrawn"
        return _tried(request, token, lambda: own_deeds.withdraw(found.pk, _once(request, found)), done=done)
    if not own_deeds.may_withdraw(found, timeline.events_of(found)) or not words.key_as_read(found):
        return back(token)
    page = {"request_": found, "token": token, "once": once.new(found.pk), "others_wait": others_wait}
    return render(request, "service_requests/own/withdraw.html", page)


@unlogged
@private_page
@require_http_methods(_METHODS)
@throttled(_deeds)
@by_its_link
def answer(request: HttpRequest, found: ServiceRequest, token: str) -> HttpResponse:
    """Whether it is fixed; a no leads on to sending it back, where that is possible."""
    said = request.POST.get("is_fixed")
    if request.method != "POST" or said not in {"yes", "no"}:
        return back(token)
    try:
        ratings.answer(found.pk, is_fixed=said == "yes")
    except Refused as refusal:
        return _refused(request, token, refusal)
    if said == "yes":
        return redirect("service_requests:follow-judge", token)
    may = own_deeds.may_send_back(found, timeline.events_of(found), calendar.today())
    return redirect("service_requests:follow-send-back", token) if may else back(token, at="isit")


@unlogged
@private_page
@require_http_methods(_METHODS)
@throttled(_deeds)
@by_its_link
def judge(request: HttpRequest, found: ServiceRequest, token: str) -> HttpResponse:
    """How well it went, one to five, and a word about it; asked once it was said whether it is fixed."""
    heard = ratings.of_the_resident(found, timeline.events_of(found), words.key_as_read(found))
    if request.method != "POST" and heard is None:
        return back(token, at="isit")
    if request.method != "POST":
        return _ask_how_it_went(request, found, token, heard, JudgeForm())
    if AGAIN in request.POST:
        return _ask_how_it_went(request, found, token, heard, JudgeForm(initial=request.POST.dict()))
    form = JudgeForm(request.POST)
    if not form.is_valid():
        return _ask_how_it_went(request, found, token, heard, form, status=422)
    score, said = form.cleaned_data["score"], form.cleaned_data["words"]
    deed = partial(ratings.judge, found.pk, score, said, language=languages.spoken())
    return _tried(request, token, deed, done="judged", written=said)


def _ask_how_it_went(
    request: HttpRequest,
    found: ServiceRequest,
    token: str,
    heard: Heard | None,
    form: JudgeForm,
    status: int = 200,
) -> HttpResponse:
    page = {
        "request_": found,
        "token": token,
        "heard": heard,
        "form": form,
        "help": elsewhere.help_for(request.POST.get("words", "")),
        "answers": comes_along("judge"),
    }
    return render(request, "service_requests/own/judge.html", page, status=status)


def _told(request: HttpRequest, found: ServiceRequest, token: str, asked: Asked) -> HttpResponse:
    """Ask, look for personal details, ask again where there are some, and do it."""
    if request.method != "POST":
        return _ask(request, found, token, asked, asked.form()) if words.key_as_read(found) else back(token)
    kept = once.kept(request.POST.get("kept", ""), found.pk)
    form = asked.form(request.POST, request.FILES, kept=kept, upload_refusal=uploads.refusal(request))
    is_valid = form.is_valid()
    if AGAIN in request.POST:
        return _ask(request, found, token, asked, form)
    if not is_valid:
        return _ask(request, found, token, asked, form, status=422)
    note = form.cleaned_data["note"]
    if "strip" in request.POST:
        stripped = oversharing.remove(note, known=official.known(), language=languages.spoken()).text
        return _ask(request, found, token, asked, asked.form(initial={"note": stripped}, kept=form.jpeg))
    if (kinds := warned([note])) and "as_it_is" not in request.POST:
        return _ask(request, found, token, asked, form, kinds=kinds)
    try:
        addition = Addition(
            once=_once(request, found), note=note, photo=form.jpeg, language=languages.spoken()
        )
        asked.do(found.pk, addition)
    except (own_deeds.NothingAdded, once.PageIsOld) as refusal:
        form.add_error("note", str(refusal))
        return _ask(request, found, token, asked, form, status=422)
    except own_deeds.AddedBefore as refusal:
        form.add_error("note", str(refusal))
        return _ask(request, found, token, asked, form, status=409, is_anew=True)
    except Refused as refusal:
        return _refused(request, token, refusal)
    return _done(request, token, asked.done, note)


def _ask(
    request: HttpRequest,
    found: ServiceRequest,
    token: str,
    asked: Asked,
    form: AdditionForm,
    kinds: tuple[str, ...] = (),
    status: int = 200,
    *,
    is_anew: bool = False,
) -> HttpResponse:
    """The page again, with all that was typed. Another id where the form's is not good, or something has it."""
    page = {
        "request_": found,
        "token": token,
        "asked": asked,
        "form": form,
        "kinds": kinds,
        "help": elsewhere.help_for(request.POST.get("note", "")),
        "answers": comes_along("add"),
        "once": once.new(found.pk) if is_anew else _carried(request, found),
        "kept": once.keep(found.pk, form.jpeg),
        "pictures": shown_small([form.jpeg] if form.jpeg else []),
    }
    return render(request, "service_requests/own/add.html", page, status=status)


def _carried(request: HttpRequest, found: ServiceRequest) -> str:
    try:
        _once(request, found)
    except once.PageIsOld:
        return once.new(found.pk)
    return request.POST["once"]


def _once(request: HttpRequest, found: ServiceRequest) -> UUID:
    return once.read(request.POST.get("once", ""), found.pk)


def _tried(
    request: HttpRequest, token: str, deed: Callable[[], None], *, done: str, written: str = ""
) -> HttpResponse:
    try:
        deed()
    except Refused as refusal:
        return _refused(request, token, refusal)
    return _done(request, token, done, written)


def _done(request: HttpRequest, token: str, done: str, written: str) -> HttpResponse:
    """The way back to the page. Where danger is heard in what was written, it answers at once with whom to call: an
    address that led there would tell of it.
    """
    if not (help_ := elsewhere.help_for(written)):
        return back(token, done=done)
    more = {"said": done_words(done), "help": help_, "read_again_at": address(token)}
    return own_page(request, links.request_of(token), token, more)


def _refused(request: HttpRequest, token: str, refusal: Refused) -> HttpResponse:
    """The page as it is now, with why."""
    more = {"said": str(refusal), "said_kind": "error"}
    return own_page(request, links.request_of(token), token, more, status=409)
