"""What leaves and what does not, for who operates the city. Nothing in it is of a recipient."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count

from commonhall.messaging.models import Channel, Door, Message

State = Message.State

MOST_SHOWN = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Board:
    """`is_set_up`: whether a mail server is named. `door`: what does not answer. `counts`: messages by state."""

    is_set_up: bool
    door: Door | None
    counts: list[tuple[str, int]]
    uncertain: list[Message]
    not_sent: list[Message]


def now() -> Board:
    """Four queries, by indexes; of each list the newest."""
    counted = dict(Message.objects.values_list("state").annotate(count=Count("pk")).order_by())
    return Board(
        is_set_up=settings.MAIL_SERVER is not None,
        door=Door.objects.filter(pk=Channel.EMAIL).first(),
        counts=[(str(state.label), counted.get(state, 0)) for state in State if counted.get(state)],
        uncertain=list(Message.objects.filter(state=State.UNCERTAIN).order_by("-written_at")[:MOST_SHOWN]),
        not_sent=list(
            Message.objects.filter(state__in=[State.REFUSED, State.GIVEN_UP, State.CAME_BACK]).order_by(
                "-ended_at"
            )[:MOST_SHOWN]
        ),
    )
