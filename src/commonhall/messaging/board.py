"""What leaves and what does not, for who operates the city. Nothing in it is of a recipient."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Q

from commonhall.messaging import reply_addresses
from commonhall.messaging.models import Channel, Door, Fate, Message, Received

State = Message.State

MOST_SHOWN = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Board:
    """`is_set_up`: whether a mail server is named. `doors`: what does not answer. `counts`: messages by state.

    `texts_wait`: they were written, and no provider is named.
    `came_in`: what came in, by state. `is_answered`: whether answers are read.
    """

    is_set_up: bool
    texts_wait: bool
    doors: list[Door]
    counts: list[tuple[str, int]]
    came_in: list[tuple[str, int]]
    is_answered: bool
    uncertain: list[Message]
    not_sent: list[Message]


def now() -> Board:
    """Few queries, by indexes; of each list the newest."""
    counted = dict(Message.objects.values_list("state").annotate(count=Count("pk")).order_by())
    came = dict(Received.objects.values_list("state").annotate(count=Count("pk")).order_by())
    return Board(
        came_in=[(str(state.label), came[state]) for state in Received.State if came.get(state)],
        is_answered=reply_addresses.is_set_up(),
        is_set_up=settings.MAIL_SERVER is not None,
        texts_wait=settings.TEXT_GATEWAY is None
        and Message.objects.filter(channel=Channel.TEXT, state=State.WAITING).exists(),
        doors=list(Door.objects.filter(pk__in=_named()).order_by("pk")),
        counts=[(str(state.label), counted.get(state, 0)) for state in State if counted.get(state)],
        uncertain=list(Message.objects.filter(state=State.UNCERTAIN).order_by("-written_at")[:MOST_SHOWN]),
        not_sent=list(
            Message.objects.filter(
                Q(state__in=[State.REFUSED, State.GIVEN_UP, State.CAME_BACK]) | Q(fate=Fate.FAILED)
            ).order_by("-ended_at")[:MOST_SHOWN]
        ),
    )


def _named() -> list[Channel]:
    """The ways out that an operator set up."""
    ways = {Channel.EMAIL: settings.MAIL_SERVER, Channel.TEXT: settings.TEXT_GATEWAY}
    return [channel for channel, server in ways.items() if server is not None]
