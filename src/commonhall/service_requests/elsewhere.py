"""What people bring to 311 that others take care of: people in need, emergencies, other bodies' matters.

`elsewhere.toml` in the city's folder says by which words each is known, and whom to call. Somebody in need is answered
at once and may go on; that they were heard is written nowhere.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from commonhall.calendar import tables
from commonhall.calendar.tables import Table, Text
from commonhall.service_requests import hearing
from commonhall.web import telephone

FILE = "elsewhere.toml"


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A number that can be called, and who answers."""

    number: str
    name: Text

    @property
    def dialed(self) -> str:
        """The number as a telephone takes it."""
        return telephone.dialed(self.number)


@dataclass(frozen=True, kw_only=True, slots=True)
class Matter:
    """Something that is not 311's. `is_help`: a person may be in danger, so it is heard wherever they write.

    `unless`: everyday phrases that hold one of the words and mean nothing of the kind.
    """

    code: str
    is_help: bool
    title: Text
    says: Text
    lines: tuple[Line, ...]
    words: re.Pattern[str]
    unless: re.Pattern[str]


def heard(said: str) -> list[Matter]:
    """The matters that are known by what was said, in the city's order."""
    text = hearing.plain(said)
    return [matter for matter in current() if hearing.is_heard(text, matter.words, matter.unless)]


def help_for(*said: str) -> list[Matter]:
    """Of these, those in which a person may be in danger."""
    return [matter for matter in heard("\n".join(said)) if matter.is_help]


def current() -> tuple[Matter, ...]:
    """The matters of the city that is served."""
    return of(settings.CITY.folder)


@cache
def of(folder: Path) -> tuple[Matter, ...]:
    """As `read`, in the languages of the city that is served; read once."""
    return read(folder, settings.CITY.languages)


def read(folder: Path, languages: tuple[str, ...]) -> tuple[Matter, ...]:
    """The matters of the city whose files lie in `folder`. Raises BadFile with a sentence for each mistake."""
    table = tables.read(folder / FILE, languages)
    named = table.tables("group") if "group" in table.values else ()
    groups = {group.text("name"): group.words("words") for group in named}
    found = tuple(_matter(row, groups) for row in table.tables("matter"))
    table.finish()
    return found


def _matter(row: Table, groups: Mapping[str, Sequence[str]]) -> Matter:
    return Matter(
        code=row.text("code"),
        is_help=row.yes("is_help", default=False),
        title=row.texts("title"),
        says=row.texts("says"),
        lines=tuple(
            Line(number=line.text("number"), name=line.texts("name")) for line in row.tables("lines")
        ),
        words=_pattern(row, "words", groups),
        unless=_pattern(row, "unless", groups),
    )


def _pattern(row: Table, key: str, groups: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    phrases = row.table(key).words_of_all()
    try:
        return hearing.pattern(phrases, groups)
    except hearing.BadPhrase as phrase:
        row.wrong(key, f"has “{phrase}”, whose brackets do not fit or whose group is nowhere")
        return hearing.pattern((), groups)
