"""Alarms and looks in words. No sentence names anybody but members of staff, nor what was sought."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonhall import calendar
from commonhall.audit.log import Subject
from commonhall.audit.models import Entry
from commonhall.people.models import Alarm
from commonhall.people.reasons import Reason, ReviewReason
from commonhall.web import dates

_REASONS = {**dict(Reason.choices), **dict(ReviewReason.choices)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What an alarm says first, and the fine print below it."""

    bold: str
    fine: str


def of(alarm: Alarm) -> Told:
    """The alarm in words."""
    return Told(bold=_bold(alarm) % {"who": alarm.member, "count": alarm.count}, fine=_fine(alarm))


def at_whom(kind: str, subject: Subject) -> str:
    """At whom a look was, without saying who."""
    if kind == Entry.Kind.SEARCHED:
        found = len(subject.shown)
        people = ngettext("%(count)s person shown", "%(count)s persons shown", found) % {"count": found}
        return f"{people}, {_by_what(subject.query)}"
    if subject.person is not None:
        return _("1 person")
    return ""


def why(subject: Subject) -> str:
    """The reason in words; a note counts as one, and what it says stays sealed."""
    if subject.reason:
        return str(_REASONS.get(subject.reason, subject.reason))
    return _("a written reason, sealed") if subject.note else ""


def parts(subject: Subject) -> str:
    """Which parts of a contact were shown."""
    words = {"name": _("name"), "phone": _("phone"), "email": _("e-mail"), "address": _("home address")}
    return ", ".join(words.get(part, part) for part in subject.parts)


def _by_what(query: str) -> str:
    if "@" in query:
        return _("by e-mail")
    digits = sum(sign.isdigit() for sign in query)
    if digits >= 4 and digits * 2 > len(query.replace(" ", "")):
        return _("by number")
    return _("by name or address")


def _bold(alarm: Alarm) -> str:
    match alarm.kind:
        case Alarm.Kind.EMERGENCY:
            return _("%(who)s opened a contact in an emergency.")
        case Alarm.Kind.TOO_FAST:
            return _("%(who)s was stopped: more looks than the work can need.")
        case Alarm.Kind.MANY:
            return _("%(who)s opened %(count)s contacts in an hour.")
        case Alarm.Kind.OWN_NAME:
            return _("%(who)s looked for or opened a person of the same name as their own.")
        case Alarm.Kind.COLLEAGUE:
            return _("%(who)s looked for or opened a person with a colleague’s name.")
        case Alarm.Kind.LISTED:
            return _("%(who)s looked for, opened or named in a note a person whose name is on the list.")
        case Alarm.Kind.NOTHING_DONE:
            return _("%(who)s opened %(count)s contacts in a day and worked on no request of theirs after.")
        case _after_hours:
            return ngettext(
                "%(who)s looked once outside working hours.",
                "%(who)s looked %(count)s times outside working hours.",
                alarm.count,
            )


def _fine(alarm: Alarm) -> str:
    day = dates.day(alarm.at)
    match alarm.kind:
        case Alarm.Kind.MANY:
            usual = _("usual for a %(role)s: %(usual)s") % {
                "role": alarm.member.get_role_display(),
                "usual": alarm.usual,
            }
            hour = f"{dates.clock(alarm.at)}–{dates.clock(alarm.at + timedelta(hours=1))}"
            return f"{day}, {hour} · {usual}"
        case Alarm.Kind.NOTHING_DONE | Alarm.Kind.AFTER_HOURS:
            return day
        case Alarm.Kind.EMERGENCY if alarm.due_on and not alarm.settled_at:
            is_late = alarm.due_on < calendar.today()
            due = _("second look was due by %(day)s") if is_late else _("second look due by %(day)s")
            return f"{day}, {dates.clock(alarm.at)} · {due % {'day': dates.day(alarm.due_on)}}"
        case _other:
            return f"{day}, {dates.clock(alarm.at)}"
