"""The catalogue as values: what its files hold, and what the tables hold, in a form that compares."""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, fields
from hashlib import blake2b

from commonhall.service_requests import questions
from commonhall.service_requests.models import Service
from commonhall.service_requests.questions import Questions
from commonhall.staff.models import Department

ORDER = "order"
type Texts = Mapping[str, str]  # by language code


@dataclass(frozen=True, kw_only=True, slots=True)
class DepartmentEntry:
    """A department, without its place in the order."""

    code: str
    names: Texts
    phone: str = ""
    hours: Texts = field(default_factory=dict)
    is_active: bool = True

    def __str__(self) -> str:
        return Service.in_language(dict(self.names))

    @classmethod
    def of(cls, row: Department) -> "DepartmentEntry":
        return cls(**{each.name: getattr(row, each.name) for each in fields(cls)})

    @property
    def columns(self) -> dict[str, object]:
        """What stands in the table."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceEntry:
    """A service with its questions, without its place in the order."""

    code: str
    department_id: str
    names: Texts
    descriptions: Texts
    keywords: Mapping[str, list[str]]
    usual_times: Texts
    urgent_notes: Texts = field(default_factory=dict)
    groups: Texts
    target_working_days: int | None = None
    target_working_hours: int | None = None  # instead of days
    is_home: bool = False
    is_common: bool = False
    is_offered: bool = True
    questions: Questions = ()

    def __str__(self) -> str:
        return Service.in_language(dict(self.names))

    @classmethod
    def of(cls, row: Service, asked: Questions) -> "ServiceEntry":
        columns = {each.name: getattr(row, each.name) for each in fields(cls) if each.name != "questions"}
        return cls(**columns, questions=asked)

    @property
    def columns(self) -> dict[str, object]:
        """What stands in the table of services; the questions have one of their own."""
        return {each.name: getattr(self, each.name) for each in fields(self) if each.name != "questions"}


type Entry = DepartmentEntry | ServiceEntry


@dataclass(frozen=True, kw_only=True, slots=True)
class Entries:
    """A whole catalogue, in the city's order."""

    departments: tuple[DepartmentEntry, ...]
    services: tuple[ServiceEntry, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """What another catalogue would change here. `stopped`: what it does not hold, or offers no more."""

    added: tuple[Entry, ...]
    changed: tuple[Entry, ...]
    stopped: tuple[Entry, ...]
    is_reordered: bool

    @property
    def is_none(self) -> bool:
        return not (self.added or self.changed or self.stopped or self.is_reordered)


def stored() -> Entries:
    """The catalogue as it is now."""
    asked = questions.all_current()
    return Entries(
        departments=tuple(map(DepartmentEntry.of, Department.objects.order_by("rank", "code"))),
        services=tuple(
            ServiceEntry.of(row, questions.of(asked.get(row.pk)))
            for row in Service.objects.order_by("rank", "code")
        ),
    )


def marks(of: Entries) -> tuple[str, ...]:
    """Each entry by kind and code with a short mark of what it holds, and one of their order."""
    held = {name: asdict(entry) for name, entry in _by_code(of).items()}
    return tuple(f"{name} {_mark(what)}" for name, what in {**held, ORDER: list(held)}.items())


def unlike(of: Entries, marked: Collection[str]) -> tuple[str, ...]:
    """Which of these entries, and whether ORDER, have another mark in `marked`, or none; by kind and code."""
    known = set(marked)
    return tuple(mark.partition(" ")[0] for mark in marks(of) if mark not in known)


def key(entry: Entry) -> str:
    """Departments and services may share a code."""
    return f"{'department' if isinstance(entry, DepartmentEntry) else 'service'}:{entry.code}"


def difference(before: Entries, after: Entries) -> Difference:
    """What would change if `after` were taken in."""
    old, new = _by_code(before), _by_code(after)
    kept = [code for code in new if code in old]
    stops = [code for code in kept if _is_open(old[code]) and not _is_open(new[code])]
    gone = [code for code in old if code not in new and _is_open(old[code])]
    return Difference(
        added=tuple(entry for code, entry in new.items() if code not in old),
        changed=tuple(new[code] for code in kept if old[code] != new[code] and code not in stops),
        stopped=tuple(old[code] for code in [*stops, *gone]),
        is_reordered=[code for code in old if code in new] != kept,
    )


def _by_code(entries: Entries) -> dict[str, Entry]:
    everything: tuple[Entry, ...] = (*entries.departments, *entries.services)
    return {key(entry): entry for entry in everything}


def _mark(held: object) -> str:
    return blake2b(json.dumps(held, sort_keys=True).encode(), digest_size=8).hexdigest()


def _is_open(entry: Entry) -> bool:
    return entry.is_active if isinstance(entry, DepartmentEntry) else entry.is_offered
