"""The fields by which questions are asked on a page. What is typed stays as it was typed until it can be taken."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from commonhall.service_requests import questions
from commonhall.service_requests.answers import Answers, Given
from commonhall.service_requests.models import Questionnaire
from commonhall.service_requests.questions import Datatype, Question
from commonhall.web.forms import WORDS, WordsField

PREFIX = "answer-"
MOST_IN_A_STRING, MOST_IN_A_TEXT = 200, 2000
MOST_RADIOS = 7
# Six figures: neither a telephone nor a Social Security number fits.
_NUMBER = re.compile(r"-?\d{1,6}(\.\d{1,3})?")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(\D|$))")

type Typed = str | list[str]


class NumberField(forms.CharField):
    """A number as people write it, kept with a point before its decimals."""

    def to_python(self, value: Any) -> str:
        return _THOUSANDS.sub("", str(super().to_python(value)))

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not _NUMBER.fullmatch(value):
            raise forms.ValidationError(_("Write it as a number of up to six figures, like 3 or 2.5."))


class DayAndTime(forms.MultiWidget):
    """Two fields of the browser's own: a day, and a time that may stay empty."""

    def __init__(self) -> None:
        super().__init__(
            {"day": forms.DateInput(attrs={"type": "date"}), "time": forms.TimeInput(attrs={"type": "time"})}
        )

    def decompress(self, value: Any) -> list[str]:
        day, _sign, clock = str(value or "").partition("T")
        return [day, clock]


class MomentField(forms.Field):
    """A day (2026-11-25), or a day with its time in the city's zone (2026-11-25T14:05)."""

    widget = DayAndTime

    def clean(self, value: Any) -> str:
        day, clock = (str(part or "").strip() for part in value)
        if not day and (self.required or clock):
            raise forms.ValidationError(_("Choose the day."))
        try:
            written = day and date.fromisoformat(day).isoformat()
            return f"{written}T{time.fromisoformat(clock).strftime('%H:%M')}" if clock else written
        except ValueError:
            raise forms.ValidationError(
                _("Write the day like 2026-11-25, and the time like 14:05.")
            ) from None


@dataclass(frozen=True, slots=True)
class AskedField:
    """A question on a page with its field; a note has none."""

    question: Question
    field: forms.BoundField | None

    @property
    def template(self) -> str:
        """The part of a page that shows it."""
        return f"service_requests/questions/{self._kind}.html"

    @property
    def _kind(self) -> str:
        match self.question.datatype:
            case _ if self.question.is_note:
                return "note"
            case Datatype.ONE if len(self.question.values) <= MOST_RADIOS:
                return "one"
            case Datatype.SEVERAL:
                return "several"
            case Datatype.DATETIME:
                return "moment"
            case Datatype.STRING | Datatype.TEXT:
                return "words"
            case _:
                return "plain"


def add(form: forms.Form, questionnaire: Questionnaire | None) -> tuple[AskedField, ...]:
    """Put the fields of these questions into a form; what stands in its `initial` is shown in them."""
    asked = questions.of(questionnaire)
    for question in asked:
        if not question.is_note:
            form.fields[name_of(question)] = _field(question)
    return tuple(AskedField(each, None if each.is_note else form[name_of(each)]) for each in asked)


def name_of(question: Question) -> str:
    """The name of its field."""
    return f"{PREFIX}{question.code}"


def initial(typed: Mapping[str, Typed]) -> dict[str, Typed]:
    """What was typed so far, by the names of fields."""
    return {f"{PREFIX}{code}": value for code, value in typed.items()}


def typed_in(asked: tuple[AskedField, ...]) -> dict[str, Typed]:
    """What was typed into these fields of a bound form, whether it can be taken or not; by the code of its question."""
    return {each.question.code: each.field.data or "" for each in asked if each.field is not None}


def read(questionnaire: Questionnaire | None, typed: Mapping[str, Typed]) -> Answers | None:
    """What was typed as answers; None where nothing is asked. Raises ValidationError where one cannot be taken."""
    if questionnaire is None:
        return None
    given: dict[str, Given] = {}
    for question in questions.of(questionnaire):
        if not question.is_note:
            field = _field(question)
            value = field.clean(typed.get(question.code, _nothing(question)))
            if value:
                given[question.code] = tuple(value) if isinstance(value, list) else value
    return Answers(questionnaire=questionnaire, given=given)


def mistakes(questionnaire: Questionnaire | None, typed: Mapping[str, Typed]) -> dict[str, str]:
    """Of each answer that cannot be taken why, by the code of its question; empty where `read` takes them all."""
    found = {}
    for question in questions.of(questionnaire):
        if not question.is_note:
            try:
                _field(question).clean(typed.get(question.code, _nothing(question)))
            except forms.ValidationError as mistake:
                found[question.code] = " ".join(mistake.messages)
    return found


def are_taken(questionnaire: Questionnaire | None, typed: Mapping[str, Typed]) -> bool:
    """Whether what was typed answers all that must be answered."""
    try:
        read(questionnaire, typed)
    except forms.ValidationError:
        return False
    return True


def own_words(questionnaire: Questionnaire | None, typed: Mapping[str, Typed]) -> dict[str, str]:
    """Of what was typed, the answers that can hold any words; by the code of their question."""
    free = {each.code for each in questions.of(questionnaire) if each.datatype in questions.IN_OWN_WORDS}
    return {code: value for code, value in typed.items() if code in free and isinstance(value, str)}


def _nothing(question: Question) -> Typed:
    match question.datatype:
        case Datatype.SEVERAL:
            return []
        case Datatype.DATETIME:
            return ["", ""]
        case _:
            return ""


def _field(question: Question) -> forms.Field:
    given: dict[str, Any] = {
        "label": str(question.text),
        "help_text": " ".join(filter(None, (str(question.why), str(question.how)))),
        "required": question.is_required,
        "error_messages": _words(question),
    }
    choices = [(value.key, str(value.name)) for value in question.values]
    match question.datatype:
        case Datatype.NUMBER:
            figures = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
            return NumberField(max_length=20, widget=figures, **given)
        case Datatype.DATETIME:
            return MomentField(**given)
        case Datatype.TEXT:
            return WordsField(max_length=MOST_IN_A_TEXT, widget=forms.Textarea(attrs={"rows": 4}), **given)
        case Datatype.ONE if len(choices) > MOST_RADIOS:
            return forms.ChoiceField(choices=[("", "—"), *choices], **given)
        case Datatype.ONE:
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **given)
        case Datatype.SEVERAL:
            return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **given)
        case _:
            plain = forms.TextInput(attrs={"autocomplete": "off"})
            return forms.CharField(max_length=MOST_IN_A_STRING, widget=plain, **given)


def _words(question: Question) -> dict[str, Any]:
    asked = {"question": str(question.text)}
    is_list = question.datatype in questions.FROM_A_LIST
    needed = _("Choose an answer: %(question)s") if is_list else _("Answer this: %(question)s")
    return {**WORDS, "required": needed % asked}
