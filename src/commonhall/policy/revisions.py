"""The revisions of the policy that were published: each whole, as it was, for good.

`commonhall setup` adds the one in the city's folder. The application may add a revision and change none.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from commonhall import calendar
from commonhall.errors import Refused
from commonhall.policy.models import Revision
from commonhall.policy.texts import PolicyText


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """One revision, and its days: this site showed it from `since` on, until the next one took its place.

    `until` is that day; None of the one in force.
    """

    text: PolicyText
    since: date
    until: date | None

    @property
    def is_in_force(self) -> bool:
        return self.until is None


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
    return tuple(_with_their_days(Revision.objects.order_by("-revision")))


def of(revision: int) -> tuple[Published | None, Published | None]:
    """That revision and the one before it; None where there is none. One query: a city has a few in ten years."""
    upto = [each for each in published() if each.text.revision <= revision]
    now, before = (*upto, None, None)[:2]
    return (now, before) if now and now.text.revision == revision else (None, None)


def pair(one: int, other: int) -> tuple[Published, Published] | None:
    """These two, the earlier first; None where either was not published. One query."""
    found = {each.text.revision: each for each in published()}
    earlier, later = sorted((one, other))
    return (found[earlier], found[later]) if earlier in found and later in found else None


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


def publish(text: PolicyText) -> bool:
    """Add it, where it is new; whether it was. Raises AlreadyPublished, IsEarlier."""
    if not is_new(text):
        return False
    Revision.objects.create(revision=text.revision, text=text.as_data(), since=calendar.today())
    return True


def _with_their_days(rows: Iterable[Revision]) -> Iterator[Published]:
    """`rows`: the newest first, from the one in force on."""
    until = None
    for row in rows:
        yield Published(text=PolicyText.of_data(row.text), since=row.since, until=until)
        until = row.since
