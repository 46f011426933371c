"""What a control returns, and the register of controls.

A promise of the policy is made of verbs ("encrypt", "log every look"). A control proves one verb of one
promise by looking at the running system. Rooms sign in with `@control`; `policy` reads the register.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise as LazyText


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """What was looked at, how many there were, and which of them were wrong.

    `looked_at` is shown on the public page (translated); `wrong` names rows without personal data
    (references, table names, paths) and is shown to the privacy officer alone. `since` is the first day
    of the window that was looked at, None for all time. `count` 0 means there was nothing to look at.
    """

    looked_at: str | LazyText
    count: int
    since: date | None = None
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Control:
    """One verb of one promise, and the function that looks whether it is kept."""

    promise: str
    verb: str
    look: Callable[[], Evidence]


_controls: dict[tuple[str, str], Control] = {}


def control(promise: str, verb: str) -> Callable[[Callable[[], Evidence]], Callable[[], Evidence]]:
    """Sign a function in as the proof of `verb` of `promise` (ids as in `policy/promises.toml`).

    Raises ValueError when that verb has a control already.
    """

    def sign_in(look: Callable[[], Evidence]) -> Callable[[], Evidence]:
        if (promise, verb) in _controls:
            raise ValueError(f"{promise} {verb!r} has two controls")
        _controls[promise, verb] = Control(promise=promise, verb=verb, look=look)
        return look

    return sign_in


def controls() -> tuple[Control, ...]:
    """Every control that signed in, in the order of promise and verb."""
    return tuple(_controls[key] for key in sorted(_controls))
