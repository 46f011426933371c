"""Reading `departments.toml` and `services.toml`: every mistake is told, each in a sentence with file, line and key."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from commonhall.calendar import tables
from commonhall.calendar.tables import Table, Text
from commonhall.service_requests.catalogue.entries import DepartmentEntry, Entries, ServiceEntry
from commonhall.service_requests.questions import FROM_A_LIST, Datatype, Question, Value

DEPARTMENTS, SERVICES = "departments.toml", "services.toml"
MOST_WORKING_DAYS, MOST_WORKING_HOURS = 366, 240
LONGEST_CODE = 40
NEW = "new"  # the address of the page that adds one
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Files:
    """The two files of a catalogue, as they travel."""

    departments: bytes
    services: bytes


def folder(path: Path, languages: Sequence[str] | None = None) -> Entries:
    """The catalogue in a city's folder, in its languages (None: those of the city that is served). Raises BadFile."""
    spoken = settings.CITY.languages if languages is None else languages
    return _entries(tables.read(path / DEPARTMENTS, spoken), tables.read(path / SERVICES, spoken))


def parse(files: Files) -> Entries:
    """The catalogue in these files. Raises BadFile."""
    spoken = settings.CITY.languages
    departments = tables.parse(files.departments, file=DEPARTMENTS, languages=spoken)
    return _entries(departments, tables.parse(files.services, file=SERVICES, languages=spoken))


def is_code(written: str) -> bool:
    """Whether it can be a lasting name: small letters, figures and hyphens."""
    return len(written) <= LONGEST_CODE and written != NEW and bool(_CODE.fullmatch(written))


def _entries(departments: Table, services: Table) -> Entries:
    found = tuple(map(_department, _rows(departments, "department")))
    departments.finish()  # else each service of a department with a mistake would be one too
    known = {entry.code: entry.is_active for entry in found}
    offered = tuple(_service(row, known) for row in _rows(services, "service"))
    services.finish()
    return Entries(departments=found, services=offered)


def _rows(file: Table, key: str) -> tuple[Table, ...]:
    rows = file.tables(key)
    _note_twice(rows, "code")
    return rows


def _department(row: Table) -> DepartmentEntry:
    return DepartmentEntry(
        code=_code(row, "code"),
        names=_texts(row, "name"),
        phone=row.text("phone", default=""),
        hours=_texts_if_any(row, "hours"),
        is_active=_yes(row, "is_active", default=True),
    )


def _service(row: Table, departments: dict[str, bool]) -> ServiceEntry:
    keywords = row.table("keywords")
    is_offered = _yes(row, "is_offered", default=True)
    return ServiceEntry(
        code=_code(row, "code"),
        department_id=_owner(row, departments, is_offered=is_offered),
        names=_texts(row, "name"),
        descriptions=_texts(row, "description"),
        keywords={language: list(keywords.words(language)) for language in row.languages},
        usual_times=_texts(row, "usual_time"),
        urgent_notes=_texts_if_any(row, "urgent_note"),
        groups=_texts(row, "group"),
        target_working_days=_target(row, "target_working_days", MOST_WORKING_DAYS),
        target_working_hours=_target(row, "target_working_hours", MOST_WORKING_HOURS),
        is_home=row.yes("is_home", default=False),
        is_common=row.yes("is_common", default=False),
        is_offered=is_offered,
        questions=_questions(row),
    )


def _questions(row: Table) -> tuple[Question, ...]:
    if "question" not in row.values:
        return ()
    rows = row.tables("question")
    _note_twice(rows, "code")
    return tuple(map(_question, rows))


def _question(row: Table) -> Question:
    datatype = row.text("datatype")
    if datatype and datatype not in Datatype.values:
        row.wrong("datatype", f"is {datatype}; write one of {', '.join(Datatype.values)}")
    is_note = row.yes("is_note", default=False)
    return Question(
        code=_code(row, "code"),
        datatype=Datatype(datatype) if datatype in Datatype.values else Datatype.STRING,
        text=Text(_texts(row, "text")),
        why=Text(_texts(row, "why")),
        how=Text(_texts_if_any(row, "how")),
        is_required=row.yes("required", default=False),
        is_note=is_note,
        values=_values(row, needed=datatype in FROM_A_LIST and not is_note),
    )


def _values(row: Table, *, needed: bool) -> tuple[Value, ...]:
    if not needed:
        if "values" in row.values:
            row.wrong("values", "belong to a list alone; take them out, or write another datatype")
            row.tables("values")
        return ()
    rows = row.tables("values")
    _note_twice(rows, "key")
    return tuple(Value(key=_code(each, "key"), name=Text(_texts(each, "name"))) for each in rows)


def _texts(row: Table, key: str) -> dict[str, str]:
    return dict(row.texts(key).by_language)


def _texts_if_any(row: Table, key: str) -> dict[str, str]:
    found = row.texts_if_any(key)
    return dict(found.by_language) if found else {}


def _yes(row: Table, key: str, *, default: bool) -> bool:
    """`Table.yes` takes a false value for one that is left out."""
    return row.yes(key) if key in row.values else default


def _code(row: Table, key: str) -> str:
    code = row.text(key)
    if code and not is_code(code):
        row.wrong(key, f"is {code}; write up to 40 small letters, figures and hyphens, like street-light")
    return code


def _owner(row: Table, known: dict[str, bool], *, is_offered: bool) -> str:
    code = row.text("department")
    if code and code not in known:
        row.wrong("department", f"is {code}, which {DEPARTMENTS} does not have; write a code from there")
    elif code and is_offered and not known[code]:
        row.wrong("department", f"is {code}, which takes no requests; write another, or is_offered = false")
    return code


def _target(row: Table, key: str, most: int) -> int | None:
    """None where the service has no such target: without any, a request of it is never late."""
    if key not in row.values:
        return None
    if key == "target_working_hours" and "target_working_days" in row.values:
        row.wrong(key, "stands beside target_working_days; write one of the two")
    number = row.whole_number(key, least=int(key == "target_working_hours"))
    if number > most:
        row.wrong(key, f"is {number}; write {most} or fewer")
    return number


def _note_twice(rows: Iterable[Table], key: str) -> None:
    seen: set[str] = set()
    for row in rows:
        code = str(row.values.get(key, ""))
        if code in seen:
            row.wrong(key, f"is {code} a second time; each {key} may stand once")
        seen.add(code)
