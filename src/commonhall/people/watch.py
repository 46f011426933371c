"""The watch: what a single look cannot tell. It runs each minute, and over each hour that ended."""

from datetime import datetime, timedelta

from django.db.models import Count
from django.db.models.functions import TruncHour
from django.utils import timezone

from commonhall import calendar
from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.people import alarms, contacts, dealings, keystrokes, look_sessions
from commonhall.people.models import Alarm, Receipt
from commonhall.staff.models import Member

WORK_WITHIN = timedelta(hours=1)  # after a look, the member does something with a request of the person
FEW = 20  # looks in an hour that are no wonder, whoever made them
ODD = 3  # times what others of the role do
COMPARED_WITH = timedelta(days=7)
_MOST = 500
_OPENINGS = (Entry.Kind.CONTACT_OPENED, Entry.Kind.GLASS_BROKEN)


def minute() -> None:
    """Finish what was left: searches at rest, sessions that are over, receipts that are due. May run twice."""
    keystrokes.finish_those_at_rest()
    look_sessions.end_those_over()
    for receipt in Receipt.objects.filter(at__lt=timezone.now() - WORK_WITHIN).order_by("-at")[:_MOST]:
        _judge(receipt)


def hour(begin: datetime) -> None:
    """Ring for members who opened many contacts in the hour from `begin`. May run twice."""
    openings = Entry.objects.filter(kind__in=_OPENINGS, actor__isnull=False)
    of_the_hour = openings.filter(at__gte=begin, at__lt=begin + timedelta(hours=1))
    busy = of_the_hour.values("actor").annotate(looks=Count("pk")).filter(looks__gt=FEW)
    looks = {row["actor"]: row["looks"] for row in busy if row["actor"]}
    for member in Member.objects.filter(pk__in=looks):
        usual = usual_an_hour(member.role, before=begin)
        if looks[member.pk] > ODD * usual:
            defaults = {"count": looks[member.pk], "usual": usual}
            Alarm.objects.get_or_create(kind=Alarm.Kind.MANY, member=member, at=begin, defaults=defaults)


def usual_an_hour(role: str, *, before: datetime) -> int:
    """How many contacts a member of the role opened in an hour in which they opened any, in the week before."""
    members = list(Member.objects.filter(role=role).values_list("pk", flat=True))
    week = Entry.objects.filter(
        kind__in=_OPENINGS, actor__in=members, at__gte=before - COMPARED_WITH, at__lt=before
    )
    hours = week.values("actor", hour=TruncHour("at")).distinct().count()
    return round(week.count() / hours) if hours else 0


def _judge(receipt: Receipt) -> None:
    """Count a look after which nothing was done. One whose entry is missing stays, for the control to find."""
    entry = Entry.objects.filter(pk=receipt.pk).first()
    if entry is None:
        return
    if entry.kind == Entry.Kind.CONTACT_OPENED and entry.actor and not _was_followed_by_work(entry):
        day = calendar.start_of(calendar.day_of(entry.at))
        alarms.count(Alarm.Kind.NOTHING_DONE, entry.actor, at=day)
    receipt.delete()


def _was_followed_by_work(entry: Entry) -> bool:
    subject = log.subject_of(entry)
    assert entry.actor
    assert subject.person is not None
    try:
        requests = contacts.open_record(subject.person).requests
    except contacts.PersonIsGone:
        return True
    return dealings.were_worked_on(requests, entry.actor, entry.at) or _gave_a_link(entry, subject)


def _gave_a_link(entry: Entry, subject: log.Subject) -> bool:
    """A new link is given to whoever was opened, and no event of a request tells of it."""
    given = Entry.objects.filter(kind=Entry.Kind.LINK_GIVEN, actor=entry.actor, at__gte=entry.at)
    return any(log.subject_of(each).person == subject.person for each in given)
