"""The forms by which an administrator changes departments, services and questions: each text once a language."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from commonhall.service_requests.catalogue.browsing import Topic
from commonhall.service_requests.catalogue.entries import DepartmentEntry, ServiceEntry, Texts
from commonhall.service_requests.catalogue.reading import (
    LONGEST_CODE,
    MOST_WORKING_DAYS,
    MOST_WORKING_HOURS,
    is_code,
)
from commonhall.staff.models import Department
from commonhall.web.forms import WORDS, PlainForm, WordsField

NEW_TOPIC = "+"
_IN_EACH = gettext_lazy("Residents read it in their own language, so write it in each.")


@dataclass(frozen=True, slots=True)
class Group:
    """One thing that is written once a language: the fields, side by side."""

    label: str
    help_text: str
    is_required: bool
    fields: tuple[forms.BoundField, ...]


TARGETS = ("target_working_days", "target_working_hours")


class CatalogueForm(PlainForm):
    """A form with texts in each of the city's languages. `code` is asked for what is new alone: it lasts."""

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        self.groups: dict[str, Group] = {}
        super().__init__(*args, **kwargs)
        if is_new:
            self.fields["code"] = forms.CharField(
                label=_("Code"),
                help_text=_(
                    "Its lasting name for other programs. Left empty, it is made from the English name."
                ),
                max_length=LONGEST_CODE,
                required=False,
                error_messages=dict(WORDS),
            )

    def ask_in_each_language(
        self,
        key: str,
        label: Any,
        help_text: Any = "",
        *,
        is_required: bool = True,
        lines: int = 1,
        most: int = 400,
    ) -> None:
        """Add a field a language, called key_language."""
        for language in settings.CITY.languages:
            name = f"{key}_{language}"
            said = {"text": label, "language": language_name(language)}
            widget = forms.Textarea(attrs={"rows": lines}) if lines > 1 else forms.TextInput()
            widget.attrs["lang"] = language
            self.fields[name] = WordsField(
                label=language_name(language),
                max_length=most,
                required=is_required,
                widget=widget,
                error_messages={"required": _("Write this in %(language)s: %(text)s") % said},
            )
            self.fields[name].error_messages["max_length"] = WORDS["max_length"]
        parts = tuple(self[f"{key}_{language}"] for language in settings.CITY.languages)
        self.groups[key] = Group(str(label), str(help_text), is_required, parts)

    def texts(self, key: str) -> dict[str, str]:
        """What was written, by language; empty where nothing was."""
        found = {
            language: str(self.cleaned_data.get(f"{key}_{language}", "")).strip() for language in _languages()
        }
        return found if any(found.values()) else {}

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).strip()
        if code and not is_code(code):
            raise forms.ValidationError(_("Use small letters, figures and hyphens, like street-light."))
        return code

    def whole(self, key: str) -> None:
        """Note a mistake where a text that may be left out is there in one language alone."""
        found = self.texts(key)
        for language in _languages():
            if found and not found[language]:
                said = {"text": self.groups[key].label, "language": language_name(language)}
                self.add_error(f"{key}_{language}", _("Write this in %(language)s: %(text)s") % said)

    def new_code(self, key: str) -> str:
        """The code that was written, or one made from the English text of `key`."""
        made = slugify(self.texts(key).get("en", ""))[:LONGEST_CODE].strip("-")
        return str(self.cleaned_data.get("code", "")) or made

    def need_a_code(self, key: str) -> None:
        """Ask for a code where none can be made from the English text."""
        if "code" in self.fields and "code" not in self.errors and self.texts(key) and not self.new_code(key):
            self.add_error("code", _("Write a code: none can be made from the English words."))


class DepartmentForm(CatalogueForm):
    """A department: its name, and when and how it is reached."""

    def __init__(self, *args: Any, before: DepartmentEntry | None = None, **kwargs: Any) -> None:
        self.before = before
        super().__init__(*args, is_new=before is None, initial=_initial(before), **kwargs)
        self.ask_in_each_language("names", _("Name"), _IN_EACH, most=80)
        self.fields["phone"] = forms.CharField(
            label=_("Phone"),
            help_text=_("For the pages that name it."),
            max_length=40,
            required=False,
            error_messages=dict(WORDS),
        )
        self.ask_in_each_language(
            "hours", _("Hours"), _("When somebody answers."), is_required=False, most=120
        )

    def clean(self) -> None:
        self.need_a_code("names")
        self.whole("hours")

    def entry(self) -> DepartmentEntry:
        """The department as the form has it."""
        written: dict[str, Any] = {
            "names": self.texts("names"),
            "phone": self.cleaned_data["phone"],
            "hours": self.texts("hours"),
        }
        if self.before:
            return replace(self.before, **written)
        return DepartmentEntry(code=self.new_code("names"), **written)


