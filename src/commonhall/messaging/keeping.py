"""How long messages are kept: as long as what they are about; counts of texts and answered words for some days."""

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from commonhall.messaging.models import Heard, Message, Paced, Received

KEPT = timedelta(days=2)


def let_go(room: str, things: Collection[UUID]) -> None:
    """Delete what was written about these things, and what came; call it where they are deleted."""
    for model in (Message, Received):
        model.objects.filter(room=room, about__in=things).delete()


def forget(today: date) -> None:
    """Delete counts of days that are over, and words that were answered two days ago, with the answers."""
    Paced.objects.filter(day__lt=today).delete()
    heard = Heard.objects.filter(day__lt=today - KEPT)
    Message.objects.filter(pk__in=heard.values("pk")).delete()  # an answer bears the id of what it answers
    heard.delete()
