"""The form of a new token."""

from django import forms
from django.utils.translation import gettext_lazy

from commonhall.web.forms import PlainForm


class TokenForm(PlainForm):
    name = forms.CharField(
        label=gettext_lazy("What it is for"),
        help_text=gettext_lazy("The program that will use it, so that you know later which one to end."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Say which program it is for.")},
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("How long it works"),
        choices=[
            ("30", gettext_lazy("30 days")),
            ("90", gettext_lazy("90 days")),
            ("365", gettext_lazy("a year")),
        ],
        coerce=int,
        initial="90",
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how long it works.")},
    )
