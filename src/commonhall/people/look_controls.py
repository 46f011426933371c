"""Controls of looks: each is in the log, for a reason, in a role that has the right to it, and shows no more.

And what is signed in for looks with the rooms below: the pages of those who watch, and that a call ends at sign-out.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.db import connection
from django.utils.translation import gettext_lazy as _

from commonhall import calendar
from commonhall.audit import log
from commonhall.audit.log import Subject
from commonhall.audit.models import Entry
from commonhall.evidence import Evidence, control
from commonhall.holdings import privileges
from commonhall.people import keystrokes, look_sessions, sight
from commonhall.people.models import Receipt
from commonhall.people.reasons import Reason, ReviewReason
from commonhall.staff import departures
from commonhall.staff.role_history import RoleHistory
from commonhall.staff.roles import SEES_REQUESTS
from commonhall.vault.sealing import CannotOpen
from commonhall.web import menu

WINDOW = timedelta(days=7)
MOST_ENTRIES = 2000
AT_REST = timedelta(minutes=5)  # by then the watch has put a search into the log
type _Looks = Sequence[tuple[Entry, Subject | None]]
NEEDS_A_REASON = (Entry.Kind.SEARCHED, Entry.Kind.CONTACT_OPENED, Entry.Kind.SUBJECT_OPENED)
ROLES = {
    Entry.Kind.SEARCHED: sight.SEARCHES,
    Entry.Kind.CONTACT_OPENED: sight.SEARCHES,
    Entry.Kind.GLASS_BROKEN: sight.BREAKS_GLASS,
    Entry.Kind.PHOTO_OPENED: SEES_REQUESTS,
    Entry.Kind.NAME_COMPARED: SEES_REQUESTS,
    Entry.Kind.NAME_KEPT_BACK: SEES_REQUESTS,
    Entry.Kind.SUBJECT_OPENED: sight.TAKES_SECOND_LOOKS,
    Entry.Kind.ALARM_SETTLED: sight.TAKES_SECOND_LOOKS,
}

departures.ends(look_sessions.end)
menu.register(menu.Entry(url_name="people:looks", title=_("Looks at people"), roles=sight.READS_THE_LOG))
menu.register(
    menu.Entry(
        url_name="people:alarms",
        title=_("Second looks"),
        roles=sight.TAKES_SECOND_LOOKS - sight.READS_THE_LOG,
    )
)


@control("311.search", "log")
def each_look_is_in_the_log_with_its_reason() -> Evidence:
    """Each entry of the window has a reason of the list; what was shown a moment ago has its entry too.

    Receipts of opened persons live an hour, longer than an entry waits for its batch: until the chain holds it,
    the receipt proves an entry that was taken out.
    """
    looks = list(_entries(NEEDS_A_REASON))
    receipts = list(Receipt.objects.values_list("pk", flat=True)[:MOST_ENTRIES])
    logged = set(Entry.objects.filter(pk__in=receipts).values_list("pk", flat=True))
    wrong = [
        *(f"{entry}: without a reason" for entry, subject in looks if not _has_a_reason(subject)),
        *(f"look {receipt}: not in the log" for receipt in receipts if receipt not in logged),
        *(f"search {search}: not in the log" for search in keystrokes.left_behind(AT_REST)),
    ]
    return Evidence(
        looked_at=_("searches and opened contacts, and the log of them"),
        since=_since(looks),
        count=len(looks),
        wrong=tuple(wrong),
    )


@control("sharing.protect", "roles")
def nobody_looks_beyond_their_role() -> Evidence:
    """Each look was made by a member, in a role that has the right to it, and no login but two reads the keys."""
    looks = list(_entries(tuple(ROLES)))
    history = RoleHistory({entry.actor for entry, _subject in looks if entry.actor}, since=_since())
    wrong = [
        f"{entry}: by a {role or 'nobody'}"
        for entry, subject in looks
        if (role := _role(entry, subject, history)) not in ROLES[Entry.Kind(entry.kind)]
    ]
    return Evidence(
        looked_at=_("looks, each with the role it was made in"),
        since=_since(looks),
        count=len(looks),
        wrong=(*wrong, *_others_who_read_keys()),
    )


@control("sharing.protect", "fields")
def nobody_is_shown_a_field_their_role_may_not_read() -> Evidence:
    """Each entry says which parts of a contact were shown; in an emergency it may be all."""
    entries = list(_entries(tuple(ROLES)))
    shown = [(entry, subject) for entry, subject in entries if subject and subject.parts]
    wrong = [
        f"{entry}: {part} to a {subject.role}"
        for entry, subject in shown
        if entry.kind != Entry.Kind.GLASS_BROKEN
        for part in subject.parts
        if part not in sight.PARTS.get(subject.role, frozenset())
    ]
    return Evidence(
        looked_at=_("opened contacts, part by part"),
        since=_since(entries),
        count=len(shown),
        wrong=tuple(wrong),
    )


def _since(looks: _Looks = ()) -> date:
    """Since when they were looked at: the window, or less of it where there were more than MOST_ENTRIES."""
    return calendar.day_of(looks[-1][0].at) if len(looks) == MOST_ENTRIES else calendar.today() - WINDOW


def _entries(kinds: tuple[Entry.Kind, ...]) -> Iterator[tuple[Entry, Subject | None]]:
    """The newest entries of these kinds in the window, opened; None for one that does not open."""
    found = Entry.objects.filter(kind__in=kinds, at__gte=calendar.start_of(_since())).order_by("-at")[
        :MOST_ENTRIES
    ]
    for entry in found:
        try:
            yield entry, log.subject_of(entry)
        except CannotOpen:
            yield entry, None


def _has_a_reason(subject: Subject | None) -> bool:
    return subject is not None and subject.reason in {*Reason.values, *ReviewReason.values}


def _role(entry: Entry, subject: Subject | None, history: RoleHistory) -> str:
    """The role that was noted with the look; of looks without a note, the one that the member had then."""
    if subject and subject.role and history.knows(entry.actor):
        return subject.role
    return history.role_of(entry.actor, at=entry.at)


def _others_who_read_keys() -> list[str]:
    """Logins that may read wrapped keys, besides the tables' owner and this one."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT relname, CASE grantee WHEN 0 THEN 'everybody' ELSE grantee::regrole::text END
            FROM pg_class, aclexplode(relacl)
            WHERE relname = ANY(%s::text[]) AND privilege_type = 'SELECT'
              AND grantee NOT IN (relowner, current_user::text::regrole)
            ORDER BY relname
            """,
            [sorted(privileges.secret_tables())],
        )
        return [f"{table} can be read by {login}" for table, login in cursor.fetchall()]
