"""A search while it is typed: what one sees of it is in the database at once, and one entry of the log in the end.

The box asks at every pause of the fingers. Queries that go on from each other (“mar”, “mari”, “marin”, and back) are
one search: the row of it holds the longest query and everybody who was shown. It becomes an entry when a result is
opened, another search begins, the call ends, or nobody typed for `RESTS_AFTER`. The row's id is the entry's, and the
database lets no row go whose entry is not there (`docs/decisions/0018-*`).
"""

import uuid
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from commonhall.audit import log
from commonhall.audit.log import Subject
from commonhall.audit.models import Entry
from commonhall.people import alarms
from commonhall.people.models import LookSession, Typing

RESTS_AFTER = timedelta(seconds=20)
MOST_SHOWN = 40  # persons: a name is typed by then, and what goes on counts as another search


def goes_on(before: str, query: str) -> bool:
    """Whether one query is the other, typed on or taken back: then the longer says all that was sought."""
    return before.startswith(query) or query.startswith(before)


def normal(query: str) -> str:
    """A query without its accidents of spaces and capitals."""
    return " ".join(query.casefold().split())


def under_way(session: LookSession, query: str) -> Typing | None:
    """The search that this query goes on from; none where it has shown enough. Call it while the session is locked."""
    typing = Typing.objects.filter(session=session).first()
    if typing is None or timezone.now() - typing.last_at > RESTS_AFTER:
        return None
    before = _open(typing)
    return typing if len(before.shown) < MOST_SHOWN and goes_on(before.query, normal(query)) else None


def begin(session: LookSession, subject: Subject) -> None:
    """Keep the first results of a search; the one before is finished."""
    typing = Typing(pk=uuid.uuid4(), session=session, last_at=timezone.now())
    typing.sealed = _seal(typing, subject)
    typing.save(force_insert=True)


def go_on(typing: Typing, query: str, shown: Collection[int]) -> None:
    """Keep what a search that goes on has shown since."""
    before = _open(typing)
    everybody = tuple(dict.fromkeys((*before.shown, *shown)))
    typing.sealed = _seal(
        typing, replace(before, query=max(before.query, normal(query), key=len), shown=everybody)
    )
    typing.last_at = timezone.now()
    typing.save(update_fields=["sealed", "last_at"])


def finish(session: LookSession) -> None:
    """Put the session's search into the log, if there is one. Call it while the session is locked."""
    typing = Typing.objects.filter(session=session).first()
    if typing:
        subject = _open(typing)
        entry = log.note(Entry.Kind.SEARCHED, subject, actor=session.member_id, entry=typing.pk)
        typing.delete()
        alarms.listen([subject.query], session.member, entry)


def finish_those_at_rest() -> int:
    """Put each search that nobody types any more into the log; returns how many."""
    since = timezone.now() - RESTS_AFTER
    resting = LookSession.objects.filter(typing__last_at__lt=since).values_list("pk", flat=True)
    return sum(_finish_if_at_rest(session, since) for session in list(resting))


def _finish_if_at_rest(session: UUID, since: datetime) -> bool:
    with transaction.atomic():
        sessions = LookSession.objects.select_for_update(of=("self",)).select_related("member")
        locked = sessions.filter(pk=session).first()
        rests = locked is not None and Typing.objects.filter(session=locked, last_at__lt=since).exists()
        if locked and rests:
            finish(locked)
        return rests


def left_behind(since: timedelta) -> list[UUID]:
    """Searches that rest for longer than that, and still are not in the log."""
    return list(Typing.objects.filter(last_at__lt=timezone.now() - since).values_list("pk", flat=True)[:100])


def _seal(typing: Typing, subject: Subject) -> bytes:
    return log.seal(subject, context=_context(typing))


def _open(typing: Typing) -> Subject:
    return log.unseal(bytes(typing.sealed), context=_context(typing))


def _context(typing: Typing) -> str:
    return f"people.typing:{typing.pk}"
