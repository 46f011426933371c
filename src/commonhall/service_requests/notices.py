"""The message that tells who reported a request of its new state, as long as it waits.

It waits for some minutes, so that what is done in one go becomes one message, and what is taken back none. The events
it tells of lead to it.
"""

from dataclasses import dataclass

from commonhall.messaging import outbox
from commonhall.messaging.models import Message
from commonhall.service_requests.models import Event, ServiceRequest
from commonhall.service_requests.states import State


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """`before`: the state that the request had before all that it tells."""

    message: Message
    before: State


def waiting(row: ServiceRequest) -> Waiting | None:
    """The one of this request, locked; call it while the request is. None where none waits."""
    events = row.events.order_by("number")
    told = events.exclude(kind=Event.Kind.MESSAGE).filter(message__state=Message.State.WAITING).first()
    message = outbox.held_back(told.message_id) if told and told.message_id else None
    if told is None or message is None:
        return None
    earlier = events.filter(number__lt=told.number).exclude(state="").last()
    return Waiting(message=message, before=State(earlier.state) if earlier else State.NEW)


def take_back(row: ServiceRequest) -> None:
    """Nothing of it is told any more; call it while the request is locked."""
    if found := waiting(row):
        row.events.filter(message=found.message).update(message=None)
        found.message.delete()
