"""Other names a person goes by."""

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.errors import Refused
from commonhall.people import rows
from commonhall.people.handles import By
from commonhall.people.record import Record

MOST = 20


class TooManyNames(Refused):
    """A list of names that long is no person's."""

    def __init__(self) -> None:
        super().__init__(_("There are %(most)d other names already. Take one out first.") % {"most": MOST})


def add(person: int, name: str, *, by: By) -> None:
    """Let a person be found by another name too; one they have already changes nothing.

    Raises TooManyNames, PersonIsGone.
    """

    def change(record: Record) -> Record:
        if name in record.names:
            return record
        if len(record.aliases) >= MOST:
            raise TooManyNames
        return replace(record, aliases=(*record.aliases, name))

    _change(person, change, by)


def remove(person: int, name: str, *, by: By) -> None:
    """Take an added name out again. Raises PersonIsGone."""
    _change(
        person,
        lambda record: replace(record, aliases=tuple(each for each in record.aliases if each != name)),
        by,
    )


def _change(person: int, change: rows.Change, by: By) -> None:
    with transaction.atomic():
        rows.rewrite(person, change)
        log.note(Entry.Kind.NAMES_CHANGED, by.subject(person), actor=by.member)
