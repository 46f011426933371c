"""The form of one question, as an administrator writes it: with its list of answers where it has one."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _

from commonhall.calendar.tables import Text
from commonhall.service_requests.catalogue.reading import LONGEST_CODE, is_code
from commonhall.service_requests.catalogue_forms import CatalogueForm, language_name, spread
from commonhall.service_requests.questions import FROM_A_LIST, Datatype, Question, Value
from commonhall.web.forms import WORDS, WordsField

SPARE_ROWS, MOST_ROWS = 3, 60


class QuestionForm(CatalogueForm):
    """What is asked, why, how it is answered. Rows of answers are named value-0-key, value-0-en, value-0-es."""

    def __init__(self, *args: Any, before: Question | None = None, **kwargs: Any) -> None:
        self.before = before
        super().__init__(*args, is_new=before is None, initial=_initial(before), **kwargs)
        self.ask_in_each_language("text", _("Question"), _("As residents read it."), most=200)
        self.ask_in_each_language(
            "why", _("Why it is asked"), _("One sentence; it stands under the question."), lines=2, most=300
        )
        self.ask_in_each_language(
            "how", _("How to answer"), _("An example, where it helps."), is_required=False, most=200
        )
        self.fields["datatype"] = forms.ChoiceField(
            label=_("The answer is"),
            choices=Datatype.choices,
            widget=forms.RadioSelect,
            error_messages={**WORDS, "required": _("Choose what kind of answer it has.")},
        )
        self.fields["is_required"] = forms.BooleanField(
            label=_("It must be answered"),
            help_text=_("Only where the work can’t begin without it."),
            required=False,
        )
        self.fields["is_note"] = forms.BooleanField(
            label=_("It only tells something, and asks nothing"), required=False
        )
        self._add_rows()

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """The fields of each answer of the list."""
        return [[self[name] for name in self._names(row)] for row in range(self._rows)]

    def _add_rows(self) -> None:
        shown = self.data.get("rows", "")
        known = len(self.before.values) if self.before else 0
        wanted = int(shown) if shown.isdecimal() and len(shown) < 4 else known + SPARE_ROWS
        self._rows = min(wanted + (SPARE_ROWS if "more" in self.data else 0), MOST_ROWS)
        for row in range(self._rows):
            for name in self._names(row):
                part = name.rpartition("-")[2]
                attrs = {} if part == "key" else {"lang": part}
                self.fields[name] = WordsField(
                    label=_("Code") if part == "key" else language_name(part),
                    max_length=LONGEST_CODE if part == "key" else 120,
                    required=False,
                    widget=forms.TextInput(attrs=attrs),
                )

    def _names(self, row: int) -> list[str]:
        return [f"value-{row}-{part}" for part in (*settings.CITY.languages, "key")]

    def clean(self) -> None:
        self.need_a_code("text")
        self.whole("how")
        self.values = tuple(filter(None, map(self._value, range(self._rows))))
        needed = self.cleaned_data.get("datatype") in FROM_A_LIST and not self.cleaned_data.get("is_note")
        if needed and len(self.values) < 2:
            self.add_error(self._names(0)[0], _("Write at least two answers to choose from."))
        keys = [value.key for value in self.values]
        if needed and len(set(keys)) < len(keys):
            self.add_error(self._names(0)[0], _("Two answers have the same code. Make them differ."))

    def _value(self, row: int) -> Value | None:
        """One answer of the list; None where the row is empty."""
        *in_languages, key = self._names(row)
        found = {
            name.rpartition("-")[2]: str(self.cleaned_data.get(name, "")).strip() for name in in_languages
        }
        code = str(self.cleaned_data.get(key, "")).strip() or slugify(found.get("en", ""))[
            :LONGEST_CODE
        ].strip("-")
        if not any(found.values()):
            return None
        for name in in_languages:
            if not found[name.rpartition("-")[2]]:
                self.add_error(name, _("Write this answer in each language."))
        if code and not is_code(code):
            self.add_error(key, _("Use small letters, figures and hyphens, like street-light."))
        return Value(key=code, name=Text(found))

    def question(self) -> Question:
        """The question as the form has it."""
        given = self.cleaned_data
        datatype = Datatype(given["datatype"])
        code = self.before.code if self.before else self.new_code("text")
        is_list = datatype in FROM_A_LIST and not given["is_note"]
        return Question(
            code=code,
            datatype=datatype,
            text=Text(self.texts("text")),
            why=Text(self.texts("why")),
            how=Text(self.texts("how")),
            is_required=given["is_required"] and not given["is_note"],
            is_note=given["is_note"],
            values=self.values if is_list else (),
        )


def _initial(before: Question | None) -> dict[str, Any]:
    if before is None:
        return {"datatype": Datatype.ONE}
    rows: dict[str, str] = {}
    for row, value in enumerate(before.values):
        rows |= {f"value-{row}-{language}": text for language, text in value.name.by_language.items()}
        rows[f"value-{row}-key"] = value.key
    return {
        **spread("text", before.text.by_language),
        **spread("why", before.why.by_language),
        **spread("how", before.how.by_language),
        **rows,
        "datatype": before.datatype,
        "is_required": before.is_required,
        "is_note": before.is_note,
    }
