"""The forms of webhooks."""

from datetime import date
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonhall import calendar
from commonhall.web.forms import PlainForm


class EndpointForm(PlainForm):
    name = forms.CharField(
        label=gettext_lazy("Whose it is"),
        help_text=gettext_lazy("The program or site that is told, so that you know later which one to end."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Say whose it is.")},
    )
    url = forms.CharField(
        label=gettext_lazy("Address"),
        help_text=gettext_lazy("Where it takes messages, such as https://works.example.gov/hooks."),
        max_length=500,
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write the address at which it takes messages.")},
    )
    received = forms.BooleanField(label=gettext_lazy("A request was received"), required=False, initial=True)
    changed = forms.BooleanField(
        label=gettext_lazy("Something changed: its state, its date, a public note"),
        required=False,
        initial=True,
    )

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"].strip()
        try:
            parts = urlsplit(url)
            is_address = parts.scheme in {"https", "http"} and bool(parts.hostname) and parts.port != 0
        except ValueError:
            is_address = False
        if not is_address or not url.isascii() or any(sign.isspace() for sign in url):
            raise forms.ValidationError(
                _(
                    "That is not the address of a program. It should look like https://works.example.gov/hooks."
                )
            )
        if parts.username or parts.password or parts.fragment:
            raise forms.ValidationError(
                _("Leave the name, the password and the # out of the address: messages are signed instead.")
            )
        return url

    def clean(self) -> None:
        if not self.cleaned_data.get("received") and not self.cleaned_data.get("changed"):
            self.add_error("received", _("Choose at least one thing that it is told."))


class SinceForm(PlainForm):
    since = forms.DateField(
        label=gettext_lazy("Since"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": gettext_lazy("Choose the day from which on it is told again."),
            "invalid": gettext_lazy("Choose the day from which on it is told again."),
        },
    )

    def clean_since(self) -> date:
        since: date = self.cleaned_data["since"]
        if since > calendar.today():
            raise forms.ValidationError(_("That day is not there yet. Choose one that is past."))
        return since
