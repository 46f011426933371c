"""The policy as it is read: each sentence beside what the software last found."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import override

from commonhall.calendar.tables import Text
from commonhall.policy import record, register, texts
from commonhall.policy.models import State, Verdict
from commonhall.policy.record import Finding
from commonhall.policy.register import Verb
from commonhall.policy.revisions import Published
from commonhall.policy.texts import PolicyText, Sentence
from commonhall.web.figures import Promises

_MARKS = {
    State.KEPT: "kept",
    State.PARTLY: "partly",
    State.NOT_KEPT_YET: "notyet",
    State.NOTHING_TO_LOOK_AT: "notyet",
    State.BROKEN: "broken",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Duty:
    """One verb of a promise, and what its control found; None where no control looks yet."""

    verb: Verb
    finding: Finding | None

    @property
    def is_proved(self) -> bool:
        return self.finding is not None and self.finding.is_proof


@dataclass(frozen=True, kw_only=True, slots=True)
class Clause:
    """One sentence on the page."""

    sentence: Sentence
    state: State
    state_since: date | None
    verified_at: datetime | None
    duties: tuple[Duty, ...]
    wrong: tuple[str, ...]  # shown to the privacy officer alone

    @property
    def is_looked_at(self) -> bool:
        """At least one of its verbs has a control."""
        return any(duty.finding for duty in self.duties)

    @property
    def proved(self) -> int:
        return sum(duty.is_proved for duty in self.duties)

    @property
    def unproved(self) -> tuple[Duty, ...]:
        return tuple(duty for duty in self.duties if not duty.is_proved)

    @property
    def mark(self) -> str:
        """Which arch stands for it."""
        return _MARKS[self.state]


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A heading with its clauses."""

    id: str
    heading: Text
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """The whole page: its parts in order, and the figures over them."""

    text: PolicyText
    parts: tuple[Part, ...]
    counts: Promises

    @property
    def clauses(self) -> tuple[Clause, ...]:
        return tuple(clause for part in self.parts for clause in part.clauses)

    @property
    def broken(self) -> tuple[Clause, ...]:
        return tuple(clause for clause in self.clauses if clause.state == State.BROKEN)


def read() -> Policy:
    """The policy with what was last found. One query."""
    text, verdicts = texts.current(), record.last()
    parts = tuple(
        Part(
            id=section.id,
            heading=section.heading,
            clauses=tuple(_clause(each, verdicts.get(each.promise)) for each in section.sentences),
        )
        for section in text.sections
    )
    return Policy(text=text, parts=parts, counts=record.figures(verdicts))


def _clause(sentence: Sentence, verdict: Verdict | None) -> Clause:
    found = record.findings(verdict) if verdict else {}
    must = register.promises()[sentence.promise].must if sentence.promise else ()
    return Clause(
        sentence=sentence,
        state=State(verdict.state) if verdict else State.NOT_KEPT_YET,
        state_since=verdict.state_since if verdict else None,
        verified_at=verdict.verified_at if verdict else None,
        duties=tuple(Duty(verb=verb, finding=found.get(verb.id)) for verb in must),
        wrong=tuple(verdict.wrong) if verdict else (),
    )


def as_data(policy: Policy) -> dict[str, Any]:
    """The page for programs: the sentences with their verdicts, in the policy's languages. Nothing of what is wrong."""
    text = {key: value for key, value in policy.text.as_data().items() if key != "sections"}
    return {
        "policy": text,
        "verified_at": policy.counts.verified_at,
        "sentences": [_clause_as_data(clause) for clause in policy.clauses],
    }


def revision_as_data(revision: Published, site: str) -> dict[str, Any]:
    """One revision without its sentences: days, and its addresses below `site`, the page's by language."""
    number = revision.text.revision
    pages = {}
    for language in revision.text.title.by_language:
        with override(language):
            pages[language] = site + reverse("policy:revision", args=[number])
    return {
        "revision": number,
        "number": revision.text.number,
        "title": dict(revision.text.title.by_language),
        "approved_on": revision.text.approved_on,
        "published_on": revision.since,
        "in_force_until": revision.until,
        "pages": pages,
        "json": site + reverse("policy:revision-json", args=[number]),
    }


def _clause_as_data(clause: Clause) -> dict[str, Any]:
    return {
        "id": clause.sentence.id,
        "says": dict(clause.sentence.says.by_language),
        "state": clause.state.value,
        "since": clause.state_since,
        "verified_at": clause.verified_at,
        "takes": [_duty_as_data(duty) for duty in clause.duties],
    }


def _duty_as_data(duty: Duty) -> dict[str, Any]:
    found = duty.finding
    return {
        "id": duty.verb.id,
        "does": dict(duty.verb.does.by_language),
        "is_proved": duty.is_proved,
        "looked_at": dict(found.looked_at) if found else None,
        "count": found.public_count if found else None,
        "count_since": found.since if found else None,
        "wrong": found.wrong if found else None,
    }
