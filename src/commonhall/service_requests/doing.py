"""One deed on one request, unless others were there since: from its page, and for a program."""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction

from commonhall.service_requests import collision
from commonhall.service_requests.work import NoteHoldsPersonalDetails
from commonhall.staff.models import Member


def done(request: UUID, deed: Callable[[Member], None], *, seen: int | None, by: Member) -> None:
    """Do it. `seen`: the revision from which it was asked for, where that is known.

    Raises ChangedMeanwhile and what the deed raises. A text that is refused undoes nothing: the look that found the
    name in it stays in the audit log.
    """
    refusal = None
    with transaction.atomic():
        collision.check(request, seen, by=by)
        try:
            deed(by)
        except NoteHoldsPersonalDetails as holds_details:
            refusal = holds_details
    if refusal:
        raise refusal
