"""What a service asks besides where and what: its questions, as Open311 knows them, each with why it is asked.

They are written as a whole into a new `Questionnaire` at each change, so that an old request shows what it was asked.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonhall import calendar
from commonhall.calendar.tables import Text
from commonhall.errors import Refused
from commonhall.service_requests.models import Questionnaire, Service
from commonhall.vault import asking


class Datatype(models.TextChoices):
    """How a question is answered, in Open311's words."""

    STRING = "string", gettext_lazy("a few words")
    NUMBER = "number", gettext_lazy("a number")
    DATETIME = "datetime", gettext_lazy("a day, and a time where it is known")
    TEXT = "text", gettext_lazy("several sentences")
    ONE = "singlevaluelist", gettext_lazy("one of a list")
    SEVERAL = "multivaluelist", gettext_lazy("any of a list")


FROM_A_LIST = frozenset({Datatype.ONE, Datatype.SEVERAL})
IN_OWN_WORDS = frozenset({Datatype.STRING, Datatype.TEXT})


class CodeIsTaken(Refused):
    """Two questions of a service with one code."""

    def __init__(self) -> None:
        super().__init__(_("Another question of this service has that code. Write a different one."))


@dataclass(frozen=True, kw_only=True, slots=True)
class Value:
    """One answer of a list: the key that is stored, and what people read."""

    key: str
    name: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One question. `how` says how to answer, where that is not plain; a note (`is_note`) tells and asks nothing."""

    code: str
    datatype: Datatype
    text: Text
    why: Text
    how: Text = field(default_factory=lambda: Text({}))
    is_required: bool = False
    is_note: bool = False
    values: tuple[Value, ...] = ()

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Self:
        return cls(
            code=plain["code"],
            datatype=Datatype(plain["datatype"]),
            text=Text(plain["text"]),
            why=Text(plain["why"]),
            how=Text(plain["how"]),
            is_required=plain["required"],
            is_note=not plain["variable"],
            values=tuple(Value(key=value["key"], name=Text(value["name"])) for value in plain["values"]),
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "datatype": self.datatype.value,
            "variable": not self.is_note,
            "required": self.is_required,
            "text": dict(self.text.by_language),
            "why": dict(self.why.by_language),
            "how": dict(self.how.by_language),
            "values": [{"key": value.key, "name": dict(value.name.by_language)} for value in self.values],
        }


type Questions = tuple[Question, ...]

_LATEST = asking.Question(
    lambda service: Questionnaire.objects.filter(service=service).order_by("-version")[:1]
)
_OF_ID = asking.Question(lambda number: Questionnaire.objects.filter(pk=number))


def of(questionnaire: Questionnaire | None) -> Questions:
    """The questions as they were asked by it; none for None."""
    return tuple(map(Question.from_json, questionnaire.questions)) if questionnaire else ()


def asked_by(questionnaire: UUID | None) -> Questionnaire | None:
    """The questionnaire a report was begun with, however the questions have changed since."""
    return _OF_ID.first(questionnaire) if questionnaire else None


def say_enough(questionnaire: Questionnaire | None) -> bool:
    """Whether an answer to them is a report already: then nothing has to be written beside it."""
    return any(question.is_required and not question.is_note for question in of(questionnaire))


def current(service: str) -> Questionnaire | None:
    """What the service of that code asks now; None where it asks nothing."""
    latest = _latest(service)
    return latest if latest and latest.questions else None


def all_current() -> dict[str, Questionnaire]:
    """What each service asks now, by its code; without those that ask nothing."""
    latest = Questionnaire.objects.order_by("service_id", "-version").distinct("service_id")
    return {row.service_id: row for row in latest if row.questions}


def write(service: Service, questions: Questions) -> None:
    """Let the service ask these from now on; where they are what it asks already, nothing is written."""
    _change(service, lambda _before: questions)


def put(service: Service, question: Question, *, instead_of: str = "") -> None:
    """Add a question at the end, or put it where the one with the code `instead_of` stands. Raises CodeIsTaken."""

    def changed(before: Questions) -> Questions:
        if question.code != instead_of and question.code in {each.code for each in before}:
            raise CodeIsTaken
        if instead_of not in {each.code for each in before}:
            return (*before, question)
        return tuple(question if each.code == instead_of else each for each in before)

    _change(service, changed)


def remove(service: Service, code: str) -> None:
    """Ask it no more; requests that answered it keep question and answer."""
    _change(service, lambda before: tuple(each for each in before if each.code != code))


def move(service: Service, code: str, *, by: int) -> None:
    """Move a question by so many places, up (-1) or down (1), as far as the list goes."""

    def changed(before: Questions) -> Questions:
        after = list(before)
        for at, each in enumerate(before):
            if each.code == code and 0 <= at + by < len(before):
                after.insert(at + by, after.pop(at))
        return tuple(after)

    _change(service, changed)


def _change(service: Service, how: Callable[[Questions], Questions]) -> None:
    with transaction.atomic():
        Service.objects.select_for_update().get(pk=service.pk)  # one change at a time
        latest = _latest(service.pk)
        after = [question.as_json() for question in how(of(latest))]
        if after != (latest.questions if latest else []):
            version = latest.version + 1 if latest else 1
            service.questionnaires.create(version=version, day=calendar.today(), questions=after)


def _latest(service: str) -> Questionnaire | None:
    return _LATEST.first(service)
