"""What call takers say, and the words that stop a call: `desk.toml` in the city's folder."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from commonhall.calendar import tables
from commonhall.calendar.tables import Table, Text

FILE = "desk.toml"


@dataclass(frozen=True, kw_only=True, slots=True)
class Urgency:
    """What is not 311's: who takes care of it, by which words it is known, and what is said then.

    `unless`: everyday phrases that hold one of the words and mean nothing of the kind.
    """

    number: str
    title: Text
    says: Text
    words: tuple[str, ...]
    unless: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Script:
    """The lines of a call, each in every language of the city."""

    greeting: Text
    optional: Text
    anonymous: Text
    records_law: Text
    close: Text
    urgencies: tuple[Urgency, ...]


def read(folder: Path, languages: tuple[str, ...]) -> Script:
    """The script of the city whose files lie in `folder`. Raises BadFile with a sentence for each mistake."""
    table = tables.read(folder / FILE, languages)
    script = Script(
        greeting=table.texts("greeting"),
        optional=table.texts("optional"),
        anonymous=table.texts("anonymous"),
        records_law=table.texts("records_law"),
        close=table.texts("close"),
        urgencies=tuple(_urgency(row) for row in table.tables("urgent")),
    )
    table.finish()
    return script


@cache
def of(folder: Path) -> Script:
    """As `read`, in the languages of the city that is served; read once."""
    return read(folder, settings.CITY.languages)


def current() -> Script:
    """The script of the city that is served."""
    return of(settings.CITY.folder)


def _urgency(row: Table) -> Urgency:
    return Urgency(
        number=row.text("number"),
        title=row.texts("title"),
        says=row.texts("says"),
        words=row.table("words").words_of_all(),
        unless=row.table("unless").words_of_all(),
    )
