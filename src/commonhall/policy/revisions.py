"""The revisions of the policy that were published: each whole, as it was, for good.

`commonhall setup` adds the one in the city's folder. The application may add a revision and change none.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from commonhall import calendar
from commonhall.errors import Refused
from commonhall.policy.models import Revision
from commonhall.policy.texts import PolicyText


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """One revision, and the day on which this site began to show it."""

    text: PolicyText
    since: date


class AlreadyPublished(Refused):
    """What people could read under a revision does not become something else."""

    def __init__(self, revision: int) -> None:
        super().__init__(
            _(
                "policy.toml: revision %(revision)d is published with other words. Give the new text the next revision "
                "and the day it was approved."
            )
            % {"revision": revision}
        )


class IsEarlier(Refused):
    """The folder holds a revision before the one that is published."""

    def __init__(self, revision: int, last: int) -> None:
        super().__init__(
            _(
                "policy.toml: revision %(revision)d comes before the one that is published, %(last)d. To go back to "
                "its words, give them the next revision."
            )
            % {"revision": revision, "last": last}
        )


def published() -> tuple[Published, ...]:
    """All of them, the newest first. One query."""
    return tuple(map(_published, Revision.objects.order_by("-revision")))


def of(revision: int) -> tuple[Published | None, Published | None]:
    """That revision and the one before it; None where there is none. One query."""
    found = Revision.objects.filter(revision__lte=revision).order_by("-revision")[:2]
    now, before = (*map(_published, found), None, None)[:2]
    return (now, before) if now and now.text.revision == revision else (None, None)


def is_new(text: PolicyText) -> bool:
    """Whether it would be another revision. Raises AlreadyPublished, IsEarlier."""
    last = Revision.objects.order_by("-revision").first()
    if last is None or last.revision < text.revision:
        return True
    if last.revision > text.revision:
        raise IsEarlier(text.revision, last.revision)
    if last.text != text.as_data():
        raise AlreadyPublished(text.revision)
    return False


def publish(text: PolicyText) -> None:
    """Add it, where it is new. Raises AlreadyPublished, IsEarlier."""
    if is_new(text):
        Revision.objects.create(revision=text.revision, text=text.as_data(), since=calendar.today())


def _published(row: Revision) -> Published:
    return Published(text=PolicyText.of_data(row.text), since=row.since)
