"""What the desk asks beside the report's own steps: which service, the caller's language, and what was said to them."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonhall.web.forms import PlainForm


class CallForm(PlainForm):
    """How the call goes on. The ticks say what was said, and never who heard it.

    `past`: urgent words in spite of which the call taker went on. `checked`: what of the request was looked at last.
    """

    q = forms.CharField(label=gettext_lazy("What"), required=False, max_length=200)
    language = forms.ChoiceField(
        label=gettext_lazy("The caller speaks"),
        choices=[each for each in settings.LANGUAGES if each[0] in settings.CITY.languages],
        widget=forms.RadioSelect,
    )
    told = forms.BooleanField(label=gettext_lazy("Said it"), required=False)
    agreed = forms.BooleanField(label=gettext_lazy("Said it, and the caller agrees"), required=False)
    past = forms.CharField(widget=forms.HiddenInput, required=False)
    checked = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, is_anonymous: bool, has_service: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._is_anonymous = is_anonymous
        self._has_service = has_service

    def clean(self) -> None:
        if not self._has_service:
            self.add_error("q", _("Choose what it is about."))
        if self._is_anonymous and not self.cleaned_data.get("agreed"):
            self.add_error(
                "agreed", _("Say that no contact will be possible, then tick that the caller agrees.")
            )
        if not self._is_anonymous and not self.cleaned_data.get("told"):
            self.add_error("told", _("Say what is optional, then tick that you said it."))
