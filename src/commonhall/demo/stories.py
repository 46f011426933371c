"""What the demonstration's requests are told with: stories, notes and seasons, from files of its city folder."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from commonhall.calendar import tables
from commonhall.errors import Refused

STORIES, NOTES, SEASONS = "stories.csv", "notes.csv", "seasons.csv"
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_EVERYWHERE = "*"
type Texts = Mapping[str, str]  # by language


class UnusableStory(Refused):
    """A line that nothing can be told with."""

    def __init__(self, file: str, line: int, why: str) -> None:
        super().__init__(f"{file}: line {line} {why}.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """What somebody writes about a service, how often, and when in the year. `answers`: to its questions."""

    service: str
    answers: str
    words: Texts
    months: Sequence[int]  # how likely it is in each, from January


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """What staff write. `to`: the department a request is passed on to with it."""

    words: Texts
    to: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stock:
    """All of it. Notes by kind, and by what they are about: a service, a department, or everything."""

    stories: Sequence[Story]
    notes: Mapping[str, Mapping[str, Sequence[Note]]]

    def notes_about(self, kind: str, service: str, department: str) -> Sequence[Note]:
        """Those that say most: of the service, else of its department, else of everything; there may be none."""
        known = self.notes.get(kind, {})
        found = (known[about] for about in (service, department, _EVERYWHERE) if about in known)
        return next(found, ())


def read(folder: Path) -> Stock:
    """The stock in that folder. Raises BadFile, and UnusableStory with the line."""
    return Stock(stories=_stories(folder), notes=_notes(folder))


def _stories(folder: Path) -> Sequence[Story]:
    languages = settings.CITY.languages
    seasons = {row["season"]: [int(row[month]) for month in MONTHS] for row in _rows(folder, SEASONS, MONTHS)}
    found = []
    for line, row in tables.rows(folder / STORIES, ("service", "weight", "season", "answers", *languages)):
        if row["season"] not in seasons:
            raise UnusableStory(
                STORIES, line, f"names the season {row['season']}, which {SEASONS} does not have"
            )
        if not row["weight"].isdecimal() or not all(row[language] for language in languages):
            raise UnusableStory(
                STORIES, line, "needs a whole number as its weight, and words in every language"
            )
        weight = int(row["weight"])
        found.append(
            Story(
                service=row["service"],
                answers=row["answers"],
                words={language: row[language] for language in languages},
                months=[weight * likely for likely in seasons[row["season"]]],
            )
        )
    return found


def _rows(folder: Path, file: str, columns: Sequence[str]) -> list[dict[str, str]]:
    return [row for _line, row in tables.rows(folder / file, ("season", *columns))]


def _notes(folder: Path) -> Mapping[str, Mapping[str, Sequence[Note]]]:
    languages = settings.CITY.languages
    found: dict[str, dict[str, list[Note]]] = {}
    for _line, row in tables.rows(folder / NOTES, ("kind", "of", "to", *languages)):
        note = Note(words={language: row[language] for language in languages}, to=row["to"])
        found.setdefault(row["kind"], {}).setdefault(row["of"], []).append(note)
    return found
