"""Keep the Spanish of every text: `uv run python tools/messages.py [--take FILE… | --check | --compile]`.

Reads what templates and Python show to people, brings the catalogue up to date with it and compiles it.
Babel does both, so no gettext programs are needed. `--take` brings translations in from other files,
`--compile` only compiles, `--check` changes nothing and names every text whose Spanish is missing, doubtful
or lost a placeholder.
"""

import argparse
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PROJECT = Path(__file__).parents[1]
SOURCE = PROJECT / "src/commonhall"
CATALOGUE = SOURCE / "config/locale/es/LC_MESSAGES/django.po"

PLAIN = ("gettext", "gettext_lazy", "gettext_noop", "_")
PLURAL = ("ngettext", "ngettext_lazy")
CONTEXT = ("pgettext", "pgettext_lazy")
PLURAL_CONTEXT = ("npgettext", "npgettext_lazy")
KEYWORDS = {
    **dict.fromkeys(PLAIN, None),
    **dict.fromkeys(PLURAL, (1, 2)),
    **dict.fromkeys(CONTEXT, ((1, "c"), 2)),
    **dict.fromkeys(PLURAL_CONTEXT, ((1, "c"), 2, 3)),
}

HEADER = r"""# What Commonhall says, in Spanish. `tools/messages.py` keeps the list, people write the Spanish.
msgid ""
msgstr ""
"Language: es\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}|</?\w+>")


class Found(NamedTuple):
    """A text where it stands. `id` is a pair where the text has a plural."""

    id: str | tuple[str, ...]
    context: str | None
    place: str


def main() -> int:
    """Do what the arguments say; 1 when `--check` found something to translate."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--take", nargs="+", type=Path, default=[], metavar="FILE")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--compile", action="store_true")
    wanted = parser.parse_args()
    catalogue = _read(CATALOGUE)
    if wanted.check:
        return _check(_updated(catalogue))
    if not wanted.compile:
        catalogue = _updated(catalogue)
        for file in wanted.take:
            _take(_read(file), into=catalogue)
        _write(catalogue)
    _compile(catalogue)
    return 0


def texts(source: Path = SOURCE) -> Iterator[Found]:
    """Every text that Python and templates below `source` show to people, file by file."""
    for file in sorted(source.rglob("*")):
        place = file.relative_to(source).as_posix()
        if file.suffix == ".py" and "migrations" not in file.parts:
            yield from _texts_of(place, file.read_text("utf-8"))
        elif "templates" in file.parts and file.is_file():
            code = templatize(file.read_text("utf-8"), origin=place)
            # Indentation means something to a reader of Python, and nothing in a template.
            yield from _texts_of(place, "\n".join(line.strip() for line in code.splitlines()))


def _texts_of(place: str, code: str) -> Iterator[Found]:
    for _line, text, _comments, context in extract("python", io.BytesIO(code.encode()), KEYWORDS):
        yield Found(text, context, place)


def _updated(catalogue: Catalog) -> Catalog:
    """The catalogue with all texts of the source and no others. A changed text lost its Spanish."""
    template = Catalog()
    for found in texts():
        template.add(found.id, context=found.context, locations=[(found.place, 0)])
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def _take(given: Catalog, *, into: Catalog) -> None:
    for message in given:
        known = into.get(message.id, message.context) if message.id else None
        if known and any(_forms(message)):
            known.string = message.string
            known.flags.discard("fuzzy")


def _check(catalogue: Catalog) -> int:
    wrong = [complaint for message in catalogue if message.id for complaint in complaints(message)]
    for complaint in wrong:
        print(complaint)
    print(f"{len(catalogue)} texts, {len(wrong)} to mend in {CATALOGUE.relative_to(PROJECT)}")
    return 1 if wrong else 0


def complaints(message: Message) -> Iterator[str]:
    """What is wrong with the Spanish of one text, a sentence each."""
    english = _ids(message)
    where = ", ".join(sorted({place for place, _ in message.locations}))
    told = f"{where}: “{english[0]}”"
    if message.fuzzy or not all(_forms(message)) or len(_forms(message)) != len(english):
        yield f"{told} has no Spanish."
        return
    known = {mark for text in english for mark in _marks(text)}
    for form in _forms(message):
        if strange := _marks(form) - known:
            yield f"{told}: the Spanish names {', '.join(sorted(strange))}, which the English does not."
    if missing := _marks(english[-1]) - _marks(_forms(message)[-1]):
        yield f"{told}: the Spanish lost {', '.join(sorted(missing))}."


def _ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _forms(message: Message) -> tuple[str, ...]:
    string = message.string or ""
    return (string,) if isinstance(string, str) else tuple(string)


def _marks(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def _read(file: Path) -> Catalog:
    if not file.is_file():
        return Catalog(locale="es")
    with file.open("rb") as lines:
        return read_po(lines, locale="es", charset="utf-8")


def _write(catalogue: Catalog) -> None:
    """Without dates and line numbers: the file changes when a text does."""
    body = io.BytesIO()
    write_po(body, catalogue, width=100, omit_header=True, sort_by_file=True, include_lineno=False)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_text(HEADER + body.getvalue().decode().strip() + "\n", encoding="utf-8")


def _compile(catalogue: Catalog) -> None:
    with CATALOGUE.with_suffix(".mo").open("wb") as compiled:
        write_mo(compiled, catalogue)


if __name__ == "__main__":
    sys.exit(main())
