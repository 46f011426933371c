"""Names that ring: the member's own, a colleague's, and those the privacy officer put on the list."""

import unicodedata
import uuid
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from commonhall.errors import Refused
from commonhall.people.models import Alarm, ListedName
from commonhall.staff.models import Member
from commonhall.vault import sealing
from commonhall.vault.keyring import Purpose

MOST_LISTED = 200
_LONGEST = 120


class ListIsFull(Refused):
    """More names than a look can be compared with in no time."""

    def __init__(self) -> None:
        super().__init__(
            _("The list holds %(most)s names at the most. Take one out first.") % {"most": MOST_LISTED}
        )


class NoName(Refused):
    """Nothing to list, or much more than a name."""

    def __init__(self) -> None:
        super().__init__(_("Write a first and a last name."))


def rung_by_each(texts: Iterable[str], member: Member) -> dict[str, set[Alarm.Kind]]:
    """Which alarms each of these texts makes, a person's name or what was sought: one name counts once.

    However many they are, in two queries at the most.
    """
    own = _parts(member.name)
    parts = {text: _parts(text) for text in texts}
    rung: dict[str, set[Alarm.Kind]] = {text: set() for text in parts}
    others = []
    for text, sought in parts.items():
        if len(sought) < 2:  # a surname alone is somebody's in every street
            continue
        if own <= sought:
            rung[text].add(Alarm.Kind.OWN_NAME)
        else:
            others.append(text)
    if not others:
        return rung
    names = [_parts(name) for name in listed().values()]
    for text, is_colleague in zip(others, _are_colleagues(others), strict=True):
        if any(name <= parts[text] for name in names):
            rung[text].add(Alarm.Kind.LISTED)
        if is_colleague:
            rung[text].add(Alarm.Kind.COLLEAGUE)
    return rung


def _are_colleagues(texts: list[str]) -> list[bool]:
    """Whether each is the name of somebody of the staff."""
    counts = {str(at): Count("pk", filter=Q(name__iexact=text.strip())) for at, text in enumerate(texts)}
    return [bool(count) for count in Member.objects.aggregate(**counts).values()]


def listed() -> dict[UUID, str]:
    """The names on the list. Raises CannotOpen."""
    return {
        row.pk: sealing.unseal(Purpose.AUDIT, row.sealed, context=_context(row.pk)).decode()
        for row in ListedName.objects.all()[:MOST_LISTED]
    }


def put(name: str) -> None:
    """Put a name on the list. Raises NoName, ListIsFull."""
    name = " ".join(name.split())
    if len(_parts(name)) < 2 or len(name) > _LONGEST:
        raise NoName
    if ListedName.objects.count() >= MOST_LISTED:
        raise ListIsFull
    row = ListedName(pk=uuid.uuid4())
    row.sealed = sealing.seal(Purpose.AUDIT, name.encode(), context=_context(row.pk))
    row.save(force_insert=True)


def take_out(name: UUID) -> None:
    """Take a name off the list; one that is gone already is gone."""
    ListedName.objects.filter(pk=name).delete()


def _parts(words: str) -> frozenset[str]:
    """The words without case and accents: José Núñez is jose, nunez."""
    plain = unicodedata.normalize("NFKD", words.casefold())
    return frozenset("".join(sign for sign in plain if not unicodedata.combining(sign)).split())


def _context(name: UUID) -> str:
    return f"people.listedname:{name}"
