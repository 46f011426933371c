"""The promises as data: what the software must do so that a sentence of a city's policy is true.

Read once from `promises.toml`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from commonhall.calendar import tables
from commonhall.calendar.tables import Table, Text
from commonhall.errors import Refused
from commonhall.evidence import Control

FILE = Path(__file__).parent / "promises.toml"
LANGUAGES = ("en", "es")


@dataclass(frozen=True, kw_only=True, slots=True)
class Verb:
    """One thing the software must do; a control proves it."""

    id: str
    does: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Promise:
    """What must be true of the software for one sentence of a policy to hold."""

    id: str
    must: tuple[Verb, ...]


class UnknownPromise(Refused):
    """An id that is in no promise."""

    def __init__(self, unknown: Iterable[str]) -> None:
        super().__init__(
            f"There is no promise {', '.join(unknown)}; `commonhall verify` without an id lists all of them."
        )


def read(path: Path) -> tuple[Promise, ...]:
    """The promises of the file at `path`. Raises BadFile with one sentence for each mistake in it."""
    table = tables.read(path, LANGUAGES)
    found = tuple(_promise(promise) for promise in table.tables("promise"))
    for again in twice(promise.id for promise in found):
        table.mistakes.append(f"{path.name}: the promise {again} stands there twice; give each its own id.")
    for promise in found:
        for again in twice(verb.id for verb in promise.must):
            table.mistakes.append(f"{path.name}: {promise.id} has the verb {again} twice; name each once.")
        if not promise.must:
            table.mistakes.append(f"{path.name}: {promise.id} has no verb; say what the software must do.")
    table.finish()
    return found


@cache
def promises() -> Mapping[str, Promise]:
    """Every promise by its id, in the order of the file."""
    return {promise.id: promise for promise in read(FILE)}


def named(ids: Iterable[str]) -> tuple[Promise, ...]:
    """The promises with these ids, in the order of the file; all of them where none is named.

    Raises UnknownPromise.
    """
    wanted = set(ids)
    if unknown := sorted(wanted - promises().keys()):
        raise UnknownPromise(unknown)
    return tuple(promise for promise in promises().values() if not wanted or promise.id in wanted)


def unbound(controls: Iterable[Control]) -> Iterator[str]:
    """One sentence for each control that claims to prove what no promise asks for."""
    for control in controls:
        promise = promises().get(control.promise)
        if promise is None:
            yield f"A control is bound to the promise {control.promise}, which {FILE.name} does not have."
        elif control.verb not in {verb.id for verb in promise.must}:
            yield f"A control is bound to {control.verb!r} of {promise.id}, which has no such verb."


def twice(ids: Iterable[str]) -> list[str]:
    """Those that stand there more than once."""
    return [one for one, times in Counter(ids).items() if times > 1]


def _promise(table: Table) -> Promise:
    return Promise(id=table.text("id"), must=tuple(_verb(verb) for verb in table.tables("must")))


def _verb(table: Table) -> Verb:
    return Verb(id=table.text("id"), does=Text({language: table.text(language) for language in LANGUAGES}))