class ServiceForm(CatalogueForm):
    """A service: what residents read of it, who does it, and by when."""

    def __init__(
        self, *args: Any, topics: Iterable[Topic], before: ServiceEntry | None = None, **kwargs: Any
    ) -> None:
        self.before = before
        self.known = {topic.code: topic for topic in topics}
        super().__init__(*args, is_new=before is None, initial=_service_initial(before), **kwargs)
        self.ask_in_each_language("names", _("Name"), _("What residents call it, in a few words."), most=80)
        self._ask_where_it_belongs()
        self.ask_in_each_language("descriptions", _("What it is"), _("One sentence."), lines=2)
        self.ask_in_each_language(
            "usual_times", _("How long it takes"), _("One sentence, with a number of days."), lines=2
        )
        self.ask_in_each_language(
            "urgent_notes",
            _("When to call instead"),
            _("Stands in a box of its own. Leave it empty where nothing about it is urgent."),
            is_required=False,
            lines=2,
        )
        self.ask_in_each_language(
            "keywords",
            _("Other words for it"),
            _("What people type who do not know our name for it. Part them by commas."),
            lines=3,
            most=2000,
        )
        self._ask_how_it_is_done()

    def _ask_where_it_belongs(self) -> None:
        named = [(topic.code, topic.name) for topic in self.known.values()]
        self.fields["topic"] = forms.ChoiceField(
            label=_("Topic"),
            help_text=_("The heading under which residents find it."),
            choices=[("", "—"), *named, (NEW_TOPIC, _("A new topic, named below"))],
            error_messages={**WORDS, "required": _("Choose a topic.")},
        )
        self.ask_in_each_language(
            "groups", _("New topic"), _("Only for a new one."), is_required=False, most=80
        )
        departments = Department.objects.filter(is_active=True).order_by("rank", "code")
        self.fields["department"] = forms.ModelChoiceField(
            departments,
            label=_("Department"),
            help_text=_("It gets the requests that come in from now on."),
            empty_label="—",
            error_messages={"required": _("Choose who does it."), "invalid_choice": _("Choose who does it.")},
        )

    def _ask_how_it_is_done(self) -> None:
        self.fields["target_working_days"] = forms.IntegerField(
            label=_("Working days until it should be done"),
            help_text=_("A request is late after them. Left empty, it never is."),
            required=False,
            min_value=0,
            max_value=MOST_WORKING_DAYS,
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
            error_messages=dict.fromkeys(
                ("invalid", "min_value", "max_value"), _("Write a whole number from 0 to 366.")
            ),
        )
        self.fields["target_working_hours"] = forms.IntegerField(
            label=_("Or working hours"),
            help_text=_("Instead of days, for what can’t wait. An anonymous request still has a day."),
            required=False,
            min_value=1,
            max_value=MOST_WORKING_HOURS,
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
            error_messages=dict.fromkeys(
                ("invalid", "min_value", "max_value"), _("Write a whole number from 1 to 240.")
            ),
        )
        self.fields["is_common"] = forms.BooleanField(
            label=_("One of the most common"), help_text=_("It stands on the front page."), required=False
        )
        self.fields["is_home"] = forms.BooleanField(
            label=_("The place is somebody’s home"),
            help_text=_("Its exact address is then treated as personal."),
            required=False,
        )

    def clean(self) -> None:
        self.need_a_code("names")
        self.whole("urgent_notes")
        given = self.cleaned_data
        if given.get("target_working_days") is not None and given.get("target_working_hours") is not None:
            self.add_error("target_working_hours", _("Give days or hours, not both."))
        if self.cleaned_data.get("topic") == NEW_TOPIC:
            self.whole("groups")
            if not self.texts("groups"):
                self.add_error(f"groups_{_languages()[0]}", _("Name the new topic."))

    def entry(self) -> ServiceEntry:
        """The service as the form has it."""
        given = self.cleaned_data
        words = {
            language: [
                word.strip()
                for word in given[f"keywords_{language}"].replace("\n", ",").split(",")
                if word.strip()
            ]
            for language in _languages()
        }
        written: dict[str, Any] = {
            **{key: self.texts(key) for key in ("names", "descriptions", "usual_times", "urgent_notes")},
            "keywords": words,
            "groups": self.texts("groups")
            if given["topic"] == NEW_TOPIC
            else self.known[given["topic"]].services[0].groups,
            "department_id": given["department"].pk,
            **{key: given[key] for key in (*TARGETS, "is_common", "is_home")},
        }
        if self.before:
            return replace(self.before, **written)
        return ServiceEntry(code=self.new_code("names"), **written)


def language_name(language: str) -> str:
    """A language's name in the language of the page."""
    return str(get_language_info(language)["name_translated"])


def spread(key: str, texts: Texts) -> dict[str, str]:
    """A text by language as the fields of a form have it."""
    return {f"{key}_{language}": text for language, text in texts.items()}


def _languages() -> tuple[str, ...]:
    return tuple(settings.CITY.languages)


def _initial(before: DepartmentEntry | None) -> dict[str, Any]:
    if before is None:
        return {}
    return {**spread("names", before.names), "phone": before.phone, **spread("hours", before.hours)}


def _service_initial(before: ServiceEntry | None) -> dict[str, Any]:
    if before is None:
        return {}
    return {
        **spread("names", before.names),
        **spread("descriptions", before.descriptions),
        **spread("usual_times", before.usual_times),
        **spread("urgent_notes", before.urgent_notes),
        **spread("keywords", {language: ", ".join(words) for language, words in before.keywords.items()}),
        "topic": before.groups.get("en", ""),
        "department": before.department_id,
        **{key: getattr(before, key) for key in TARGETS},
        "is_common": before.is_common,
        "is_home": before.is_home,
    }
