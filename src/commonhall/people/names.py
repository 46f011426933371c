"""Names that ring: the member's own, a colleague's, and those the privacy officer put on the list."""

import unicodedata
import uuid
from uuid import UUID

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


def rung_by(words: str, member: Member) -> list[Alarm.Kind]:
    """Which alarms these words make, a person's name or what was sought: one name counts once."""
    sought = _parts(words)
    if len(sought) < 2:  # a surname alone is somebody's in every street
        return []
    if _parts(member.name) <= sought:
        return [Alarm.Kind.OWN_NAME]
    kinds = [Alarm.Kind.LISTED] if any(_parts(name) <= sought for name in listed().values()) else []
    if Member.objects.filter(name__iexact=words.strip()).exists():
        kinds.append(Alarm.Kind.COLLEAGUE)
    return kinds


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
