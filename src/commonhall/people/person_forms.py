"""The forms of a person's page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from commonhall.people.reasons import Reason
from commonhall.people.record import Answer, AskedBy, Way
from commonhall.web.forms import PlainForm


class ReasonForm(PlainForm):
    reason = forms.ChoiceField(
        choices=Reason, error_messages={"required": gettext_lazy("Choose why you open it.")}
    )


class NameForm(PlainForm):
    name = forms.CharField(
        label=gettext_lazy("Another name"),
        max_length=120,
        error_messages={"required": gettext_lazy("Write the name first.")},
    )


class ReferenceForm(PlainForm):
    reference = forms.CharField(
        max_length=20, error_messages={"required": gettext_lazy("Write the reference first.")}
    )


class ConsentForm(PlainForm):
    """An answer for each way of reaching somebody, and how they were asked."""

    channel = forms.ChoiceField(
        choices=[choice for choice in AskedBy.choices if choice[0] in {AskedBy.TELEPHONE, AskedBy.DESK}]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for way in Way:
            self.fields[way.value] = forms.ChoiceField(choices=Answer)

    def answers(self) -> dict[Way, Answer]:
        """What was chosen; after `is_valid`."""
        return {way: Answer(self.cleaned_data[way.value]) for way in Way}
