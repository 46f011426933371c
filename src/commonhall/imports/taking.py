"""Taking files in: batch by batch, each with its requests, its digests and its counts in one transaction.

Stopped at any moment, what is in is whole, and the same command goes on: a row whose digest is there is passed over.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import batched
from pathlib import Path
from random import SystemRandom

from django.db import connection, transaction
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.crypto import salted_hmac

from commonhall import calendar, holdings
from commonhall.errors import NotNow
from commonhall.imports.files import opening
from commonhall.imports.files.opening import Opened
from commonhall.imports.files.row import BrokenFile, Row
from commonhall.imports.mapping import Map
from commonhall.imports.models import Run, Taken
from commonhall.imports.old_services import Services
from commonhall.imports.rejections import Rejection, Rejects, Why
from commonhall.imports.translation import Translator
from commonhall.imports.where import Places
from commonhall.places import gazetteer
from commonhall.service_requests import past
from commonhall.service_requests.models import ServiceRequest
from commonhall.service_requests.past import Past
from commonhall.vault import copying

AT_ONCE = 1000  # rows a transaction: in a city of half a million more than a day brings
_LOCK = 311_006  # one import at a time
_DIGEST_BYTES = 16
_by_chance = SystemRandom()


class AnotherRuns(NotNow):
    """Two at once would take the same row twice, and one of them would fail."""

    def __init__(self) -> None:
        super().__init__("Another import runs. Wait until it has ended.")


def is_running() -> bool:
    """Whether somebody imports at this moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = 0 "
            "AND objid = %s AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
            [_LOCK],
        )
        return bool(cursor.fetchone() == (True,))


@dataclass(kw_only=True, slots=True)
class Counts:
    """What became of the rows: `read` is the sum of the next three."""

    read: int = 0
    imported: int = 0
    already: int = 0
    rejected: int = 0
    anonymous: int = 0
    unconfirmed: int = 0
    past_schedule: int = 0
    reasons: Counter[tuple[str, Why]] = field(default_factory=Counter)


@dataclass(kw_only=True, slots=True)
class Import:
    """The files, the map, and how far it is. `tell` hears of each batch: counts and the file."""

    files: Sequence[Path]
    map: Map
    is_dry: bool = False
    tell: Callable[[Counts, Path], None] = lambda counts, path: None
    counts: Counts = field(default_factory=Counts)
    broken: list[BrokenFile] = field(default_factory=list)
    _run: Run | None = None
    _services: Services = field(init=False)
    _translator: Translator = field(init=False)

    def run(self) -> Counts:
        """Take all files in. Raises NoSuchFile, CannotWrite and AnotherRuns before the first row."""
        for path in self.files:
            opening.check(path)
        with _alone():
            self._begin()
            for path in self.files:
                self._take(path)
            self._note(has_ended=True)
        return self.counts

    def _begin(self) -> None:
        self._services = Services(map=self.map, is_dry=self.is_dry)
        self._translator = Translator(
            map=self.map,
            places=Places(gazetteer.current()),
            service_of=self._services.of,
            now=timezone.now(),
        )
        if not self.is_dry:
            self._run = Run.objects.create(
                map_name=self.map.name, files=len(self.files), began_at=self._translator.now
            )

    def _take(self, path: Path) -> None:
        with Rejects(path) as rejects:
            for batch in batched(self._rows(path, rejects), AT_ONCE):
                self._batch(batch, rejects)
                rejects.flush()
                self.tell(self.counts, path)

    def _rows(self, path: Path, rejects: Rejects) -> Iterator[Row]:
        try:
            yield from Opened(path=path, encoding=self.map.encoding).rows()
        except BrokenFile as broken:
            self.broken.append(broken)
            yield Row(line=broken.line, values={}, refusal=str(broken), is_last=True)

    def _batch(self, rows: Sequence[Row], rejects: Rejects) -> None:
        with transaction.atomic():
            pasts, rejected = self._sorted(rows)
            if not self.is_dry:
                self._store(pasts)
            self._count(rows, rejected, list(pasts.values()))
            self._note()
        for rejection in sorted(rejected, key=lambda each: each.line):
            rejects.write(rejection)

    def _sorted(self, rows: Sequence[Row]) -> tuple[dict[bytes, Past], list[Rejection]]:
        """Those that come in, by digest, and those that cannot; the rest is in. One behind a rejected one may come."""
        numbered = [(row, self._translator.external_id(row)) for row in rows]
        rejected = [found for _row, found in numbered if isinstance(found, Rejection)]
        by_row = [(row, _digest(self.map.source, found)) for row, found in numbered if isinstance(found, str)]
        digests = {digest for _row, digest in by_row}
        listed = RawSQL("SELECT unnest(%s::bytea[])", [list(digests)])
        taken = Taken.objects.filter(digest__in=listed).values_list("digest", flat=True)
        new = digests - {bytes(digest) for digest in taken}
        pasts: dict[bytes, Past] = {}
        for row, digest in by_row:
            if digest not in new or digest in pasts:
                continue
            found = self._translator.past(row)
            if isinstance(found, Rejection):
                rejected.append(found)
            else:
                pasts[digest] = found
        return pasts, rejected

    def _store(self, pasts: Mapping[bytes, Past]) -> None:
        shuffled = list(pasts.values())
        _by_chance.shuffle(shuffled)  # the order of the file is that in which they came
        past.bring_in(shuffled)
        copying.copy([Taken(digest=digest) for digest in sorted(pasts)])
        requests = RawSQL("SELECT unnest(%s::uuid[])", [[each.report.request for each in shuffled]])
        self.counts.unconfirmed += ServiceRequest.objects.filter(pk__in=requests, is_unconfirmed=True).count()

    def _count(self, rows: Sequence[Row], rejected: Sequence[Rejection], pasts: Sequence[Past]) -> None:
        counts = self.counts
        counts.read += len(rows)
        counts.rejected += len(rejected)
        counts.imported += len(pasts)
        counts.already += len(rows) - len(rejected) - len(pasts)
        counts.anonymous += sum(each.report.contact is None for each in pasts)
        kept_from = _kept_from()
        counts.past_schedule += sum(
            each.ended is not None and calendar.day_of(each.ended.at) < kept_from for each in pasts
        )
        counts.reasons.update((each.column, each.why) for each in rejected)

    def _note(self, *, has_ended: bool = False) -> None:
        if self._run is None:
            return
        for name in ("read", "imported", "already", "rejected", "anonymous", "unconfirmed", "past_schedule"):
            setattr(self._run, name, getattr(self.counts, name))
        self._run.reasons = _plain(self.counts.reasons)
        self._run.services = sorted(self._services.made)
        self._run.ended_at = timezone.now() if has_ended else None
        self._run.save()


def _digest(source: str, external_id: str) -> bytes:
    """What tells a row of that system, to who has the key file alone."""
    salted = salted_hmac("commonhall.imports", f"{source}\0{external_id}", algorithm="sha256")
    return salted.digest()[:_DIGEST_BYTES]


def _kept_from() -> date:
    schedule = holdings.all_declared()["service_requests.servicerequest"].schedule
    assert schedule is not None
    return schedule.kept_from(calendar.today())


def _plain(reasons: Mapping[tuple[str, Why], int]) -> dict[str, int]:
    return {f"{column}|{why}": count for (column, why), count in reasons.items()}


@contextmanager
def _alone() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        if cursor.fetchone() != (True,):
            raise AnotherRuns
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
