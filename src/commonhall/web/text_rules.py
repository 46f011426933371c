"""Which lines of a Kannel configuration break a promise: what it would write of persons, keep, or show on the way.

The grammar is that of Kannel's user's guide, chapter 3: groups of `name = value`, each begun by `group = …`. Why each
matters: `docs/operate/what-else-writes-names.md`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from commonhall.web import beside
from commonhall.web.beside import Break, Looked, Unreadable

PROTECT: Final = "purpose.protect"
DEEPEST_INCLUDE: Final = 10
_ERRORS: Final = 3  # of 0 debug, 1 info, 2 warning, 3 error, 4 panic
_BOXES: Final = frozenset({"core", "smsbox", "wapbox"})
_IN_MEMORY: Final = ("/run/", "/dev/shm/")  # noqa: S108 - tmpfs
_PERSONAL: Final = re.compile(r"%[kKsSrRaAbBpPqQmMuUcCtT]")
_HERE: Final = re.compile(r"http://(127\.0\.0\.1|localhost|\[::1\])[:/]|https://")


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """`name = value`, without its quotes, and where it stands."""

    name: str
    value: str
    place: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """A group: its kind, such as smsbox, and its lines."""

    kind: str
    place: str
    lines: tuple[Line, ...]

    def line(self, name: str, default: str = "") -> Line:
        """That line of it; where it is missing, what Kannel takes, at the place of the group."""
        for each in self.lines:
            if each.name == name:
                return each
        return Line(name=name, value=default, place=f"{self.place}, without {name},")


def look(file: Path) -> Looked:
    """Read kannel.conf at that path, with what it includes. Raises Unreadable."""
    groups = read(file)
    found = {(each.place, each.how): each for rule in _RULES for group in groups for each in rule(group)}
    return Looked(file=file, count=sum(len(group.lines) for group in groups), breaks=tuple(found.values()))


def read(file: Path) -> tuple[Group, ...]:
    """Its groups. Raises Unreadable."""
    groups: list[tuple[Line, list[Line]]] = []
    for line in _lines(file, 0):
        if line.name == "group":
            groups.append((line, []))
        if not groups:
            raise Unreadable(f"{line.place} stands before any group. Write group = core above it.")
        groups[-1][1].append(line)
    return tuple(Group(kind=first.value, place=first.place, lines=tuple(lines)) for first, lines in groups)


def _lines(file: Path, depth: int) -> Iterator[Line]:
    if depth > DEEPEST_INCLUDE:
        raise Unreadable(f"{file} includes itself. Take one of the includes out.")
    for number, text in enumerate(beside.text_of(file).splitlines(), 1):
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        name, equals, value = text.partition("=")
        place = f"{file}:{number}"
        if not equals:
            raise Unreadable(f"{place} is no setting: “name = value” was expected.")
        line = Line(name=name.strip(), value=value.strip().strip('"'), place=place)
        if line.name == "include":
            named = file.parent / line.value
            for each in sorted(named.iterdir()) if named.is_dir() else [named]:
                yield from _lines(each, depth + 1)
        else:
            yield line


def _logs(group: Group) -> Iterator[Break]:
    access = group.line("access-log")
    if access.value:
        yield _break(access, "logs number, time and words of each text; take it out")
    if group.kind in _BOXES and not group.line("log-file").value:
        return
    if group.kind in _BOXES or (group.kind == "smsc" and group.line("log-file").value):
        level = group.line("log-level", "0")
        if not level.value.isdecimal() or int(level.value) < _ERRORS:
            yield _break(level, f"logs numbers and words of texts; write log-level = {_ERRORS}")


def _store(group: Group) -> Iterator[Break]:
    how = "keeps numbers and words on the disk; write a folder under /run"
    for name in ("store-file", "store-location"):
        kept = group.line(name)
        if kept.value and not kept.value.startswith(_IN_MEMORY):
            yield _break(kept, how)
    receipts = group.line("dlr-storage", "internal")
    if receipts.value != "internal":
        yield _break(
            receipts, "keeps numbers in a store that is erased with nobody; write dlr-storage = internal"
        )


def _onward(group: Group) -> Iterator[Break]:
    if group.kind != "sms-service":
        return
    for name in ("get-url", "post-url", "post-xml", "exec"):
        onward = group.line(name)
        if _PERSONAL.search(onward.value):
            yield _break(
                onward, "puts number and words into an address, which logs keep; write post-url without them"
            )
        elif onward.value and name != "exec" and not _HERE.match(onward.value):
            yield _break(onward, "sends texts on without TLS; write https, or an address of this machine")
    if (text := group.line("file")).value or (text := group.line("text")).value:
        yield _break(text, "answers by itself, so that Commonhall never hears a STOP; write post-url")


def _doors(group: Group) -> Iterator[Break]:
    if group.kind == "smsbox" and group.line("sendsms-port").value:
        door = group.line("sendsms-interface")
        if door.value not in {"127.0.0.1", "localhost"} and group.line("sendsms-port-ssl").value not in {
            "yes",
            "true",
        }:
            yield _break(door, "takes in numbers and words without TLS; write sendsms-interface = 127.0.0.1")


_RULES: Final[tuple[Callable[[Group], Iterator[Break]], ...]] = (_logs, _store, _onward, _doors)


def _break(at: Line, how: str) -> Break:
    return Break(promise=PROTECT, place=at.place, how=how)
