"""Writing to residents, and asking beforehand whether a message may leave: through the same gate as the screens."""

import uuid
from typing import Annotated
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from ninja import Header, Router, Status

from commonhall.api import repeats, shapes
from commonhall.api.bearer import Bearer, member, whose
from commonhall.api.problems import ANSWERS
from commonhall.messaging import gate
from commonhall.messaging.gate import Draft
from commonhall.messaging.models import Basis, Channel, Message
from commonhall.service_requests import correspondence, doing
from commonhall.service_requests.correspondence import Letter
from commonhall.service_requests.deed_forms import LetterForm
from commonhall.service_requests.views import case
from commonhall.staff.roles import SEES_REQUESTS

_ONCE = "Sent again under the same key on that day or the next, it is the same message."
_CHANNELS = {"preferred": "", "email": Channel.EMAIL, "text": Channel.TEXT}
router = Router(tags=["messages"])


@router.post(
    "/requests/{reference}/messages",
    response={202: shapes.OnItsWay, **ANSWERS},
    auth=Bearer(*SEES_REQUESTS),
)
def write(
    request: HttpRequest,
    reference: str,
    sent: shapes.Letter,
    key: Annotated[str, Header(default="", alias=repeats.HEADER, description=_ONCE)],
) -> Status[shapes.OnItsWay]:
    """Write to who reported it, by the way they prefer or the one you choose; its history says whether it left."""
    by = member(request)
    found = case.request_for(by, reference)
    form = LetterForm({"text": sent.text, "waits": sent.waits, "channel": _CHANNELS[sent.channel]})
    form.cleaned()
    body = {"reference": found.reference, **sent.model_dump(exclude={"seen"})}
    with transaction.atomic():
        once = repeats.id_of(key, whose(request), body, among=Message) if key else uuid.uuid4()
        letter: Letter = form.letter(once)
        doing.done(
            found.pk, lambda who: correspondence.write(found.pk, letter, by=who), seen=sent.seen, by=by
        )
    return Status(202, shapes.OnItsWay(id=letter.once, channel=_channel_of(letter.once)))


def _channel_of(message: UUID) -> Channel:
    return Channel(Message.objects.values_list("channel", flat=True).get(pk=message))


@router.post("/messages/check", response={200: shapes.Checked, **ANSWERS}, auth=Bearer())
def check(request: HttpRequest, sent: shapes.Draft) -> shapes.Checked:
    """Whether this message may leave, and all that stands against it. Nothing of it is kept."""
    basis = None if sent.basis == "none" else Basis(sent.basis)
    draft = Draft(
        basis=basis, channel=Channel(sent.channel), subject=sent.subject, text=sent.text, html=sent.html
    )
    refusals = [shapes.refusal(each) for each in gate.check(draft)]
    return shapes.Checked(allowed=not refusals, refusals=refusals)
