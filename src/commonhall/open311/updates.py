"""Updates of requests, as FixMyStreet's front ends ask for them and pass them on (`servicerequestupdates`).

What they pass on is a note for staff, without personal details: who wrote it, another site knows and we need not.
It changes no state: whether something is fixed, staff say. It has a day and no time, as all that residents do.
"""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, When
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commonhall import calendar
from commonhall.holdings import oversharing
from commonhall.open311 import given_out, moments
from commonhall.open311.calls import Call
from commonhall.open311.documents import Listed, Row
from commonhall.open311.models import Key
from commonhall.open311.moments import Span
from commonhall.open311.refusals import BadCall
from commonhall.open311.searching import Page
from commonhall.service_requests import official, words
from commonhall.service_requests.models import Event, ServiceRequest
from commonhall.service_requests.states import ClosedReason, State
from commonhall.web.forms import MOST_WORDS

_ROOT, _EACH = "service_requests_updates", "request_update"


def document(call: Call) -> Listed:
    """What happened in the span asked for, newest first. Raises BadCall."""
    page = list(_between(Span.asked(call.arguments))[Page.asked(call).rows])
    closed_by = _closed_by({event.request_id for event in page})
    rows: list[Row] = [
        {
            "update_id": str(event.pk),
            "service_request_id": event.request.reference,
            "status": given_out.status(closed_by[event.pk]),
            "updated_datetime": moments.written(given_out.told_at(event, event.request)),
            "description": event.public_note or _standing(event),
            "media_url": None,
        }
        for event in page
    ]
    return Listed(root=_ROOT, each=_EACH, rows=rows)


def take(call: Call, request: ServiceRequest, key: Key) -> Listed:
    """Keep what another site passes on, as a note for staff. The same once more on the same day is one."""
    status = call.given("status").lower()
    if status not in {"", given_out.OPEN, given_out.CLOSED}:
        raise BadCall(_("status must be open or closed."))
    said = call.given("description").replace("\r\n", "\n")
    if not said and not status:
        raise BadCall(_("description is missing: say what changed."))
    if len(said) > MOST_WORDS:
        raise BadCall(
            _("description: That is longer than %(most)d characters. Shorten it.") % {"most": MOST_WORDS}
        )
    kept = oversharing.remove(said, known=official.known(), language=get_language() or "en").text
    event = _note(request, "\n".join(filter(None, (_heading(key, status), kept))))
    row = {"update_id": str(event.pk), "service_request_id": request.reference}
    return Listed(root=_ROOT, each=_EACH, rows=[row])


def _heading(key: Key, status: str) -> str:
    if status == given_out.CLOSED:
        return _("Passed on by %(site)s, which says that it is done:") % {"site": key.name}
    return _("Passed on by %(site)s:") % {"site": key.name}


def _note(request: ServiceRequest, note: str) -> Event:
    day = calendar.today()
    with transaction.atomic():
        row = ServiceRequest.objects.select_for_update().get(pk=request.pk)
        passed_on = row.events.filter(kind=Event.Kind.INTERNAL_NOTE, by=None, day=day)
        own_key = words.own_key(row)
        for before in passed_on:
            if words.internal(before, own_key) == note:
                return before
        event = Event(request=row, kind=Event.Kind.INTERNAL_NOTE, day=day)
        words.seal_internal(event, note)
        event.save(force_insert=True)
    return event


def _between(span: Span) -> QuerySet[Event]:
    """What is told to have happened in that span (`given_out.told_at`), of requests that lists may show."""
    today = calendar.today()
    first, last = span.days
    begun, ended = span.whole_days()
    a_day = timedelta(days=1)
    by_day = given_out.BY_DAY & Q(day__range=(begun - a_day, ended - a_day), day__lt=today)
    at_once = Q(request__is_anonymous=False, at__range=(span.start, span.end))
    at = Case(When(request__is_anonymous=True, then=None), default=F("at"))
    found = given_out.changes_told(Event.objects.filter(by_day | at_once, day__range=(first - a_day, last)))
    shown = found.alias(told=at).order_by("-day", F("told").desc(nulls_first=True), "pk")
    return shown.select_related("request")


def _closed_by(requests: Collection[UUID]) -> dict[UUID, str]:
    """After each of what happened to these requests, for which reason it was closed; empty while it was open."""
    reasons: dict[UUID, str] = {}
    before: dict[UUID, str] = {}
    found = given_out.changes_told(Event.objects.filter(request__in=requests))
    for event in found.order_by("request", "number").only("pk", "request_id", "state", "closed_reason"):
        if event.state:
            before[event.request_id] = event.closed_reason
        reasons[event.pk] = before.get(event.request_id, "")
    return reasons


def _standing(event: Event) -> str:
    return str(ClosedReason(event.closed_reason).label if event.closed_reason else State(event.state).label)
