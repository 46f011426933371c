"""Run every control against the running system, and say of each promise how it stands."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from commonhall import evidence
from commonhall.evidence import Control, Evidence
from commonhall.policy.models import State
from commonhall.policy.register import Promise


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """What the control of one verb saw."""

    verb: str
    evidence: Evidence

    @property
    def is_proof(self) -> bool:
        """It saw something, and nothing of it was wrong."""
        return self.evidence.count > 0 and not self.evidence.wrong


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement:
    """How one promise stands, and what that rests on."""

    promise: Promise
    state: State
    looks: tuple[Look, ...]

    @property
    def proved(self) -> int:
        return sum(look.is_proof for look in self.looks)

    @property
    def count(self) -> int:
        """How many things all its controls together looked at."""
        return sum(look.evidence.count for look in self.looks)

    @property
    def since(self) -> date | None:
        """The first day of the widest window; None where no control looks at days, but at all there is."""
        return min((look.evidence.since for look in self.looks if look.evidence.since), default=None)

    @property
    def wrong(self) -> tuple[str, ...]:
        return tuple(row for look in self.looks for row in look.evidence.wrong)

    def looked_at(self, language: str) -> str:
        """What was looked at, in words."""
        with override(language):
            return "; ".join(dict.fromkeys(str(look.evidence.looked_at) for look in self.looks))


def judge(promises: Iterable[Promise], controls: Iterable[Control] | None = None) -> tuple[Judgement, ...]:
    """Run the controls of these promises, each once, and judge them in the order given.

    `controls` are by default all that signed in.
    """
    wanted = tuple(promises)
    ids = {promise.id for promise in wanted}
    looks = {
        (control.promise, control.verb): Look(verb=control.verb, evidence=_look(control))
        for control in (evidence.controls() if controls is None else controls)
        if control.promise in ids
    }
    return tuple(_judgement(promise, looks) for promise in wanted)


def combine(must: Collection[str], looks: Collection[Look]) -> State:
    """The state of a promise with the verbs `must`, from what the controls of some of them saw.

    One wrong row breaks it. It is kept when every verb is proved. A verb without a control is not proved, nor
    is one whose control found an empty table; so a promise with one of those is kept partly at the most, and
    where no control found anything to look at, that is what it says.
    """
    if any(look.evidence.wrong for look in looks):
        return State.BROKEN
    if not looks:
        return State.NOT_KEPT_YET
    proved = {look.verb for look in looks if look.is_proof}
    if not proved:
        return State.NOTHING_TO_LOOK_AT
    return State.KEPT if proved >= set(must) else State.PARTLY


def _judgement(promise: Promise, looks: dict[tuple[str, str], Look]) -> Judgement:
    verbs = [verb.id for verb in promise.must]
    own = tuple(looks[promise.id, verb] for verb in verbs if (promise.id, verb) in looks)
    return Judgement(promise=promise, state=combine(verbs, own), looks=own)


def _look(control: Control) -> Evidence:
    """What the control sees. One that cannot look proves nothing: its promise is broken until it can."""
    try:
        return _in_its_own_transaction(control.look)
    except Exception as stopped:  # whatever stops one control may not hide what the others see
        # The type alone: an exception's message may quote the row it stumbled over.
        row = f"{control.promise} {control.verb}: could not be looked at: {type(stopped).__name__}"
        return Evidence(looked_at=_("what could not be looked at"), count=0, wrong=(row,))


def _in_its_own_transaction(look: Callable[[], Evidence]) -> Evidence:
    """A control sees one state of the database, and a failing statement of it stops no other control."""
    with transaction.atomic():
        return look()
