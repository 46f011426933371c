"""In which line of a TOML file something stands: the reader of the standard library does not say."""

import re
import tomllib
from collections.abc import Iterator

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]")
_KEY = re.compile(r"""\s*([\w-]+|"[^"]*"|'[^']*')\s*(?:\.\s*([\w.-]+)\s*)?=""")
_LAST_PART = re.compile(r"\.?[^.\[\]]+$|\[\d+\]$")


class Lines:
    """The lines of a file by the names that mistakes give: `service[2].question[1].text`. Found when first asked."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: dict[str, int] | None = None

    def of(self, name: str) -> int | None:
        """The line of a key or table; of what is missing, that of the table it should stand in. None: the file."""
        if self._found is None:
            self._found = dict(_named(self._text))
        while name and name not in self._found:
            name = _LAST_PART.sub("", name)
        return self._found.get(name)


def _named(text: str) -> Iterator[tuple[str, int]]:
    """Each table and key with its line, in the order of the file."""
    tables: dict[str, str] = {}  # a table as it is written, and as it is counted: "service", "service[2]"
    counts: dict[str, int] = {}
    within, statement = "", ""
    for number, line in enumerate(text.splitlines(), start=1):
        if statement:  # a value that goes over several lines
            statement = _unended(f"{statement}\n{line}")
        elif header := _HEADER.match(line):
            written, parent = header[2], _counted(header[2].rpartition(".")[0], tables)
            within = ".".join(filter(None, (parent, written.rpartition(".")[2])))
            if header[1] == "[[":
                counts[within] = counts.get(within, 0) + 1
                if counts[within] == 1:
                    yield within, number
                within = f"{within}[{counts[within]}]"
            tables[written] = within
            yield within, number
        elif key := _KEY.match(line):
            name = ".".join(filter(None, (within, key[1].strip("\"'"), key[2])))
            yield name, number
            statement = _unended(line)


def _counted(written: str, tables: dict[str, str]) -> str:
    return tables.get(written, written)


def _unended(statement: str) -> str:
    """The statement, where it goes on in the next line; empty where it is whole."""
    try:
        tomllib.loads(statement)
    except tomllib.TOMLDecodeError:
        return statement
    return ""
