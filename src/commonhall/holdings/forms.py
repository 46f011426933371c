"""The form that asks for a hold."""

from typing import Any

from django import forms

from commonhall.holdings.holds import NoReasonToHold
from commonhall.web.forms import PlainForm


class HoldForm(PlainForm):
    reason = forms.CharField(max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].error_messages["required"] = str(NoReasonToHold())
