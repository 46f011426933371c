"""The form of a message template: a title for staff, and the text in each of the city's languages."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from commonhall.messaging import message_templates
from commonhall.messaging.message_templates import LONGEST_TITLE, UnknownVariable, Wording
from commonhall.messaging.models import TemplateVersion
from commonhall.web.forms import PlainForm, WordsField


class TemplateForm(PlainForm):
    """The texts' fields are called text_en, text_es …"""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("For staff, who choose it by that."),
        max_length=LONGEST_TITLE,
        error_messages={"required": gettext_lazy("Write a title.")},
    )

    def __init__(self, *args: Any, newest: TemplateVersion | None = None, **kwargs: Any) -> None:
        initial = {"title": newest.title} if newest else {}
        initial |= {f"text_{language}": text for language, text in newest.texts.items()} if newest else {}
        super().__init__(*args, initial=initial, **kwargs)
        for language in settings.CITY.languages:
            name = get_language_info(language)["name_translated"].capitalize()
            self.fields[f"text_{language}"] = WordsField(
                label=_("Text in %(language)s") % {"language": name},
                widget=forms.Textarea(attrs={"rows": 6, "lang": language}),
                error_messages={"required": _("Write it in %(language)s too.") % {"language": name}},
            )

    def clean(self) -> None:
        for name, text in self.texts().items():
            try:
                message_templates.check(text)
            except UnknownVariable as unknown:
                self.add_error(name, str(unknown))

    def texts(self) -> dict[str, str]:
        """What was written, by field, as far as it can be taken."""
        return {
            name: str(text).strip() for name, text in self.cleaned_data.items() if name.startswith("text_")
        }

    def wording(self) -> Wording:
        """What it says; after `is_valid`."""
        texts = {name.removeprefix("text_"): text for name, text in self.texts().items()}
        return Wording(title=self.cleaned_data["title"], texts=texts)

    @property
    def written(self) -> list[forms.BoundField]:
        """The fields of the texts."""
        return [self[name] for name in self.fields if name.startswith("text_")]
