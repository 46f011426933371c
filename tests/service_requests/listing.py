"""Requests for tests of the public list and map, as they stand in the table."""

from datetime import timedelta

from commonhall import calendar
from commonhall.places import lookup
from commonhall.service_requests.states import State
from tests.service_requests import making

LIST = "/en/requests/"
MARKET = "1012 N Market St"


def stored(where: str = MARKET, *, days_ago: int = 1, ended: str = "", **more: object) -> str:
    """The reference of an anonymous request about that place, as it stands in the table."""
    place, request = lookup.resolve(where), making.unsaved(**more)
    request.street, request.hundred = place.street, place.hundred
    request.latitude, request.longitude = place.latitude, place.longitude
    request.day = calendar.today() - timedelta(days=days_ago)
    if ended:
        request.state, request.closed_reason = State.CLOSED, ended
    request.save(force_insert=True)
    return request.reference
