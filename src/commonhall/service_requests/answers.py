"""What residents answered, sealed: in full under the request's own key, without personal details under the office's.

Of an anonymous request the second alone is kept, and of a moment in it only the day.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from commonhall.holdings import oversharing
from commonhall.holdings.oversharing import Kind, Segment, Stripped
from commonhall.people.contacts import Contact
from commonhall.service_requests import official, questions, words
from commonhall.service_requests.models import Questionnaire, ServiceRequest
from commonhall.service_requests.questions import FROM_A_LIST, IN_OWN_WORDS, Datatype, Question, Value
from commonhall.vault import sealing
from commonhall.vault.keyring import Purpose
from commonhall.vault.sealing import CannotOpen, DataKey
from commonhall.web import dates

type Given = str | tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Answers:
    """What was asked, and what was answered to it, by the code of the question: words, keys of a list, a moment."""

    questionnaire: Questionnaire
    given: Mapping[str, Given]

    def __iter__(self) -> Iterator[tuple[Question, Given]]:
        """Each question that asks, with its answer; empty where none was given."""
        for question in questions.of(self.questionnaire):
            if not question.is_note:
                yield question, self.given.get(question.code, "")


@dataclass(frozen=True, kw_only=True, slots=True)
class StrippedAnswers:
    """Answers as the office keeps them. `cut`: those in own words, by code, with what was taken out of them."""

    answers: Answers
    cut: Mapping[str, Stripped]

    @property
    def removed(self) -> frozenset[Kind]:
        """The kinds of what was taken out."""
        return frozenset[Kind]().union(*(stripped.removed for stripped in self.cut.values()))

    def segments(self, question: Question) -> tuple[Segment, ...]:
        """One answer for a page to show, with what was taken out in its place."""
        if question.code in self.cut:
            return self.cut[question.code].segments
        return (Segment(text=in_words(question, self.answers.given.get(question.code, ""))),)


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """A question as it was asked, and its answer, in the language of the page."""

    question: str
    answer: str


def strip(
    answers: Answers, contact: Contact | None, *, language: str, own_address: str | None
) -> StrippedAnswers:
    """The answers without personal details; from somebody anonymous (`contact` None) also without times of day."""
    known = contact or Contact()
    cut: dict[str, Stripped] = {}
    kept: dict[str, Given] = {}
    for question, given in answers:
        if question.datatype in IN_OWN_WORDS and isinstance(given, str):
            cut[question.code] = oversharing.remove(
                given,
                known=official.known(),
                contact_address=own_address,
                names=(known.name,),
                language=language,
            )
            given = cut[question.code].text
        elif question.datatype is Datatype.DATETIME and contact is None:
            given = str(given).partition("T")[0]
        if given:
            kept[question.code] = given
    return StrippedAnswers(answers=Answers(questionnaire=answers.questionnaire, given=kept), cut=cut)


def in_words(question: Question, given: Given) -> str:
    """An answer as people read it, in the language of the page; empty for none."""
    if question.values:
        return ", ".join(str(value.name) for value in _chosen(question, given))
    if question.datatype is Datatype.DATETIME and isinstance(given, str) and given:
        return _moment(given)
    return str(given)


def seal_stripped(request: ServiceRequest, answers: Answers) -> None:
    """Put the stripped answers, and which questions they answer, into the request."""
    request.questionnaire = answers.questionnaire
    request.stripped_answers_sealed = sealing.seal(
        Purpose.OFFICE, _written(answers), context=_context(request.pk, "stripped-answers")
    )


def seal_full(request: ServiceRequest, key: DataKey, answers: Answers) -> None:
    """Put the answers in full into a named request, under its own key."""
    request.answers_sealed = key.seal(_written(answers), context=_context(request.pk, "answers"))


def stripped(request: ServiceRequest) -> Answers | None:
    """The answers without personal details, for staff; None where nothing was asked."""
    if request.questionnaire is None or request.stripped_answers_sealed is None:
        return None
    return Answers(questionnaire=request.questionnaire, given=given_stripped(request))


def given_stripped(request: ServiceRequest) -> Mapping[str, Given]:
    """What was answered without personal details, by the code of each question. Raises CannotOpen."""
    if request.stripped_answers_sealed is None:
        return {}
    context = _context(request.pk, "stripped-answers")
    return _read(sealing.unseal(Purpose.OFFICE, request.stripped_answers_sealed, context=context))


def full(request: ServiceRequest) -> Answers | None:
    """The answers of a named request in full; None where nothing was asked.

    Raises CannotOpen when its key was deleted, and for an anonymous request.
    """
    if request.questionnaire is None:
        return None
    if request.answers_sealed is None:
        raise CannotOpen(_context(request.pk, "answers"))
    return Answers(
        questionnaire=request.questionnaire, given=given_in_full(request, words.key_of(request.pk))
    )


def given_in_full(request: ServiceRequest, key: DataKey) -> Mapping[str, Given]:
    """What was answered in full, by the code of each question, by a key that is at hand. Raises CannotOpen."""
    if request.answers_sealed is None:
        return {}
    return _read(key.unseal(request.answers_sealed, context=_context(request.pk, "answers")))


def shown(answers: Answers | None) -> tuple[Answered, ...]:
    """Each question with its answer in words; where none was given, that is said."""
    return tuple(
        Answered(question=str(question.text), answer=in_words(question, given) or _("no answer"))
        for question, given in answers or ()
    )


def in_own_words(answers: Answers | None) -> tuple[Answered, ...]:
    """Of the answers those that were written freely: the only ones that can hold more than the office sees."""
    return tuple(
        Answered(question=str(question.text), answer=str(given))
        for question, given in answers or ()
        if question.datatype in IN_OWN_WORDS and given
    )


def summary(request: ServiceRequest) -> str:
    """The answers in one line, for a list of requests that have no words of their own."""
    given = stripped(request)
    return " · ".join(filter(None, (in_words(question, answer) for question, answer in given or ())))


def findable(request: ServiceRequest) -> tuple[str, ...]:
    """The stripped answers as words to search in: as written, and of a list in every language it has."""
    return tuple(filter(None, (_findable(question, given) for question, given in stripped(request) or ())))


def _findable(question: Question, given: Given) -> str:
    if question.datatype in FROM_A_LIST:
        return " ".join(
            name for value in _chosen(question, given) for name in value.name.by_language.values()
        )
    return str(given) if question.datatype in IN_OWN_WORDS else ""


def _chosen(question: Question, given: Given) -> list[Value]:
    by_key = {value.key: value for value in question.values}
    keys = (given,) if isinstance(given, str) else given
    return [by_key[key] for key in keys if key in by_key]


def _moment(given: str) -> str:
    day, _sign, clock = given.partition("T")
    if not clock:
        return dates.full_day(date.fromisoformat(day))
    at = timezone.make_aware(datetime.fromisoformat(given))
    return f"{dates.full_day(at)}, {dates.clock(at)}"


def _written(answers: Answers) -> bytes:
    return json.dumps(answers.given).encode()


def _read(plain: bytes) -> Mapping[str, Given]:
    return {
        code: tuple(value) if isinstance(value, list) else value for code, value in json.loads(plain).items()
    }


def _context(request: UUID, part: str) -> str:
    return f"service_requests.servicerequest:{request}:{part}"
