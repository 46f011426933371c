"""The desk: a call from its first word to its reference, at one address. The draft travels in the form, sealed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_POST

from commonhall.desk import band, callers, script, taking, urgency
from commonhall.desk.callers import Caller
from commonhall.desk.sheet import WHERE, Sheet
from commonhall.errors import Refused
from commonhall.people import look_sessions
from commonhall.people.reasons import Reason
from commonhall.service_requests import catalogue, steps
from commonhall.service_requests.draft import Draft, DraftIsLost
from commonhall.service_requests.intake import Receipt
from commonhall.service_requests.models import Service
from commonhall.staff import walls
from commonhall.staff.roles import Role
from commonhall.staff.walls import needs
from commonhall.web import languages, spelling
from commonhall.web.requests import unlogged

MOST_SERVICES = 9  # each has a key


@unlogged
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.CALL_TAKER)
def call(request: HttpRequest) -> HttpResponse:
    """The call that goes on, or the way to begin one; what is sent is stored when all of it is there."""
    if request.method != "POST":
        sheet = Sheet.blank(languages.spoken()) if band.current(request.session) else None
        return _show(request, sheet) if sheet else render(request, "desk/quiet.html", _band(request))
    try:
        return _answer(request, Sheet.sent(request.POST))
    except DraftIsLost as lost:
        return render(request, "desk/quiet.html", {**_band(request), "lost": str(lost)}, status=400)


@unlogged
@require_POST
@needs(Role.CALL_TAKER)
def begin(request: HttpRequest) -> HttpResponse:
    """A call comes in: a clock, and a blank sheet."""
    band.start(request.session)
    look_sessions.begin(walls.member(request), Reason.INCOMING_CALL)
    return redirect("desk:call")


@unlogged
@require_POST
@needs(Role.CALL_TAKER)
def end(request: HttpRequest) -> HttpResponse:
    """The call is over; what was not sent is gone."""
    band.end(request.session)
    look_sessions.end(walls.member(request))
    return redirect("desk:call")


@unlogged
@require_POST
@needs(Role.CALL_TAKER)
def services(request: HttpRequest) -> HttpResponse:
    """The services that come close to what is being typed, each with its key."""
    return render(request, "desk/services.html", {"services": _services(request.POST.get("q", ""))})


@unlogged
@require_POST
@needs(Role.CALL_TAKER)
def place(request: HttpRequest) -> HttpResponse:
    """Whether the place that was typed is one, and which may be meant."""
    form = steps.FORMS[WHERE](request.POST, draft=Draft(service=""))
    return render(
        request, "desk/place.html", {"form": form, "place": form.is_valid() and form.advanced().place}
    )


def _answer(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """Do what the button says; send only what is complete, was looked at, and is no emergency."""
    heard = sheet.heard(script.current().urgencies)
    match next((button for button in _BUTTONS if button in request.POST), ""):
        case "anonymous":
            look_sessions.end(walls.member(request))  # whoever it is, nobody looks for them any more
            return _show(request, sheet.cut())
        case "join":
            return _join(request, sheet)
        case "strip":
            return _show(request, sheet.stripped())
        case "go_on":
            return _show(request, sheet.gone_past(heard))
        case "send" if not heard and sheet.is_complete and sheet.was_checked:
            return _send(request, sheet)
        case "send" if not heard:
            return _show(request, sheet, is_last_look=sheet.is_complete)
    return _show(request, sheet.as_typed())


_BUTTONS = ("anonymous", "join", "strip", "go_on", "send")


def _send(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    by = walls.member(request)
    try:
        report = callers.of(sheet.report, sheet.caller, by=by)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _show(request, sheet.as_typed(caller=""))
    return _taken(request, taking.take(report, by=by, was_told=sheet.was_told), sheet.language)


def _join(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """The call is that person's, or nobody's again. What is known of their contact fills what is empty."""
    handle = request.POST["join"]
    try:
        known = callers.contact_parts(handle, by=walls.member(request)) if handle else {}
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _show(request, sheet.as_typed(caller=""))
    empty = {part: value for part, value in known.items() if not sheet.typed.get(part)}
    return _show(request, sheet.as_typed(caller=handle, **empty))


def _show(request: HttpRequest, sheet: Sheet, *, is_last_look: bool = False) -> HttpResponse:
    page = {
        **_band(request),
        "sheet": sheet,
        "caller": _caller(request, sheet),
        "heard": {each.urgency.number: each for each in sheet.heard(script.current().urgencies)},
        "is_last_look": is_last_look,
        "services": [] if sheet.service else _services(sheet.typed.get("q", "")),
        "answers": {"form": "call", "name": "stay", "value": "1"},
    }
    return render(request, "desk/call.html", page, status=422 if sheet.errors else 200)


def _caller(request: HttpRequest, sheet: Sheet) -> Caller | None:
    try:
        return callers.joined(sheet.caller, by=walls.member(request))
    except Refused:
        return None


def _taken(request: HttpRequest, receipt: Receipt, language: str) -> HttpResponse:
    """The reference, and how it is read out in the caller's language."""
    stored = receipt.request
    with translation.override(language):
        spelled = spelling.spelled(stored.reference)
    page = {
        **_band(request),
        "request_": stored,
        "was_stored": receipt.was_stored,
        "language": language,
        "spelled": spelled,
    }
    return render(request, "desk/taken.html", page)


def _band(request: HttpRequest) -> dict[str, object]:
    said = script.current()
    return {
        "band": band.current(request.session),
        "script": said,
        "urgent": urgency.for_the_browser(said.urgencies),
    }


def _services(typed: str) -> list[Service]:
    return catalogue.search(typed, catalogue.offered())[:MOST_SERVICES]
