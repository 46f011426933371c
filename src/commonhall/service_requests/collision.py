"""Two at one request: what a member does not know yet of others, or of the resident, is told before their deed."""

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from commonhall.errors import Refused
from commonhall.service_requests import timeline
from commonhall.service_requests.models import BY_THE_RESIDENT, Event, ServiceRequest
from commonhall.staff.models import Member


class ChangedMeanwhile(Refused):
    """Somebody else changed the request since the page was opened. `events`: what they did, newest first."""

    def __init__(self, events: list[Event]) -> None:
        self.events = events
        who = ", ".join(sorted({timeline.who(event) for event in events}))
        super().__init__(
            _(
                "%(who)s changed this request since you opened it. What you typed is kept. "
                "Look at what changed, then do it again if it still fits."
            )
            % {"who": who}
        )


def check(request: UUID, seen: int | None, *, by: Member) -> None:
    """Call it in the transaction of the deed: it locks the request. `seen`: the revision the page showed.

    What the member did themselves in another window, and what came of itself, is no collision. Raises
    ChangedMeanwhile.
    """
    if seen is None:
        return
    row = ServiceRequest.objects.select_for_update(of=("self",)).only("revision").get(pk=request)
    if row.revision <= seen:
        return
    by_others = (Q(by__isnull=False) & ~Q(by=by)) | Q(kind__in=BY_THE_RESIDENT)
    newer = Event.objects.filter(by_others, request=row, number__gt=seen)
    if events := list(newer.select_related("by", "department").order_by("-number")):
        raise ChangedMeanwhile(events)
