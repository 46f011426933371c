"""What became of a text after it was handed over, as the provider tells it: late, twice, or in the wrong order.

What is final stays: an *accepted* that a *delivered* has overtaken changes nothing.
"""

import base64
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from commonhall.messaging.gateways import Console, Kannel, Twilio
from commonhall.messaging.models import Channel, Fate, Message
from commonhall.messaging.texts.provider import Receipt

State = Message.State


def address(text: UUID) -> str:
    """Where the provider tells what became of this text. It names no number, and is good for this one alone."""
    gateway = settings.TEXT_GATEWAY
    match gateway:
        case Kannel():
            site = gateway.back or settings.SITE_URL
            return f"{site}{reverse('messaging_hooks:kannel-told', args=[text, seal(text)])}?state=%d"
        case Twilio():
            site = gateway.back or settings.SITE_URL
            return f"{site}{reverse('messaging_hooks:twilio-told', args=[text])}"
        case Console():
            return ""
        case _:
            raise ValueError("no provider of texts is set up")


def seal(text: UUID) -> str:
    """What proves that an address was given out by us: the log of a gateway may hold it, and it opens nothing else."""
    made = salted_hmac("commonhall.messaging.receipts", str(text), algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made[:18]).decode()


def is_sealed(text: UUID, sent: str) -> bool:
    """Whether this is the seal of that text."""
    return constant_time_compare(seal(text), sent)


def note(receipt: Receipt) -> None:
    """Keep what is told, if it says more than what is known. Told of one that was perhaps sent, it was."""
    rows = Message.objects.filter(pk=receipt.text, channel=Channel.TEXT)
    known = [""] if receipt.fate is Fate.ACCEPTED else ["", Fate.ACCEPTED]
    with transaction.atomic():
        rows.filter(fate__in=known).update(fate=receipt.fate)
        rows.filter(state__in=[State.UNCERTAIN, State.WAITING]).update(
            state=State.HANDED_OVER, ended_at=timezone.now()
        )
