"""A text that came in and says more than a word: what it says of what `incoming` knows.

A text names nothing that it answers. It answers the last one that its number got, where that was about one thing alone
lately; else a person looks.
"""

import json
from dataclasses import replace
from datetime import timedelta

from django.utils import timezone

from commonhall.errors import NotNow
from commonhall.messaging.incoming import Incoming, Unreadable, Written
from commonhall.messaging.models import Channel, Message, Received
from commonhall.messaging.reply_addresses import Meant, Use
from commonhall.messaging.texts import words
from commonhall.people import phones, reached
from commonhall.people.phones import NobodyCouldCall
from commonhall.vault import jobs as vault_jobs
from commonhall.vault.blind.reader import IndexIsLost

ANSWERED_WITHIN = timedelta(days=30)
SAME_TALK = timedelta(days=3)  # two things texted about within this: nobody knows which of them is answered
_LEFT = (Message.State.HANDED_OVER, Message.State.UNCERTAIN)


class CannotFindYet(NotNow):
    """The index of people is made anew."""

    def __init__(self) -> None:
        super().__init__("Whose number it is can be found once the index is there again.")


def write(*, number: str, sender: str, text: str) -> bytes:
    """A text as it is kept. `number`: what the provider calls it, the same when it is told again."""
    return json.dumps({"number": number, "sender": sender, "words": text}, ensure_ascii=False).encode()


def understand(raw: bytes) -> Incoming:
    """What a text says, and what it answers. Raises CannotFindYet."""
    said = as_written(raw)
    return replace(said, meant=_meant(said.sender)) if isinstance(said, Written) and said.sender else said


def as_written(raw: bytes) -> Incoming:
    """What a text says; what it answers is not looked for."""
    told = json.loads(raw)
    try:
        sender = phones.dialable(told["sender"])
    except NobodyCouldCall:
        sender = ""
    if not told["words"].strip():
        return Unreadable(why=Received.Why.NO_WORDS)
    return Written(
        number=told["number"],
        sender=sender,
        words=told["words"],
        meant=(),
        for_a_person=Received.Why.ASKS_TO_STOP if words.asks_to_stop(told["words"]) else None,
    )


def _meant(sender: str) -> tuple[Meant, ...]:
    """The things that the last texts to this number were about: one, if it is clear which."""
    try:
        people = reached.by_phone(sender)
    except IndexIsLost:
        vault_jobs.ask_for_a_new_index(reached.INDEX)
        raise CannotFindYet from None
    left = Message.objects.filter(
        channel=Channel.TEXT,
        about__in={thing for record in people.values() for thing in record.given},
        state__in=_LEFT,
        ended_at__gte=timezone.now() - ANSWERED_WITHIN,
    )
    last = left.order_by("-ended_at").first()
    if last is None or last.ended_at is None:
        return ()
    talk = left.filter(ended_at__gte=last.ended_at - SAME_TALK).values_list("room", "about").distinct()
    return tuple(Meant(use=Use.ANSWER, id=about, room=room) for room, about in talk)
