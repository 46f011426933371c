"""What was wished about a number or an address, whoever has it: known by a keyed digest alone.

A stop holds though nobody here has that number, though who had it was erased, and though somebody reports with it anew.
"""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.crypto import salted_hmac

from commonhall.people.models import Wish
from commonhall.people.record import Answer, AskedBy, Way


def note(way: Way, reached: str, answer: Answer, channel: AskedBy, *, words: str) -> None:
    """Add a wish about a number (as `phones.dialable` writes it) or an e-mail address.

    `words`: of a closed list, or the version of a question; never what somebody wrote freely.
    """
    Wish.objects.create(
        digest=_digest(way, reached),
        way=way,
        answer=answer,
        words=words[:20],
        channel=channel,
        at=timezone.now(),
    )


def is_refused(way: Way, reached: str) -> bool:
    """Whether nothing may go there by this way: the last word about it was no."""
    return last(way, reached) is Answer.NO


def was_refused(way: Way, reached: str, moment: datetime) -> bool:
    """Whether the last word about it before that moment was no."""
    return _last(way, reached, at__lte=moment) is Answer.NO


def last(way: Way, reached: str) -> Answer | None:
    """The last word about it; None where nobody said one."""
    return _last(way, reached)


def was_ever_refused(way: Way, reached: str, *, since: datetime) -> bool:
    """Whether somebody said no about it since then, whatever was said later."""
    said = Wish.objects.filter(digest=_digest(way, reached), way=way, answer=Answer.NO)
    return said.filter(at__gte=since).exists() or was_refused(way, reached, since) or is_refused(way, reached)


def refused(reached: Iterable[tuple[Way, str]]) -> frozenset[Way]:
    """Of these ways with their numbers and addresses those by which nothing may go, in one query."""
    wanted = {(way, _digest(way, each)): way for way, each in reached if each}
    rows = Wish.objects.filter(
        way__in=[way for way, _ in wanted], digest__in=[digest for _, digest in wanted]
    )
    newest = rows.order_by("way", "digest", "-at").distinct("way", "digest")
    said = {(Way(row.way), bytes(row.digest)): row.answer for row in newest}
    return frozenset(way for key, way in wanted.items() if said.get(key) == Answer.NO)


def _last(way: Way, reached: str, **when: datetime) -> Answer | None:
    found = Wish.objects.filter(digest=_digest(way, reached), way=way, **when).order_by("-at").first()
    return Answer(found.answer) if found else None


def _digest(way: Way, reached: str) -> bytes:
    """The same for texts and calls to one number; of an address whatever its capitals."""
    return salted_hmac(
        f"commonhall.people.wishes.{way.part}", reached.strip().casefold(), algorithm="sha256"
    ).digest()
