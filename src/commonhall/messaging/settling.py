"""What a member of staff decides about a message that perhaps left; who, and how, stands in the audit log."""

from uuid import UUID

from django.db import transaction

from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.messaging import delivery
from commonhall.messaging.models import Message
from commonhall.staff.models import Member


def decide(message: UUID, *, was_sent: bool, by: Member) -> bool:
    """It was sent, or it is sent again. False where it is not uncertain any more; then nothing is noted."""
    kind = Entry.Kind.MESSAGE_WAS_SENT if was_sent else Entry.Kind.MESSAGE_SENT_AGAIN
    with transaction.atomic():
        if not delivery.settle(message, was_sent=was_sent):
            return False
        about = Message.objects.values_list("about", flat=True).get(pk=message)
        log.note(kind, log.Subject(request=str(about), role=by.role), actor=by.pk)
    return True
