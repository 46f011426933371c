"""The promises as data: what the city says, and the verbs that make each sentence true.

Read once from `promises.toml`, in the order in which the page shows them.
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
    """One sentence of the policy, and what must be true of the software for it to hold."""

    id: str
    says: Text
    must: tuple[Verb, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A heading of the public page, with its promises."""

    id: str
    heading: Text
    promises: tuple[Promise, ...]


class UnknownPromise(Refused):
    """An id that is in no promise."""

    def __init__(self, unknown: Iterable[str]) -> None:
        super().__init__(
            f"There is no promise {', '.join(unknown)}; `commonhall verify` without an id lists all of them."
        )


def read(path: Path) -> tuple[Section, ...]:
    """The sections of the file at `path`. Raises BadFile with one sentence for each mistake in it."""
    table = tables.read(path, LANGUAGES)
    sections = tuple(_section(section) for section in table.tables("section"))
    for twice in _twice(promise.id for section in sections for promise in section.promises):
        table.mistakes.append(f"{path.name}: the promise {twice} stands there twice; give each its own id.")
    for promise in (promise for section in sections for promise in section.promises):
        for twice in _twice(verb.id for verb in promise.must):
            table.mistakes.append(f"{path.name}: {promise.id} has the verb {twice} twice; name each once.")
        if not promise.must:
            table.mistakes.append(f"{path.name}: {promise.id} has no verb; say what the software must do.")
    table.finish()
    return sections


@cache
def sections() -> tuple[Section, ...]:
    """The headings of the policy in order, each with its promises."""
    return read(FILE)


@cache
def promises() -> Mapping[str, Promise]:
    """Every promise by its id, in the order of the policy."""
    return {promise.id: promise for section in sections() for promise in section.promises}


def named(ids: Iterable[str]) -> tuple[Promise, ...]:
    """The promises with these ids, in the order of the policy; all of them where none is named.

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


def _section(table: Table) -> Section:
    return Section(
        id=table.text("id"),
        heading=table.texts("heading"),
        promises=tuple(_promise(promise) for promise in table.tables("promise")),
    )


def _promise(table: Table) -> Promise:
    return Promise(
        id=table.text("id"),
        says=table.texts("says"),
        must=tuple(_verb(verb) for verb in table.tables("must")),
    )


def _verb(table: Table) -> Verb:
    return Verb(id=table.text("id"), does=Text({language: table.text(language) for language in LANGUAGES}))


def _twice(ids: Iterable[str]) -> list[str]:
    return [one for one, times in Counter(ids).items() if times > 1]
