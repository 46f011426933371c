"""Two members at one request: what the one does not know yet is told before anything of theirs is done."""

from uuid import UUID

from django.utils.translation import gettext as _

from commonhall.errors import Refused
from commonhall.service_requests.models import Event, ServiceRequest
from commonhall.staff.models import Member


class ChangedMeanwhile(Refused):
    """Somebody else changed the request since the page was opened. `events`: what they did, newest first."""

    def __init__(self, events: list[Event]) -> None:
        self.events = events
        who = ", ".join(sorted({str(event.by) for event in events}))
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
    newer = Event.objects.filter(request=row, number__gt=seen, by__isnull=False).exclude(by=by)
    if events := list(newer.select_related("by", "department").order_by("-number")):
        raise ChangedMeanwhile(events)
