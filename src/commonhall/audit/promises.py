"""Controls of the log of looks: it only grows, and nothing was taken out of it."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.audit import chain, log
from commonhall.audit.models import Batch, Entry
from commonhall.evidence import Evidence, control

WINDOW = timedelta(days=7)
UNCHAINED = timedelta(minutes=30)
MOST_ENTRIES = 2000
TABLES = ("audit_entry", "audit_batch", "audit_chained")


@control("purpose.protect", "log-looks")
def the_log_of_looks_is_whole() -> Evidence:
    """The chain of the window fits, each entry opens, the application could not have changed one, and nobody did."""
    since = timezone.localdate() - WINDOW
    entries = Entry.objects.filter(at__date__gte=since).order_by("-at")[:MOST_ENTRIES]
    batches = Batch.objects.filter(at__date__gte=since).order_by("number")
    wrong = [
        *_may_be_changed(),
        *_were_changed(),
        *chain.broken(batches),
        *(str(entry) for entry in entries if not log.opens(entry)),
    ]
    waiting = Entry.objects.filter(chained=None, at__lt=timezone.now() - UNCHAINED, at__date__gte=since)
    wrong += [f"not chained: {entry}" for entry in waiting[:10]]
    return Evidence(
        looked_at=_("looks at persons, and the log that chains them"),
        since=since,
        count=len(entries),
        wrong=tuple(wrong),
    )


def _may_be_changed() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM unnest(%s::text[]) AS name WHERE has_table_privilege(name, 'UPDATE, DELETE, TRUNCATE')",
            [list(TABLES)],
        )
        return [f"{name} may be changed" for (name,) in cursor.fetchall()]


def _were_changed() -> list[str]:
    """PostgreSQL counts changed and deleted rows of a table, also those that somebody hid from the chain."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_stat_user_tables "
            "WHERE relname = ANY(%s::text[]) AND n_tup_upd + n_tup_del > 0 ORDER BY relname",
            [list(TABLES)],
        )
        return [f"{name} was changed" for (name,) in cursor.fetchall()]
