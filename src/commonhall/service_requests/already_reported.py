"""What everyone may know is reported already: the same kind, near by, open or closed lately. Asked before details.

Two questions, each answered from an index of its own: what is open and what was closed in two weeks do not grow
with the years.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from commonhall.places.nearness import Around
from commonhall.places.place import Place
from commonhall.service_requests import me_too
from commonhall.service_requests.models import ServiceRequest
from commonhall.service_requests.states import State

NEAR_YARDS = 110
LATELY = timedelta(days=14)
MOST = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Reported:
    """A request that may tell the same, how far away its block is, and how many more people said so by yesterday."""

    request: ServiceRequest
    yards: int
    more_people: int


def near(service: str, place: Place, today: date) -> list[Reported]:
    """At most five, nearest first; of equals the open one, then the newer."""
    around = Around(latitude=place.latitude, longitude=place.longitude, yards=NEAR_YARDS)
    there = ServiceRequest.objects.listed(today).around(around).filter(service=service, duplicate_of=None)
    lately = there.filter(state=State.CLOSED, changed_on__gte=today - LATELY)
    found = [
        (around.yards_to(each.latitude, each.longitude), not each.is_open, -each.day.toordinal(), each)
        for each in [*there.open()[:MOST], *lately[:MOST]]
    ]
    shown = sorted(found, key=lambda each: (*each[:3], each[3].reference))[:MOST]
    said = me_too.for_everyone([request.pk for *_, request in shown], today) if shown else {}
    return [
        Reported(request=request, yards=yards, more_people=said.get(request.pk, 0))
        for yards, *_, request in shown
    ]
