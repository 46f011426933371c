"""Writing to a resident as staff do, on the page of the request."""

import re
import uuid

from django.test import Client

from commonhall.messaging import outbox
from commonhall.messaging.content import Content
from commonhall.messaging.models import Basis, Channel, Message
from commonhall.messaging.outbox import Outgoing
from commonhall.service_requests import correspondence, words
from commonhall.service_requests.models import ServiceRequest

QUESTION = "Which side of the gate is the hole on? Then the crew brings the right tools."


def page_of(request: ServiceRequest) -> str:
    return f"/en/staff/requests/{request.reference}/write/"


def once_of(staff: Client, request: ServiceRequest) -> str:
    """The id that a fresh page draws."""
    found = re.search(r'name="once" value="([^"]+)"', staff.get(page_of(request)).content.decode())
    assert found
    return found[1]


def write(staff: Client, request: ServiceRequest, text: str = QUESTION, **more: str) -> str:
    """Write to who reported it; the page that comes then."""
    sent = {"once": once_of(staff, request), "text": text, **more}
    return staff.post(page_of(request), sent, follow=True).content.decode()


def stored(
    request: ServiceRequest,
    text: str = "Which side?",
    basis: Basis = Basis.REPLY,
    channel: Channel = Channel.EMAIL,
) -> Message:
    """A message that waits, without the page it is written on."""
    return outbox.send(
        Outgoing(
            once=uuid.uuid4(),
            room=correspondence.ROOM,
            about=request.pk,
            key=words.key_of(request.pk),
            basis=basis,
            channel=channel,
            content=Content(subject="Pothole", text=text, language="en"),
        )
    )
