"""The log of looks as those read it who watch: who looked, when and why, and never at whom.

Bounded whatever the log holds: a page reads on from where the last one ended, by an index of the log.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncHour
from django.utils import timezone
from django.utils.translation import gettext as _

from commonhall import calendar
from commonhall.audit import log
from commonhall.audit.log import Subject
from commonhall.audit.models import Batch, Entry
from commonhall.people import sentences
from commonhall.people.models import Alarm
from commonhall.staff.models import Member
from commonhall.vault.sealing import CannotOpen

A_PAGE = 50
LOOKS = (
    Entry.Kind.SEARCHED,
    Entry.Kind.CONTACT_OPENED,
    Entry.Kind.GLASS_BROKEN,
    Entry.Kind.PHOTO_OPENED,
    Entry.Kind.SUBJECT_OPENED,
)
WEEK = timedelta(days=7)
MOST_UNCHAINED = 1000
ENOUGH_HOURS = 8


class Place(NamedTuple):
    """Where in the log a page ended: the last entry's time and id."""

    at: datetime
    entry: UUID

    @classmethod
    def from_text(cls, text: str) -> "Place | None":
        """The place that `str` wrote; None for anything else."""
        at, _, entry = text.partition("_")
        try:
            moment = datetime.fromisoformat(at)
            return cls(moment, uuid.UUID(entry)) if moment.tzinfo else None
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.at.isoformat()}_{self.entry}"


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """What is asked for: a member, a day, a kind. All of it lies in the URL, and none of it is a resident's."""

    who: UUID | None = None
    day: date | None = None
    kind: str = ""
    after: Place | None = None

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "View":
        """The view a URL names; what it does not know it leaves out."""
        kind = query.get("kind", "")
        return cls(
            who=_or_none(uuid.UUID, query.get("who", "")),
            day=_or_none(date.fromisoformat, query.get("day", "")),
            kind=kind if kind in Entry.Kind else "",
            after=Place.from_text(query.get("after", "")),
        )

    def query_after(self, place: Place | None) -> str:
        """The query string of this view, read on from a place."""
        parts = {"who": self.who, "day": self.day, "kind": self.kind, "after": place}
        return urlencode({name: value for name, value in parts.items() if value})


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """An entry in the list."""

    entry: Entry
    who: Member | None
    subject: Subject | None  # None where it does not open
    rings: bool

    @property
    def what(self) -> str:
        done = str(Entry.Kind(self.entry.kind).label)
        is_by_program = self.subject is not None and bool(self.subject.token)
        return _("%(done)s, by a program") % {"done": done} if is_by_program else done

    @property
    def at_whom(self) -> str:
        return sentences.at_whom(self.entry.kind, self.subject) if self.subject else ""

    @property
    def why(self) -> str:
        return sentences.why(self.subject) if self.subject else ""


@dataclass(frozen=True)
class Page:
    """One page of the log, newest first."""

    view: View

    @cached_property
    def rows(self) -> list[Row]:
        return told(self._entries[:A_PAGE])

    @property
    def next_query(self) -> str:
        """The query string of the page after this; empty on the last."""
        if len(self._entries) <= A_PAGE:
            return ""
        last = self._entries[A_PAGE - 1]
        return self.view.query_after(Place(last.at, last.pk))

    @cached_property
    def _entries(self) -> list[Entry]:
        found = Entry.objects.order_by("-at", "-pk")
        if self.view.who:
            found = found.filter(actor=self.view.who)
        if self.view.kind:
            found = found.filter(kind=self.view.kind)
        if self.view.day:
            begin = calendar.start_of(self.view.day)
            found = found.filter(at__gte=begin, at__lt=calendar.start_of(self.view.day + timedelta(days=1)))
        if place := self.view.after:  # said twice, for the index to begin there
            found = found.filter(Q(at__lte=place.at) & (Q(at__lt=place.at) | Q(pk__lt=place.entry)))
        return list(found[: A_PAGE + 1])


def told(entries: Iterable[Entry]) -> list[Row]:
    """The entries as rows: with who looked, and whether an alarm rings for one. Two queries."""
    entries = list(entries)
    members = Member.objects.in_bulk({entry.actor for entry in entries if entry.actor})
    ringing = Alarm.objects.ringing().filter(entry__in=[entry.pk for entry in entries])
    odd = set(ringing.values_list("entry", flat=True))
    return [
        Row(
            entry=entry,
            who=members.get(entry.actor) if entry.actor else None,
            subject=_subject(entry),
            rings=entry.pk in odd,
        )
        for entry in entries
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class Week:
    """The seven days until now: how many looked how often, and what an hour with looks usually holds.

    0 is usual until there are `ENOUGH_HOURS` to say so.
    """

    looks: int
    people: int
    usual_an_hour: int


def week() -> Week:
    """One query over a week's entries, by the index."""
    found = _looks(timezone.now() - WEEK, timezone.now()).aggregate(
        looks=Count("pk"), people=Count("actor", distinct=True), hours=Count(TruncHour("at"), distinct=True)
    )
    usual = round(found["looks"] / found["hours"]) if found["hours"] >= ENOUGH_HOURS else 0
    return Week(looks=found["looks"], people=found["people"], usual_an_hour=usual)


def hours_of(day: date) -> dict[int, int]:
    """How many looks each hour of the day held, by the city's clock. One query."""
    looks = _looks(calendar.start_of(day), calendar.start_of(day + timedelta(days=1)))
    counted = looks.values(hour=TruncHour("at")).annotate(looks=Count("pk")).values_list("hour", "looks")
    return {timezone.localtime(hour).hour: count for hour, count in counted}


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """How far the chain reaches, and how many entries wait for the next batch."""

    batch: Batch | None
    waiting: int


def standing() -> Standing:
    """Three bounded queries."""
    last = Batch.objects.order_by("-number").first()
    unchained = Entry.objects.filter(chained=None)
    if last:  # older ones would have been chained; looked for, they would cost the whole log
        unchained = unchained.filter(at__gte=last.at - timedelta(days=1))
    return Standing(batch=last, waiting=unchained[:MOST_UNCHAINED].count())


def _looks(since: datetime, until: datetime) -> QuerySet[Entry]:
    return Entry.objects.filter(kind__in=LOOKS, at__gte=since, at__lt=until)


def _subject(entry: Entry) -> Subject | None:
    try:
        return log.subject_of(entry)
    except CannotOpen:
        return None


def _or_none[Parsed](parse: Callable[[str], Parsed], text: str) -> Parsed | None:
    try:
        return parse(text)
    except ValueError:
        return None
