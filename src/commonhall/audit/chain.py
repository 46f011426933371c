"""Chaining: each batch holds the digest of its entries and of the batch before, so that none can be taken out unseen.

SHA-256 over the previous digest and the entries in order of their id (after Schneier and Kelsey, "Secure Audit
Logs to Support Computer Forensics", 1999).
"""

import hashlib
from collections.abc import Iterable
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from commonhall.audit.models import Batch, Chained, Entry

_LOCK = 311_001
_MOST = 10_000


def extend() -> int:
    """Chain the entries that are not chained yet, in one batch; returns how many (0: no batch was made)."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        last = Batch.objects.order_by("-number").first()
        unchained = Entry.objects.filter(chained=None)
        if last:  # the cost stays flat: no entry waits a day to be committed
            unchained = unchained.filter(at__gte=last.at - timedelta(days=1))
        entries = list(unchained.order_by("at")[:_MOST])
        if not entries:
            return 0
        previous = bytes(last.digest) if last else b""
        batch = Batch.objects.create(
            number=last.number + 1 if last else 1,
            at=timezone.now(),
            previous=previous,
            digest=_digest(previous, entries),
        )
        Chained.objects.bulk_create(Chained(entry=entry, batch=batch) for entry in entries)
        return len(entries)


def broken(batches: Iterable[Batch]) -> tuple[str, ...]:
    """Which of these consecutive batches do not fit their entries or the batch before them; empty when all do."""
    wrong = []
    previous: bytes | None = None
    for batch in batches:
        entries = Entry.objects.filter(chained__batch=batch)
        fits_before = previous is None or bytes(batch.previous) == previous
        if not fits_before or _digest(bytes(batch.previous), entries) != bytes(batch.digest):
            wrong.append(str(batch))
        previous = bytes(batch.digest)
    return tuple(wrong)


def _digest(previous: bytes, entries: Iterable[Entry]) -> bytes:
    digest = hashlib.sha256(previous)
    for entry in sorted(entries, key=lambda each: each.pk):
        digest.update(f"{entry.pk}|{entry.at.isoformat()}|{entry.actor}|{entry.kind}|".encode())
        digest.update(hashlib.sha256(entry.subject_sealed).digest())
    return digest.digest()
