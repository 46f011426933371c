"""Writing the catalogue as the files of a city's folder, which `reading` reads to the same again."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from commonhall.service_requests.catalogue.entries import DepartmentEntry, Entries, ServiceEntry
from commonhall.service_requests.catalogue.reading import Files
from commonhall.service_requests.questions import Question

_HEAD = {
    "departments": "# Who does the work. `code` stays as it is once requests are stored.",
    "services": "# What residents can ask for, in the order in which it is shown.",
}


def files(entries: Entries) -> Files:
    """Both files."""
    return Files(
        departments=_file(_HEAD["departments"], map(_department, entries.departments)),
        services=_file(_HEAD["services"], map(_service, entries.services)),
    )


def _file(head: str, blocks: Iterable[Iterator[str]]) -> bytes:
    return "\n\n".join([head, *("\n".join(block) for block in blocks)]).encode() + b"\n"


def _department(entry: DepartmentEntry) -> Iterator[str]:
    yield "[[department]]"
    yield f"code = {_quoted(entry.code)}"
    if not entry.is_active:
        yield "is_active = false"
    yield f"name = {_texts(entry.names)}"
    if entry.phone:
        yield f"phone = {_quoted(entry.phone)}"
    if entry.hours:
        yield f"hours = {_texts(entry.hours)}"


def _service(entry: ServiceEntry) -> Iterator[str]:
    yield "[[service]]"
    yield f"code = {_quoted(entry.code)}"
    yield f"department = {_quoted(entry.department_id)}"
    if entry.target_working_days is not None:
        yield f"target_working_days = {entry.target_working_days}"
    if entry.target_working_hours is not None:
        yield f"target_working_hours = {entry.target_working_hours}"
    yield f"is_home = {_yes(entry.is_home)}"
    if entry.is_common:
        yield "is_common = true"
    if not entry.is_offered:
        yield "is_offered = false"
    yield f"name = {_texts(entry.names)}"
    yield f"group = {_texts(entry.groups)}"
    yield f"description = {_texts(entry.descriptions)}"
    yield f"usual_time = {_texts(entry.usual_times)}"
    if entry.urgent_notes:
        yield f"urgent_note = {_texts(entry.urgent_notes)}"
    yield ""
    yield "[service.keywords]"
    for language, words in entry.keywords.items():
        yield f"{language} = {_list(words)}"
    for question in entry.questions:
        yield ""
        yield from _question(question)


def _question(question: Question) -> Iterator[str]:
    yield "[[service.question]]"
    yield f"code = {_quoted(question.code)}"
    yield f"datatype = {_quoted(question.datatype)}"
    if question.is_required:
        yield "required = true"
    if question.is_note:
        yield "is_note = true"
    yield f"text = {_texts(question.text.by_language)}"
    yield f"why = {_texts(question.why.by_language)}"
    if question.how.by_language:
        yield f"how = {_texts(question.how.by_language)}"
    if question.values:
        yield "values = ["
        for value in question.values:
            yield f"  {{ key = {_quoted(value.key)}, name = {_texts(value.name.by_language)} }},"
        yield "]"


def _texts(texts: Mapping[str, str]) -> str:
    return "{ " + ", ".join(f"{language} = {_quoted(text)}" for language, text in texts.items()) + " }"


def _list(words: Sequence[str]) -> str:
    return "[" + ", ".join(map(_quoted, words)) + "]"


def _yes(value: bool) -> str:
    return "true" if value else "false"


def _quoted(text: str) -> str:
    """JSON's strings are TOML's, but for one sign that JSON leaves as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
