"""What an import brought in, for who answers for it: counts, and sentences of the program."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from commonhall.imports.mapping import COLUMNS
from commonhall.imports.models import Run
from commonhall.imports.rejections import Why

MOST = 20  # runs on the page; all of them stay in the table


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """Why so many rows did not come in. `column`: ours; empty where it is the whole row."""

    count: int
    column: str
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A run as it is shown."""

    run: Run
    standing: str
    reasons: Sequence[Reason]

    @property
    def named(self) -> int:
        return self.run.imported - self.run.anonymous


def latest(*, is_running: bool) -> list[Shown]:
    """The last runs, newest first. `is_running`: whether the newest may not have ended yet."""
    runs = list(Run.objects.order_by("-began_at")[:MOST])
    return [_shown(run, is_running=is_running and not place) for place, run in enumerate(runs)]


def _shown(run: Run, *, is_running: bool) -> Shown:
    return Shown(run=run, standing=_standing(run, is_running=is_running), reasons=_reasons(run))


def _standing(run: Run, *, is_running: bool) -> str:
    if run.ended_at:
        return _("Done")
    return _("Running") if is_running else _("Stopped. The same command goes on where it was.")


def _reasons(run: Run) -> list[Reason]:
    found = []
    for key, count in run.reasons.items():
        column, _bar, why = key.partition("|")
        if column in ("", *COLUMNS) and why in Why.values:
            found.append(Reason(count=count, column=column, why=str(Why(why).label)))
    return sorted(found, key=lambda each: (-each.count, each.column))
