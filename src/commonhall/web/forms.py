"""What every form of ours is made of, and what is said when something cannot be taken."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy

from commonhall.errors import Refused

MOST_WORDS = 4000  # GeoReport v2 allows no longer description
WORDS: Final = {
    "max_length": gettext_lazy("That is longer than %(limit_value)d characters. Shorten it."),
    "null_characters_not_allowed": gettext_lazy("There is a sign in it that cannot be kept. Type it again."),
    "invalid_choice": gettext_lazy("Choose one of those that are shown."),
    "invalid_list": gettext_lazy("Choose one of those that are shown."),
}


class WordsField(forms.CharField):
    """Words over several lines. Browsers count the end of a line as one sign and send two: here it is one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": MOST_WORDS, "widget": forms.Textarea(attrs={"rows": 3}), **kwargs})

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


class PlainForm(forms.Form):
    """A form that says what is wrong in the city's words, not in a library's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages = {**field.error_messages, **WORDS}

    def cleaned(self) -> dict[str, Any]:
        """What was typed, where the form is not shown again by itself. Raises Refused with what is wrong in it."""
        if not self.is_valid():
            raise Refused(" ".join(str(said) for errors in self.errors.values() for said in errors))
        return self.cleaned_data
