"""Maps: which columns of another system hold what, and what its words mean. TOML, one file a system."""

import codecs
import re
import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from commonhall.errors import Refused
from commonhall.imports.files.row import key
from commonhall.service_requests.states import ClosedReason

FOLDER = Path(__file__).parent / "maps"
COLUMNS = (
    "external_id", "service_code", "service_name", "description", "address", "lat", "long", "requested_datetime",
    "status", "closed_datetime", "closing_note", "first_name", "last_name", "email", "phone", "contact_address",
)  # fmt: skip
_NEEDED = ("external_id", "service_code", "requested_datetime")
_UNKNOWN = ("reject", "keep")


class BadMap(Refused):
    """The map cannot be used; the message names the key."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a value of ours stands: the first of these that is not empty. "{a} & {b}" takes several."""

    choices: tuple[str, ...] = ()

    def of(self, values: Mapping[str, str]) -> str:
        for choice in self.choices:
            if "{" not in choice:
                found = values.get(choice, "")
            else:
                names = _names(choice)
                found = choice.format(**values) if all(values.get(name) for name in names) else ""
            if found:
                return found
        return ""

    @property
    def named(self) -> tuple[str, ...]:
        """Each column of theirs that is read."""
        return tuple(name for choice in self.choices for name in (_names(choice) or (choice,)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Map:
    """What a file of that system means. `source`: whose numbers its `external_id` are; the name, unless it says."""

    name: str
    source: str
    columns: Mapping[str, Columns]
    encoding: str = "utf-8"
    time_zone: str = ""  # of times that name none; empty: the city's
    times: tuple[str, ...] = ()  # forms beside ISO 8601, as `strptime` reads them
    unknown_services: str = "reject"
    services: Mapping[str, str] = field(default_factory=dict)  # their word, in small letters: our code
    states: Mapping[str, str] = field(
        default_factory=dict
    )  # their word, in small letters: "open" or "closed"
    ended: Mapping[str, ClosedReason] = field(default_factory=dict)  # words of a closing note or state

    def value(self, column: str, values: Mapping[str, str]) -> str:
        """The value of ours in a row of theirs; empty where it gives none."""
        return self.columns[column].of(values) if column in self.columns else ""


def small(word: str) -> str:
    """One form of a word of theirs, whatever its capitals and spaces."""
    return " ".join(word.casefold().split())


def names() -> tuple[str, ...]:
    """The maps that come along."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def load(named: str) -> Map:
    """The map of that name, or in that file. Raises BadMap."""
    path = Path(named) if named.endswith(".toml") else FOLDER / f"{named}.toml"
    if not named.endswith(".toml") and named not in names():
        raise BadMap(
            f"There is no map {named}. There are {', '.join(names())}; or name a file that ends in .toml."
        )
    try:
        read = tomllib.loads(path.read_text())
    except OSError as error:
        raise BadMap(f"{path.name} cannot be read ({error.strerror}).") from None
    except ValueError as error:
        raise BadMap(f"{path.name} is no TOML: {error}.") from None
    return _map(path.stem, read)


def _map(name: str, read: Mapping[str, Any]) -> Map:
    known = {each.name for each in fields(Map)} - {"name"}
    if strange := sorted(set(read) - known):
        raise BadMap(f"{name}: there is no key {strange[0]}. There are {', '.join(sorted(known))}.")
    found = Map(
        name=name[:40],
        source=str(read.get("source", name)),
        columns=_columns(name, _table(name, read, "columns")),
        encoding=_encoding(name, str(read.get("encoding", "utf-8"))),
        time_zone=_time_zone(name, str(read.get("time_zone", ""))),
        times=tuple(map(str, read.get("times", ()))),
        unknown_services=_one_of(
            name, "unknown_services", str(read.get("unknown_services", "reject")), _UNKNOWN
        ),
        services={small(word): str(code) for word, code in _table(name, read, "services").items()},
        states={
            small(word): _one_of(name, "states", str(state), ("open", "closed"))
            for word, state in _table(name, read, "states").items()
        },
        ended={
            small(word): ClosedReason(_one_of(name, "ended", str(reason), tuple(ClosedReason.values)))
            for word, reason in _table(name, read, "ended").items()
        },
    )
    return found


def _columns(name: str, read: Mapping[str, Any]) -> dict[str, Columns]:
    if strange := sorted(set(read) - set(COLUMNS)):
        raise BadMap(f"{name}, columns: there is no {strange[0]}. There are {', '.join(COLUMNS)}.")
    if missing := [column for column in _NEEDED if column not in read]:
        raise BadMap(f"{name}, columns: {missing[0]} is needed.")
    found = {}
    for column, theirs in read.items():
        choices = [theirs] if isinstance(theirs, str) else list(theirs)
        found[column] = Columns(tuple(_choice(each) for each in map(str, choices)))
    return found


def _choice(theirs: str) -> str:
    if "{" not in theirs:
        return key(theirs)
    return re.sub(r"\{([^}]*)\}", lambda name: f"{{{key(name[1])}}}", theirs)


def _table(name: str, read: Mapping[str, Any], wanted: str) -> Mapping[str, Any]:
    found = read.get(wanted, {})
    if not isinstance(found, dict):
        raise BadMap(f"{name}: {wanted} is a table, like [{wanted}].")
    return found


def _one_of(name: str, wanted: str, found: str, allowed: tuple[str, ...]) -> str:
    if found not in allowed:
        raise BadMap(f"{name}: {wanted} is one of {', '.join(allowed)}, not {found}.")
    return found


def _encoding(name: str, wanted: str) -> str:
    try:
        codecs.lookup(wanted)
    except LookupError:
        raise BadMap(f"{name}: {wanted} is no encoding. The usual are utf-8 and windows-1252.") from None
    return wanted


def _time_zone(name: str, wanted: str) -> str:
    try:
        return wanted and ZoneInfo(wanted).key
    except (ZoneInfoNotFoundError, ValueError):
        raise BadMap(f"{name}: {wanted} is no time zone. One is America/New_York.") from None


def _names(choice: str) -> tuple[str, ...]:
    return tuple(name for _text, name, _spec, _conversion in string.Formatter().parse(choice) if name)
