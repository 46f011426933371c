"""Deleting what has passed its schedule: each holding with one signs in how its rows are found and deleted.

What is held stays. A run that is cut off goes on with the next one: each row is a transaction of its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.db import models, transaction

from commonhall import holdings
from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.errors import NotNow, Refused

MOST_A_RUN = 5000
GRACE = timedelta(days=2)  # a day for the nightly run, and one for a night without power


@dataclass(frozen=True, kw_only=True, slots=True)
class Past:
    """A row whose time is over: its key, and what a list may call it (a reference; empty: it is only counted)."""

    key: object
    name: str = ""
    is_held: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """How the rows of a holding are found and deleted.

    `past(day, most)`: rows to be kept from a day on, and past that; oldest first, at most so many. `along(rows)`:
    how many rows of another holding go with these, by its model. `delete` raises NotNow or Refused to leave a row.
    """

    model: str
    past: Callable[[date, int], Sequence[Past]]
    delete: Callable[[Past], None]
    along: Callable[[Sequence[Past]], dict[str, int]] = field(default=lambda rows: {})


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What a run found in a holding, and what it deleted; a dry run deletes nothing."""

    model: str
    keep: str
    past: tuple[str, ...]
    count: int
    held: int
    along: dict[str, int]
    deleted: int = 0


_rules: dict[str, Rule] = {}


def register(rule: Rule) -> None:
    """Sign a holding in. Raises ValueError when it is there already, or is declared without a schedule."""
    declared = holdings.all_declared().get(rule.model)
    if rule.model in _rules or declared is None or declared.schedule is None:
        raise ValueError(f"{rule.model} signed in twice, or has no schedule")
    _rules[rule.model] = rule


def ended(model: type[models.Model], column: str) -> Rule:
    """The rule of a table whose rows say themselves when they end; nothing in it is ever held."""

    def past(day: date, most: int) -> Sequence[Past]:
        found = model._default_manager.filter(**{f"{column}__date__lt": day}).order_by(column)[:most]
        return [Past(key=row.pk) for row in found]

    def delete(row: Past) -> None:
        model._default_manager.filter(pk=row.key).delete()

    return Rule(model=model._meta.label_lower, past=past, delete=delete)


def rules() -> tuple[Rule, ...]:
    """All, in the order in which rows refer to each other: what signed in last is deleted first."""
    return tuple(reversed(_rules.values()))


def past(rule: Rule, today: date, most: int = MOST_A_RUN) -> Sequence[Past]:
    """The rows of a holding that have passed its schedule on that day, held ones among them."""
    schedule = holdings.all_declared()[rule.model].schedule
    assert schedule is not None
    return rule.past(schedule.kept_from(today), most)


def dry_run(today: date) -> tuple[Outcome, ...]:
    """What `run` would delete."""
    return tuple(_outcome(rule, past(rule, today)) for rule in rules())


def run(today: date) -> tuple[Outcome, ...]:
    """Delete what has passed its schedule and is not held; one entry in the log says how much."""
    outcomes = []
    for rule in rules():
        found = past(rule, today)
        outcome = _outcome(rule, found)
        deleted = sum(_is_deleted(rule, row) for row in found if not row.is_held)
        outcomes.append(replace(outcome, deleted=deleted))
    if any(outcome.deleted for outcome in outcomes):
        said = ", ".join(f"{outcome.model} {outcome.deleted}" for outcome in outcomes if outcome.deleted)
        log.note(Entry.Kind.RETENTION, log.Subject(reason=said), actor=None)
    return tuple(outcomes)


def _is_deleted(rule: Rule, row: Past) -> bool:
    try:
        with transaction.atomic():
            rule.delete(row)
    except (NotNow, Refused):  # held, or moved meanwhile: the next run sees it again
        return False
    return True


def _outcome(rule: Rule, found: Sequence[Past]) -> Outcome:
    due = [row for row in found if not row.is_held]
    return Outcome(
        model=rule.model,
        keep=str(holdings.all_declared()[rule.model].keep),
        past=tuple(row.name for row in due if row.name),
        count=len(due),
        held=len(found) - len(due),
        along=rule.along(due),
    )
