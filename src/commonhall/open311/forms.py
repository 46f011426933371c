"""The form of a new key."""

from django import forms
from django.utils.translation import gettext_lazy

from commonhall.open311.models import MOST_AN_HOUR
from commonhall.web.forms import PlainForm

_LIMIT = gettext_lazy("Write a whole number from 1 to 3600.")


class KeyForm(PlainForm):
    name = forms.CharField(
        label=gettext_lazy("Whose key it is"),
        help_text=gettext_lazy(
            "A site or an app, such as FixMyStreet. Staff see this name beside what it passes on."
        ),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Say which site or app it is for.")},
    )
    most_an_hour = forms.IntegerField(
        label=gettext_lazy("Most calls an hour"),
        help_text=gettext_lazy("Reports and updates together. What is more is asked to wait."),
        min_value=1,
        max_value=MOST_AN_HOUR,
        initial=300,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), _LIMIT),
    )
