"""The form by which an opened export is asked for."""

from django import forms
from django.utils.translation import gettext_lazy

from commonhall.web.forms import PlainForm, WordsField


class AskForm(PlainForm):
    basis = forms.CharField(
        label=gettext_lazy("Legal basis"),
        help_text=gettext_lazy("The law, the contract or the court’s order by which the city may do this."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write the legal basis. Without one nothing is opened.")},
    )
    reason = WordsField(
        label=gettext_lazy("What for"),
        help_text=gettext_lazy("Who gets it and what they do with it. Name no resident."),
        max_length=1000,
        error_messages={"required": gettext_lazy("Write what it is for, so that a second person can judge.")},
    )
