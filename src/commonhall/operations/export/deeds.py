"""What became of each opened export: read from its deeds and the entries of the log that these name."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonhall.audit import log
from commonhall.audit.log import Subject
from commonhall.audit.models import Entry
from commonhall.operations.models import ExportDeed
from commonhall.staff.models import Member
from commonhall.staff.roles import ASKS_FOR_EXPORTS, Role
from commonhall.vault.sealing import CannotOpen

WAITS = timedelta(days=7)  # for somebody who approves it
LASTS = timedelta(hours=24)  # from the approval on, until it is begun
SHOWN = 200
ENTRIES: Mapping[str, Entry.Kind] = {
    ExportDeed.Kind.ASKED: Entry.Kind.EXPORT_ASKED,
    ExportDeed.Kind.APPROVED: Entry.Kind.EXPORT_APPROVED,
    ExportDeed.Kind.REFUSED: Entry.Kind.EXPORT_REFUSED,
    ExportDeed.Kind.LAPSED: Entry.Kind.EXPORT_LAPSED,
    ExportDeed.Kind.BEGUN: Entry.Kind.EXPORT_BEGUN,
    ExportDeed.Kind.DONE: Entry.Kind.EXPORT_DONE,
}

_STEPS = list(ENTRIES)  # of two in one moment


class State(models.TextChoices):
    """How an opened export stands."""

    WAITING = "waiting", _("Waits for a second person")
    APPROVED = "approved", _("Approved, can be begun")
    REFUSED = "refused", _("Refused")
    LAPSED = "lapsed", _("Lapsed")
    BEGUN = "begun", _("Begun, not ended")
    DONE = "done", _("Taken out in full")


@dataclass(frozen=True, kw_only=True, slots=True)
class Export:
    """One opened export. `asked`: what was said, None where the log's entry does not open."""

    number: int
    deeds: tuple[ExportDeed, ...]  # oldest first, each with its entry and who did it
    asked: Subject | None

    def deed(self, kind: ExportDeed.Kind) -> ExportDeed | None:
        """Its deed of that kind; None where there is none."""
        return next((deed for deed in self.deeds if deed.kind == kind), None)

    @property
    def first(self) -> ExportDeed:
        """That it was asked for; where somebody wrote past the program, what stands first."""
        return self.deed(ExportDeed.Kind.ASKED) or self.deeds[0]

    @property
    def asked_by(self) -> Member:
        return self.first.asked_by

    @property
    def asked_at(self) -> datetime:
        return self.first.entry.at

    @property
    def approved(self) -> ExportDeed | None:
        return self.deed(ExportDeed.Kind.APPROVED)

    @property
    def done(self) -> ExportDeed | None:
        return self.deed(ExportDeed.Kind.DONE)

    @property
    def lapses_at(self) -> datetime:
        """When it lapses, or lapsed, unless it ended before."""
        return self.approved.entry.at + LASTS if self.approved else self.asked_at + WAITS

    def state(self, now: datetime) -> State:
        """How it stands at that moment; it lapses by the time, also before that was noted."""
        for kind in (
            ExportDeed.Kind.DONE,
            ExportDeed.Kind.BEGUN,
            ExportDeed.Kind.REFUSED,
            ExportDeed.Kind.LAPSED,
        ):
            if self.deed(kind):
                return State(kind.value)
        if now >= self.lapses_at:
            return State.LAPSED
        return State.APPROVED if self.approved else State.WAITING

    def is_open(self, now: datetime) -> bool:
        """Whether it waits for somebody: to approve it, or to begin."""
        return self.state(now) in {State.WAITING, State.APPROVED}


def newest(most: int = SHOWN) -> list[Export]:
    """The newest opened exports, newest first. One query."""
    return _read(ExportDeed.objects.filter(number__gt=last_number() - most))


def of(number: int) -> Export | None:
    """The opened export with that number; None where there is none."""
    return next(iter(_read(ExportDeed.objects.filter(number=number))), None)


def last_number() -> int:
    """The highest number that was given; 0: none was."""
    return int(ExportDeed.objects.aggregate(last=models.Max("number"))["last"] or 0)


def flaws(export: Export) -> Iterator[str]:
    """What does not stand in the log as two people would have left it; nothing where all is well.

    Who can write to the database and has no key leaves entries that do not open, or deeds that name others.
    """
    told = {deed.kind: _subject(deed) for deed in export.deeds}
    for deed in export.deeds:
        subject = told[deed.kind]
        if subject is None:
            yield f"the log’s entry of “{deed.get_kind_display()}” does not open"
        elif not _agree(deed, subject):
            yield f"“{deed.get_kind_display()}” is not what its entry in the log says"
    yield from _flaws_of_two(export, told)


def _flaws_of_two(export: Export, told: Mapping[str, Subject | None]) -> Iterator[str]:
    asked, approved = export.deed(ExportDeed.Kind.ASKED), export.approved
    if asked is None or approved is None:
        yield "two people did not stand for it"
        return
    said, agreed = told[asked.kind], told[approved.kind]
    if asked.entry.actor == approved.entry.actor:
        yield "one person asked for it and approved it"
    if said is None or agreed is None:
        return
    if not said.basis or not said.note:
        yield "no legal basis was given"
    if agreed.entry != str(asked.entry_id):
        yield "what was approved is not what was asked"
    if not {said.role, agreed.role} <= ASKS_FOR_EXPORTS or Role.PRIVACY_OFFICER not in {
        said.role,
        agreed.role,
    }:
        yield "the two had other roles"
    if not asked.entry.at <= approved.entry.at < asked.entry.at + WAITS:
        yield "it was approved at another time"


def _agree(deed: ExportDeed, subject: Subject) -> bool:
    """Whether the deed is the one that its entry is about."""
    return (
        deed.entry.kind == ENTRIES[deed.kind]
        and deed.entry.actor == deed.by_id
        and subject.export == str(deed.number)
    )


def _read(rows: models.QuerySet[ExportDeed]) -> list[Export]:
    rows = rows.select_related("entry", "by", "asked_by").order_by("-number")
    return [_export(number, deeds) for number, deeds in groupby(rows, key=lambda deed: deed.number)]


def _export(number: int, rows: Iterable[ExportDeed]) -> Export:
    deeds = tuple(sorted(rows, key=lambda deed: (deed.entry.at, _STEPS.index(deed.kind))))
    asked = next((deed for deed in deeds if deed.kind == ExportDeed.Kind.ASKED), None)
    return Export(number=number, deeds=deeds, asked=_subject(asked) if asked else None)


def _subject(deed: ExportDeed) -> Subject | None:
    try:
        return log.subject_of(deed.entry)
    except CannotOpen:
        return None
