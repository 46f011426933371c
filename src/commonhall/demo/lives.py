"""The lives of requests: what is done about each, and when, as far as the present. The same for the same seed."""

import random
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from commonhall import calendar
from commonhall.demo.stories import Note, Stock
from commonhall.service_requests.models import Service
from commonhall.service_requests.states import ClosedReason

_BEGINS, _MINUTES = time(8, 10), 8 * 60  # when crews work
_LAST_HOUR_OF_TODAY = 13  # what comes in later is looked at on the next working day
_LATE, _MOVED, _RETURNS = 0.08, 0.06, 0.05
_PASSED_ON = 0.12  # of those services whose requests are passed on at all
_NOT_OURS, _NOTHING_FOUND, _TAKEN_BACK = 0.04, 0.06, 0.015
_WAITS_FOR_PARTS, _WAITS_FOR_RESIDENT, _BEGUN, _SAID, _NOTED = 0.11, 0.09, 0.45, 0.08, 0.12
_LONG = 3  # working days after which something happens in between


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One thing that is done. `kind` is the kind of note that tells of it, or "given" to somebody."""

    kind: str
    at: datetime
    note: Note | None = None
    due_on: date | None = None


class Calendar:
    """The working days around a year, counted once."""

    def __init__(self, first: date, last: date) -> None:
        every = (first + timedelta(days=n) for n in range((last - first).days + 1))
        self._days = [day for day in every if calendar.is_working_day(day)]

    def after(self, day: date, working_days: int) -> date:
        """As `calendar.working_day_after`."""
        at = bisect_left(self._days, day)
        is_worked = at < len(self._days) and self._days[at] == day
        return self._days[at + working_days - (not is_worked and working_days > 0)]


@dataclass(frozen=True, kw_only=True, slots=True)
class Lives:
    """Draws them."""

    draw: random.Random
    stock: Stock
    days: Calendar
    now: datetime

    def of(self, service: Service, received: datetime, *, is_named: bool) -> tuple[Step, ...]:
        """What was done until now."""
        steps: list[Step] = []
        begins = received
        for step in self._whole(service, received, is_named=is_named):
            begins = max(begins + timedelta(minutes=self.draw.randint(6, 40)), step.at)
            if begins > self.now:
                break
            steps.append(Step(kind=step.kind, at=begins, note=step.note, due_on=step.due_on))
        return tuple(steps)

    def repeat(self, received: datetime) -> tuple[Step, ...]:
        """Of one that tells what is known already."""
        at = self._at(received, self.draw.choice((0, 0, 1, 1, 2)))
        return (Step(kind="repeat", at=at),) if at <= self.now else ()

    def _whole(self, service: Service, received: datetime, *, is_named: bool) -> Iterator[Step]:
        target = service.target_working_days or 1
        lasts = self._lasts(target)
        passed = self._note("passed on", service) if self._is(_PASSED_ON) else None
        if self._is(_NOTED):
            yield self._step("internal", service, received, 0)
        if passed:
            yield Step(kind="passed on", at=self._at(received, min(1, lasts)), note=passed)
        yield Step(kind="given", at=self._at(received, min(1, lasts)))
        if self._is(_SAID):
            yield self._step("said", service, received, min(1, lasts))
        if lasts >= _LONG:
            yield from self._between(service, received, lasts)
        if lasts > _LONG and self._is(_MOVED):
            by = max(2, target // 3)
            moved = self._step("moved", service, received, max(lasts - 1, 1))
            yield Step(
                kind="moved", at=moved.at, note=moved.note, due_on=self.days.after(moved.at.date(), by + 1)
            )
            lasts += by
        ended = self._ended(is_named=is_named)
        yield self._step(ended, service, received, lasts)
        if ended == ClosedReason.FIXED and self._is(_RETURNS):
            back = lasts + self.draw.randint(2, 6)
            yield self._step("sent back", service, received, back)
            yield Step(kind="given", at=self._at(received, back + 1))
            yield self._step(ended, service, received, back + self.draw.randint(2, 4))

    def _lasts(self, target: int) -> int:
        """In working days."""
        if self._is(_LATE):
            return max(target + 1, round(target * self.draw.uniform(1.05, 1.5)))
        return round(target * self.draw.triangular(0.5, 1.0, 0.95))

    def _between(self, service: Service, received: datetime, lasts: int) -> Iterator[Step]:
        for kind, share in (
            ("waiting parts", _WAITS_FOR_PARTS),
            ("waiting resident", _WAITS_FOR_RESIDENT),
            ("in progress", _BEGUN),
        ):
            if self._is(share):
                yield self._step(kind, service, received, max(1, lasts // 2))
                return

    def _ended(self, *, is_named: bool) -> str:
        ends = (ClosedReason.NOT_OURS, ClosedReason.NOTHING_FOUND, ClosedReason.WITHDRAWN, ClosedReason.FIXED)
        taken_back = _TAKEN_BACK if is_named else 0
        rest = 1 - _NOT_OURS - _NOTHING_FOUND - taken_back
        return str(self.draw.choices(ends, (_NOT_OURS, _NOTHING_FOUND, taken_back, rest))[0])

    def _step(self, kind: str, service: Service, received: datetime, working_days: int) -> Step:
        return Step(kind=kind, at=self._at(received, working_days), note=self._note(kind, service))

    def _note(self, kind: str, service: Service) -> Note | None:
        notes: Sequence[Note] = self.stock.notes_about(kind, service.pk, service.department_id)
        return self.draw.choice(notes) if notes else None

    def _at(self, received: datetime, working_days: int) -> datetime:
        """At a moment of that working day, after it came in."""
        came = timezone.localtime(received)
        is_too_late = working_days == 0 and came.hour >= _LAST_HOUR_OF_TODAY
        day = self.days.after(came.date(), working_days + is_too_late)
        at = datetime.combine(day, _BEGINS) + timedelta(minutes=self.draw.randrange(_MINUTES))
        return max(timezone.make_aware(at), received)

    def _is(self, share: float) -> bool:
        return self.draw.random() < share
