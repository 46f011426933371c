"""The parts of a contact in a form: each may be left empty, and says itself what is wrong with what was typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from commonhall.people import phones
from commonhall.people.record import LONGEST


class NameField(forms.CharField):
    def __init__(self, **given: Any) -> None:
        attrs = {"autocomplete": "name"}
        super().__init__(**_of("name", gettext_lazy("Name"), forms.TextInput(attrs)) | given)


class PhoneField(forms.CharField):
    """A number as people write it; cleaned, it is as `phones.dialable` writes it."""

    def __init__(self, **given: Any) -> None:
        attrs = {"type": "tel", "autocomplete": "tel"}
        super().__init__(**_of("phone", gettext_lazy("Phone"), forms.TextInput(attrs)) | given)

    def clean(self, value: Any) -> str:
        try:
            return phones.dialable(super().clean(value))
        except phones.NobodyCouldCall as refusal:
            raise forms.ValidationError(str(refusal)) from None


class EmailField(forms.EmailField):
    def __init__(self, **given: Any) -> None:
        invalid = gettext_lazy(
            "That does not look like an e-mail address. It should look like name@example.com."
        )
        its = _of("email", gettext_lazy("E-mail"), forms.EmailInput({"autocomplete": "email"}))
        super().__init__(**its | {"error_messages": {"invalid": invalid}} | given)


class AddressField(forms.CharField):
    def __init__(self, **given: Any) -> None:
        attrs = {"autocomplete": "street-address"}
        super().__init__(**_of("address", gettext_lazy("Home address"), forms.TextInput(attrs)) | given)


def _of(part: str, label: Any, widget: forms.Widget) -> dict[str, Any]:
    return {"label": label, "max_length": LONGEST[part], "required": False, "widget": widget}
