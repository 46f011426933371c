"""Alarms: when one rings, what it says, and how it is settled by a second person."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from commonhall import calendar
from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.errors import Refused
from commonhall.people import names, pace, sight
from commonhall.people.models import Alarm, Alarms
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from commonhall.vault import sealing
from commonhall.vault.keyring import Purpose

Kind, Verdict = Alarm.Kind, Alarm.Verdict
OPENS, CLOSES = 7, 19  # the hours of a working day in which looks are no wonder
SECOND_LOOK_WITHIN = 1  # working days


class SettledBefore(Refused):
    """Somebody else was quicker."""

    def __init__(self) -> None:
        super().__init__(_("This alarm was settled by somebody else. Open it again to read how."))


class SayWhy(Refused):
    """A question without words."""

    def __init__(self) -> None:
        super().__init__(_("Write what is questioned, and what happens now."))


def too_fast(member: Member) -> None:
    """Ring because a member was stopped; once a window."""
    now = timezone.now()
    recent = Alarm.objects.filter(member=member, kind=Kind.TOO_FAST, at__gt=now - pace.WINDOW)
    if not recent.exists():
        Alarm.objects.create(kind=Kind.TOO_FAST, member=member, at=now)


def emergency(member: Member, entry: Entry) -> None:
    """Ring because glass was broken. A second person looks at it within a working day."""
    due_on = calendar.working_day_after(calendar.today(), SECOND_LOOK_WITHIN)
    Alarm.objects.create(kind=Kind.EMERGENCY, member=member, at=entry.at, entry=entry.pk, due_on=due_on)


def listen(words: Iterable[str], member: Member, entry: Entry) -> None:
    """Ring where a look itself is odd: by a name in these words, or by its hour."""
    listen_to_each([(entry, tuple(words))], member)


def listen_to_each(looks: Collection[tuple[Entry, Collection[str]]], member: Member) -> None:
    """The same for many looks of one moment, each with its words, in as many queries as for one."""
    rung = names.rung_by_each([text for _entry, words in looks for text in words], member)
    Alarm.objects.bulk_create(
        Alarm(kind=kind, member=member, at=entry.at, entry=entry.pk)
        for entry, words in looks
        for kind in sorted({kind for text in words for kind in rung[text]})
    )
    late = Counter(calendar.day_of(entry.at) for entry, _words in looks if is_after_hours(entry.at))
    for day, times in late.items():
        count(Kind.AFTER_HOURS, member.pk, at=calendar.start_of(day), times=times)


def count(kind: Alarm.Kind, member: UUID, *, at: datetime, times: int = 1) -> None:
    """So many more for the alarm of this member, kind and time; the first makes it.

    A settled one counts on in silence.
    """
    alarm, is_new = Alarm.objects.get_or_create(kind=kind, member_id=member, at=at, defaults={"count": times})
    if not is_new:
        Alarm.objects.filter(pk=alarm.pk).update(count=F("count") + times)


def is_after_hours(moment: datetime) -> bool:
    """Whether nobody would usually be at work then."""
    local = timezone.localtime(moment)
    return not (calendar.is_working_day(local.date()) and OPENS <= local.hour < CLOSES)


def for_reader(reader: Member) -> Alarms:
    """The alarms this member may settle: a supervisor emergencies of the department; nobody their own."""
    others = Alarm.objects.exclude(member=reader).select_related("member", "settled_by")
    if reader.role in sight.READS_THE_LOG:
        return others
    if reader.role == Role.SUPERVISOR:
        return others.filter(kind=Kind.EMERGENCY, member__department=reader.department_id)
    return others.none()


def settle(alarm: UUID, verdict: Alarm.Verdict, note: str, *, by: Member) -> None:
    """Say whether it was all right. Raises SettledBefore, SayWhy, PermissionDenied."""
    note = note.strip()
    if verdict is Verdict.QUESTIONED and not note:
        raise SayWhy
    with transaction.atomic():
        row = for_reader(by).select_for_update(of=("self",)).filter(pk=alarm).first()
        if row is None:
            raise PermissionDenied(_("This alarm is for others to settle."))
        if row.settled_at:
            raise SettledBefore
        row.settled_at, row.settled_by, row.verdict = timezone.now(), by, verdict
        row.note_sealed = sealing.seal(Purpose.AUDIT, note.encode(), context=_context(row.pk))
        row.save(update_fields=["settled_at", "settled_by", "verdict", "note_sealed"])
        entry = str(row.entry) if row.entry else ""
        log.note(Entry.Kind.ALARM_SETTLED, log.Subject(note=note, entry=entry, role=by.role), actor=by.pk)


def note_of(alarm: Alarm) -> str:
    """What was written when it was settled; empty while it rings."""
    if alarm.note_sealed is None:
        return ""
    return sealing.unseal(Purpose.AUDIT, alarm.note_sealed, context=_context(alarm.pk)).decode()


def span(alarm: Alarm) -> tuple[datetime, datetime]:
    """The time an alarm is about: its hour, its day, or what was around the look."""
    match alarm.kind:
        case Kind.MANY:
            return alarm.at, alarm.at + timedelta(hours=1)
        case Kind.NOTHING_DONE | Kind.AFTER_HOURS:
            return alarm.at, calendar.start_of(calendar.day_of(alarm.at) + timedelta(days=1))
        case _:
            return alarm.at - timedelta(minutes=30), alarm.at + timedelta(minutes=30)


def _context(alarm: UUID) -> str:
    return f"people.alarm:{alarm}"
