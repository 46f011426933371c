"""Finding a person: beside a call, or on a page of its own. By POST: what is sought is personal."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from commonhall.desk import callers
from commonhall.desk.callers import Seen
from commonhall.errors import CommonhallError, NotNow, Refused
from commonhall.people import look_sessions
from commonhall.people.look_sessions import SessionIsOver
from commonhall.people.search.query import LONGEST
from commonhall.people.sight import SEARCHES
from commonhall.staff import walls
from commonhall.staff.roles import Role
from commonhall.staff.walls import needs
from commonhall.web.requests import unlogged


@unlogged
@require_http_methods(["GET", "HEAD", "POST"])
@needs(*SEARCHES)
def find(request: HttpRequest) -> HttpResponse:
    """Who fits what was typed; for a script that asks while one types, the list alone."""
    member = walls.member(request)
    typed = request.POST.get("sought", "")[:LONGEST]
    found: list[Seen] = []
    refusal: CommonhallError | None = None
    try:
        found = callers.seek(typed, by=member) if request.method == "POST" else []
    except (Refused, NotNow) as reason:
        refusal = reason
    page = {
        "found": found,
        "sought": typed.strip(),
        "refusal": refusal,
        "is_over": isinstance(refusal, SessionIsOver),
        "session": look_sessions.running(member),
    }
    return render(request, "desk/found.html" if _is_by_script(request) else "desk/find.html", page)


@unlogged
@require_POST
@needs(Role.CALL_TAKER)
def person(request: HttpRequest) -> HttpResponse:
    """Somebody among the results, opened beside the call."""
    try:
        caller = callers.open_found(request.POST.get("person", ""), by=walls.member(request))
    except (Refused, NotNow) as refusal:
        page = {"refusal": refusal, "is_over": isinstance(refusal, SessionIsOver)}
        return render(request, "desk/found.html", page)
    return render(request, "desk/person.html", {"caller": caller})


def _is_by_script(request: HttpRequest) -> bool:
    return request.headers.get("Sec-Fetch-Dest") == "empty"
