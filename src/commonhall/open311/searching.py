"""Searching requests: by service, status, time and place, at most a thousand out of 90 days at once."""

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from commonhall import calendar
from commonhall.open311 import given_out, moments
from commonhall.open311.calls import Call
from commonhall.open311.moments import Span
from commonhall.open311.refusals import BadCall
from commonhall.service_requests import references
from commonhall.service_requests.models import Event, ServiceRequest, ServiceRequests
from commonhall.service_requests.states import ClosedReason

MOST: Final = 1000
MOST_PAGES: Final = 1000
MOST_RADIUS: Final = 50_000.0  # metres
_A_DEGREE: Final = 111_195.0  # metres of latitude
_REASONS: Final = {given_out.OPEN: ("",), given_out.CLOSED: tuple(ClosedReason.values)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """Which of the rows are wanted."""

    number: int
    size: int

    @classmethod
    def asked(cls, call: Call) -> "Page":
        """What `page` and `page_size` say. Raises BadCall."""
        return cls(
            number=_whole(call, "page", default=1, most=MOST_PAGES),
            size=_whole(call, "page_size", default=MOST, most=MOST),
        )

    @property
    def rows(self) -> slice:
        return slice((self.number - 1) * self.size, self.number * self.size)


def found(call: Call) -> list[ServiceRequest]:
    """What the call asks for, newest first; named by their ids, those and nothing else. Raises BadCall."""
    today = calendar.today()
    listed = ServiceRequest.objects.listed(today).select_related("service", "department")
    newest_first = listed.order_by("-day", F("received_at").desc(nulls_last=True), "reference")
    if call.given("service_request_id"):
        wanted = {references.normal(each) for each in call.each("service_request_id")[:MOST]}
        return list(newest_first.filter(reference__in=wanted - {""}))
    page = Page.asked(call)
    rows = newest_first.filter(_in_time(call), closed_reason__in=_reasons(call))
    if codes := call.each("service_code"):
        rows = rows.filter(service__in=codes[:MOST])
    return list(_updated(_there(rows, call), call, today)[page.rows])


def _in_time(call: Call) -> Q:
    span = Span.asked(call.arguments)
    named = Q(is_anonymous=False, received_at__range=(span.start, span.end))
    anonymous = Q(is_anonymous=True, day__range=span.whole_days())
    return Q(day__range=span.days) & (named | anonymous)


def _reasons(call: Call) -> list[str]:
    """Why those were closed that have the statuses asked for; empty for one that is open."""
    words = {each.lower() for each in call.each("status")} or set(_REASONS)
    if not words <= set(_REASONS):
        raise BadCall(_("status must be open, closed, or both with a comma between."))
    return [reason for word in sorted(words) for reason in _REASONS[word]]


def _there(rows: ServiceRequests, call: Call) -> ServiceRequests:
    """Those whose block lies in `bbox`, and within `radius` metres of `lat` and `long`."""
    if call.given("bbox"):
        west, south, east, north = _numbers("bbox", call.each("bbox"), 4)
        rows = rows.filter(latitude__range=(south, north), longitude__range=(west, east))
    if call.given("lat") or call.given("long"):
        latitude, longitude, radius = _numbers(
            "lat, long, radius", [call.given("lat"), call.given("long"), call.given("radius")], 3
        )
        if not (abs(latitude) <= 90 and abs(longitude) <= 180 and 0 < radius <= MOST_RADIUS):
            raise BadCall(_("lat and long are degrees, and radius is in metres, up to 50,000."))
        reach = radius / _A_DEGREE
        shrinking = max(math.cos(math.radians(latitude)), 0.01)
        north_off, east_off = F("latitude") - latitude, (F("longitude") - longitude) * shrinking
        rows = rows.alias(off=north_off * north_off + east_off * east_off).filter(
            latitude__range=(latitude - reach, latitude + reach), off__lte=reach * reach
        )
    return rows


def _updated(rows: ServiceRequests, call: Call, today: date) -> ServiceRequests:
    """Those that changed last after `updated_after` and before `updated_before`."""
    if after := call.given("updated_after"):
        moment = moments.read("updated_after", after)
        rows = rows.filter(
            Exists(_changes_since(moment, today))
            | Q(received_at__gte=moment)
            | Q(is_anonymous=True, day__gte=_day_begun_by(moment))
        )
    if before := call.given("updated_before"):
        moment = moments.read("updated_before", before)
        first = _day_begun_by(moment + timedelta(seconds=1))
        came = Q(received_at__lte=moment) | Q(is_anonymous=True, day__lt=first)
        rows = rows.filter(came, ~Exists(_changes_since(moment + timedelta(seconds=1), today)))
    return rows


def _changes_since(moment: datetime, today: date) -> QuerySet[Event]:
    """Of a request, what is told to have happened then or later (`given_out.told_at`)."""
    at_once = Q(at__gte=moment, request__is_anonymous=False)
    ended = given_out.BY_DAY & Q(day__gte=_day_begun_by(moment) - timedelta(days=1), day__lt=today)
    changes = given_out.changes_told(Event.objects.filter(request=OuterRef("pk")))
    return changes.filter(at_once | ended)


def _day_begun_by(moment: datetime) -> date:
    """The first day that begins then or later."""
    day = calendar.day_of(moment)
    return day if calendar.start_of(day) >= moment else day + timedelta(days=1)


def _whole(call: Call, name: str, *, default: int, most: int) -> int:
    said = call.given(name)
    if not said:
        return default
    if not (said.isascii() and said.isdecimal() and int(said[:9]) >= 1 and len(said) < 9):
        raise BadCall(_("%(name)s must be a whole number from 1.") % {"name": name})
    return min(int(said), most)


def _numbers(name: str, said: list[str], count: int) -> list[float]:
    try:
        numbers = [float(each) for each in said]
    except ValueError:
        numbers = []
    if len(numbers) != count or not all(map(math.isfinite, numbers)):
        raise BadCall(_("%(name)s must be %(count)d numbers.") % {"name": name, "count": count})
    return numbers
