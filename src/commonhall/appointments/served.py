"""What an appointment can serve: things of other rooms, named by kind and id. Who stands above both signs them in."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise as LazyText

from commonhall.people.record import Contact
from commonhall.staff.models import Member


@dataclass(frozen=True, kw_only=True, slots=True)
class Thing:
    """A thing by its kind and id."""

    kind: str
    id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class Whose:
    """Whose a thing is, and how they said they can be reached about it."""

    person: int
    contact: Contact


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A thing in words that staff may read; `url` is empty where the reader may not open it."""

    reference: str
    title: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """A kind of thing. `find`: what a reference names, for a member who may see it; raises Refused where it can have
    no appointment. `whose`: None where nobody is known, or they are gone. `line`: None where it is gone.
    """

    name: str
    title: str | LazyText
    find: Callable[[str, Member], UUID | None]
    whose: Callable[[UUID], Whose | None]
    line: Callable[[UUID, Member], Line | None]


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Let appointments serve it. Raises ValueError where there is one of that name."""
    if kind.name in _kinds:
        raise ValueError(f"two kinds of thing are called {kind.name}")
    _kinds[kind.name] = kind


def find(reference: str, by: Member) -> Thing | None:
    """What a reference names, of all kinds; None where it names nothing that this member sees. Raises Refused."""
    for kind in _kinds.values():
        if found := kind.find(reference, by):
            return Thing(kind=kind.name, id=found)
    return None


def whose(thing: Thing) -> Whose | None:
    """Whose it is."""
    kind = _kinds.get(thing.kind)
    return kind.whose(thing.id) if kind else None


def line(thing: Thing, reader: Member) -> Line | None:
    """The thing in words."""
    kind = _kinds.get(thing.kind)
    return kind.line(thing.id, reader) if kind else None
