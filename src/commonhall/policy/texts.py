"""The city's privacy policy as it is published: sentences under headings, each beside the promise it rests on.

Read from `policy.toml` in the city's folder. A sentence that no promise stands behind is shown as not kept yet.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from commonhall.calendar import tables
from commonhall.calendar.tables import Table, Text
from commonhall.policy import register

FILE = "policy.toml"

_FRAGMENT = re.compile(
    r"[a-z0-9][a-z0-9._-]*"
)  # what stands behind the # of an address as it is written here
_OF_THE_PAGE = frozenset({"main", "more"})  # fragments that its frame and its last section have


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """One sentence; `id` names it for good, in links and from one revision to the next."""

    id: str
    says: Text
    promise: str  # its id in `promises.toml`; empty where the software does nothing for it


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A heading, and the sentences under it."""

    id: str
    heading: Text
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PolicyText:
    """One revision of the policy, whole."""

    number: str
    revision: int
    approved_on: date
    title: Text
    sections: tuple[Section, ...]

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        return tuple(sentence for section in self.sections for sentence in section.sentences)

    def as_data(self) -> dict[str, Any]:
        """All of it, to be stored. `of_data` reads it again."""
        return {
            "number": self.number,
            "revision": self.revision,
            "approved_on": self.approved_on.isoformat(),
            "title": dict(self.title.by_language),
            "sections": [
                {
                    "id": section.id,
                    "heading": dict(section.heading.by_language),
                    "sentences": [
                        {"id": each.id, "promise": each.promise, "says": dict(each.says.by_language)}
                        for each in section.sentences
                    ],
                }
                for section in self.sections
            ],
        }

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> "PolicyText":
        """From what `as_data` gave."""
        return cls(
            number=data["number"],
            revision=data["revision"],
            approved_on=date.fromisoformat(data["approved_on"]),
            title=Text(data["title"]),
            sections=tuple(
                Section(
                    id=section["id"],
                    heading=Text(section["heading"]),
                    sentences=tuple(
                        Sentence(id=each["id"], promise=each["promise"], says=Text(each["says"]))
                        for each in section["sentences"]
                    ),
                )
                for section in data["sections"]
            ),
        )


def current() -> PolicyText:
    """The policy of the city that is served."""
    return of(settings.CITY.folder)


@cache
def of(folder: Path) -> PolicyText:
    """As `read`, in the languages of the city that is served; read once."""
    return read(folder, settings.CITY.languages)


def read(folder: Path, languages: Sequence[str]) -> PolicyText:
    """The policy of the city whose files lie in `folder`. Raises BadFile with a sentence for each mistake."""
    table = tables.read(folder / FILE, languages)
    text = PolicyText(
        number=table.text("number"),
        revision=table.whole_number("revision", least=1),
        approved_on=table.day("approved_on"),
        title=table.texts("title"),
        sections=tuple(_section(section) for section in table.tables("section")),
    )
    for what, ids in (
        ("section", [section.id for section in text.sections]),
        ("sentence", [sentence.id for sentence in text.sentences]),
        ("promise", [sentence.promise for sentence in text.sentences if sentence.promise]),
    ):
        for each in register.twice(ids):
            table.mistakes.append(f"{FILE}: the {what} {each} stands there twice; each stands once.")
    table.mistakes.extend(_no_addresses(text))
    table.finish()
    return text


def _no_addresses(text: PolicyText) -> Iterator[str]:
    """One sentence for each id by which nobody could be led to its words."""
    sections = {section.id for section in text.sections}
    sentences = {sentence.id for sentence in text.sentences}
    for each in sorted((sections | sentences) - {""}):
        if not _FRAGMENT.fullmatch(each):
            yield (
                f"{FILE}: the id {each} cannot stand in an address; write small letters, digits, dots and hyphens."
            )
        if each in _OF_THE_PAGE:
            yield f"{FILE}: the id {each} is taken by the page itself; write another one."
    for each in sorted(sections & sentences - {""}):
        yield f"{FILE}: a section and a sentence are both called {each}; give one of them another id."


def _section(table: Table) -> Section:
    return Section(
        id=table.text("id"),
        heading=table.texts("heading"),
        sentences=tuple(_sentence(sentence) for sentence in table.tables("sentence")),
    )


def _sentence(table: Table) -> Sentence:
    promise = table.text("promise", default="")
    if promise and promise not in register.promises():
        table.wrong("promise", f"is {promise}, which is none; `commonhall verify` lists them")
    return Sentence(id=table.text("id", default=promise or None), says=table.texts("says"), promise=promise)
