"""A look session: the reason for looks, chosen once per call.

It is the member's, not the browser's: a restart or a second window neither ends nor doubles it. It is over with
“end call”, at sign-out, or after half an hour; then nothing of it stays, since each look of it is in the log.
"""

import uuid
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from commonhall.errors import Refused
from commonhall.people import dealings, keystrokes, sight
from commonhall.people.models import LookSession
from commonhall.people.reasons import Grounds, Reason
from commonhall.staff.models import Member
from commonhall.vault import sealing
from commonhall.vault.keyring import Purpose

LONGEST = timedelta(minutes=30)


class NoSuchRequest(Refused):
    """A follow-up names the request it follows."""

    def __init__(self) -> None:
        super().__init__(_("Write the reference of the request you follow up, like 4KT 7M2."))


class SessionIsOver(Refused):
    """The call was ended, or it is half an hour old."""

    def __init__(self) -> None:
        super().__init__(_("The call is over. Choose again why you look; what you typed is kept."))


def begin(member: Member, reason: Reason, *, reference: str = "") -> LookSession:
    """Begin a session; one that runs is ended. Raises NoSuchRequest for a follow-up of nothing, PermissionDenied."""
    sight.refuse_others(member)
    session = LookSession(pk=uuid.uuid4(), member=member, reason=reason, began_at=timezone.now())
    if request := stated(reason, reference).request:
        session.request_sealed = sealing.seal(
            Purpose.AUDIT, uuid.UUID(request).bytes, context=_context(session)
        )
    with transaction.atomic():
        Member.objects.select_for_update(no_key=True).get(
            pk=member.pk
        )  # of two windows one comes after the other
        end(member)
        session.save(force_insert=True)
    return session


def stated(reason: Reason, reference: str = "") -> Grounds:
    """Why somebody looks, as they say; the reference counts for a follow-up alone. Raises NoSuchRequest."""
    if reason is not Reason.FOLLOW_UP:
        return Grounds(reason=reason)
    asked = dealings.find(reference)
    if asked is None:
        raise NoSuchRequest
    return Grounds(reason=reason, request=str(asked.request))


def running(member: Member) -> LookSession | None:
    """The member's session, unless it is over."""
    session = LookSession.objects.filter(member=member).select_related("member").first()
    return session if session and is_running(session) else None


def is_running(session: LookSession) -> bool:
    """Whether the half hour is not over yet."""
    return timezone.now() - session.began_at < LONGEST


def end(member: Member) -> None:
    """End the member's session: a search that is being typed goes into the log. Without one nothing happens."""
    _end(LookSession.objects.filter(member=member))


def end_those_over() -> int:
    """End each session that is half an hour old; returns how many."""
    over = LookSession.objects.filter(began_at__lte=timezone.now() - LONGEST)
    return sum(_end(LookSession.objects.filter(pk=session)) for session in over.values_list("pk", flat=True))


def _end(sessions: QuerySet[LookSession]) -> int:
    with transaction.atomic():
        locked = list(sessions.select_for_update(of=("self",)).select_related("member"))
        for session in locked:
            keystrokes.finish(session)
            session.delete()
    return len(locked)


def grounds(session: LookSession) -> Grounds:
    """Why the member looks. Raises CannotOpen."""
    if session.request_sealed is None:
        return Grounds(reason=Reason(session.reason))
    request = sealing.unseal(Purpose.AUDIT, session.request_sealed, context=_context(session))
    return Grounds(reason=Reason(session.reason), request=str(uuid.UUID(bytes=request)))


def _context(session: LookSession) -> str:
    return f"people.looksession:{session.pk}"
