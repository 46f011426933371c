"""Between the two proofs: whose password was right, kept in the session for ten minutes. Nobody is signed in yet."""

import time
import uuid

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from commonhall.staff.models import Member

SECONDS = 600
_KEY = "after_password"


def begin(request: HttpRequest, member: Member) -> None:
    """The password was right: start a new session that waits for the second proof."""
    request.session.flush()
    request.session[_KEY] = {
        "member": str(member.pk),
        "at": int(time.time()),
        "hash": member.get_session_auth_hash(),
    }


def of(request: HttpRequest) -> Member | None:
    """Who still owes the second proof; None when it took too long, or the password was changed meanwhile."""
    waiting = request.session.get(_KEY)
    if not waiting or time.time() - waiting["at"] >= SECONDS:
        return None
    member = Member.objects.filter(pk=uuid.UUID(waiting["member"]), is_active=True).first()
    if member and constant_time_compare(waiting["hash"], member.get_session_auth_hash()):
        return member
    return None


def end(request: HttpRequest) -> None:
    """It is over, by the second proof or without it."""
    request.session.pop(_KEY, None)
