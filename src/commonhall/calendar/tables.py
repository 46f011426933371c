"""Reading the files of a city folder: every mistake is told, each in one sentence with file, line and key."""

import csv
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from commonhall.calendar.toml_lines import Lines
from commonhall.errors import Refused


class BadFile(Refused):
    """A file of the city cannot be used as it stands; one line per mistake."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


@dataclass(frozen=True, slots=True)
class Text:
    """What the city says, in each of its languages. Shown, it speaks the language of the page."""

    by_language: Mapping[str, str]

    def of(self, language: str) -> str:
        """The text in `language` ("es", "es-mx"), or in the city's first language where it lacks that one."""
        spoken = language.split("-", maxsplit=1)[0]
        return self.by_language.get(spoken) or next(iter(self.by_language.values()), "")

    def __str__(self) -> str:
        return self.of(get_language() or "")


@dataclass(slots=True)
class Table:
    """A table of a TOML file. A reader of it that finds a mistake notes it and goes on with an empty value.

    Read every key, then call `finish()`: only then are the values known to be good. `languages`: those in which
    its texts must be there.
    """

    values: Mapping[str, Any]
    file: str
    languages: Sequence[str] = ()
    path: str = ""
    lines: Lines = field(default_factory=lambda: Lines(""))
    mistakes: list[str] = field(default_factory=list)
    _read: set[str] = field(default_factory=set)
    _inner: list["Table"] = field(default_factory=list)

    def text(self, key: str, default: str | None = None) -> str:
        """The words under `key`; without a default they must be there and must not be empty."""
        value = self._take(key, str, 'words in quotes, like key = "words"', default)
        if value is None:
            return default or ""
        if not value.strip() and default is None:
            self._note(key, "is empty; write the words")
        return str(value).strip()

    def whole_number(self, key: str, *, least: int = 0, default: int | None = None) -> int:
        """The whole number under `key`, at least `least`."""
        value = self._take(key, int, "a whole number without quotes", default)
        if value is None:
            return default or least
        if value < least:
            self._note(key, f"is {value}; write {least} or more")
        return int(value)

    def yes(self, key: str, default: bool | None = None) -> bool:
        """true or false under `key`."""
        return bool(self._take(key, bool, "true or false, without quotes", default) or default)

    def day(self, key: str) -> date:
        """The day under `key`, written 2023-09-19 without quotes."""
        value = self._take(key, date, "a day like 2023-09-19, without quotes", None)
        return value if isinstance(value, date) else date.min

    def clock(self, key: str) -> time:
        """The time of day under `key`, written 08:00:00 without quotes."""
        value = self._take(key, time, "a time of day like 08:00:00, without quotes", None)
        return value if isinstance(value, time) else time.min

    def words(self, key: str, default: Sequence[str] | None = None) -> tuple[str, ...]:
        """The list of words under `key`."""
        value = self._take(key, list, 'a list of words, like ["en", "es"]', default)
        if value is None:
            return tuple(default or ())
        if not all(isinstance(word, str) and word.strip() for word in value):
            self._note(key, 'must be a list of words in quotes, like ["en", "es"]')
            return ()
        return tuple(word.strip() for word in value)

    def words_of_all(self) -> tuple[str, ...]:
        """The lists of words that stand here by language, as one: people write in one what is said in another."""
        return tuple(word for language in self.languages for word in self.words(language))

    def texts(self, key: str) -> Text:
        """The text under `key`, which must have one string for each of the languages."""
        within = self.table(key)
        return Text({language: within.text(language) for language in self.languages})

    def texts_if_any(self, key: str) -> Text | None:
        """As `texts`; None where the key is left out."""
        self._read.add(key)
        return self.texts(key) if key in self.values else None

    def table(self, key: str) -> "Table":
        """The table under `key`; its mistakes are told with ours."""
        value = self._take(key, dict, f"a table: a line [{self._name(key)}] with its keys under it", None)
        return self._within(key, value or {}, is_known=value is not None)

    def tables(self, key: str) -> tuple["Table", ...]:
        """The list of tables under `key`, each written as a block that starts with [[key]]."""
        value = self._take(key, list, f"blocks that start with [[{self._name(key)}]]", None) or []
        if not all(isinstance(row, dict) for row in value):
            self._note(key, f"must be blocks that start with [[{self._name(key)}]]")
            return ()
        return tuple(self._within(f"{key}[{number}]", row) for number, row in enumerate(value, start=1))

    def wrong(self, key: str, why: str) -> None:
        """Note a mistake that only the caller can see; `why` goes on after the key ("is … ; write …")."""
        self._note(key, why)

    def finish(self) -> None:
        """Raise BadFile where anything was missing or wrong, or where a key stands that nobody reads."""
        self._note_unread()
        if self.mistakes:
            raise BadFile(self.mistakes)

    def _within(self, key: str, values: Mapping[str, Any], *, is_known: bool = True) -> "Table":
        # A table that is missing is one mistake, not one for each key that it would have had.
        told = self.mistakes if is_known else []
        inner = Table(values, self.file, self.languages, self._name(key), self.lines, told)
        self._inner.append(inner)
        return inner

    def _note_unread(self) -> None:
        for key in sorted(self.values.keys() - self._read):
            self._note(key, "is no key that Commonhall knows; take it out, or mend its spelling")
        for inner in self._inner:
            inner._note_unread()

    def _take[T](self, key: str, kind: type[T], wanted: str, default: object) -> T | None:
        self._read.add(key)
        if key not in self.values:
            if default is None:
                self._note(key, f"is missing; write {wanted}")
            return None
        value = self.values[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self._note(key, f"must be {wanted}")
            return None
        return value

    def _note(self, key: str, why: str) -> None:
        name = self._name(key)
        line = self.lines.of(name)
        self.mistakes.append(f"{self.file}: {f'line {line}, ' if line else ''}{name} {why}.")

    def _name(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key


def read(path: Path, languages: Sequence[str] = ()) -> Table:
    """The TOML file at `path`. Raises BadFile when it is not there or is not TOML."""
    try:
        return parse(path.read_bytes(), file=path.name, languages=languages)
    except FileNotFoundError:
        raise BadFile([f"{path.name} is not in the folder {path.parent}; put it there."]) from None


def parse(content: bytes, *, file: str, languages: Sequence[str] = ()) -> Table:
    """The content of a TOML file; `file` is what mistakes call it. Raises BadFile when it is not TOML."""
    try:
        text = content.decode("utf-8")
        return Table(tomllib.loads(text), file, languages, lines=Lines(text))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as mistake:
        raise BadFile([f"{file} cannot be read as TOML: {mistake}."]) from None


def rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of the CSV file at `path` with their line numbers; cells without spaces around them.

    Raises BadFile when the file is not there, is not UTF-8 or lacks one of `columns`.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            if missing := [column for column in columns if column not in (reader.fieldnames or ())]:
                raise BadFile([f"{path.name}: the first line must name the columns {', '.join(missing)}."])
            for row in reader:
                yield reader.line_num, {column: (row[column] or "").strip() for column in columns}
    except FileNotFoundError:
        raise BadFile([f"{path.name} is not in the folder {path.parent}; put it there."]) from None
    except UnicodeDecodeError:
        raise BadFile([f"{path.name} is not UTF-8; save it with that encoding."]) from None
