"""The forms of what staff do, on the page of one request and for many at once. Each gives the deed it asks for."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from commonhall.messaging.models import Channel, TemplateVersion
from commonhall.people.record import AskedBy, Way
from commonhall.service_requests.correspondence import Letter
from commonhall.service_requests.deeds import (
    Assign,
    Change,
    Deed,
    MoveDate,
    Publish,
    Transfer,
)
from commonhall.service_requests.states import ClosedReason, State
from commonhall.staff.models import Department, Member
from commonhall.web.forms import PlainForm, WordsField

_A_SENTENCE = gettext_lazy("Everyone can read it. Leave out names and numbers.")
_A_STATE = {"required": gettext_lazy("Choose the new state.")}


class DeedForm(PlainForm):
    """A form that asks for a deed. What is missing is said in our words, not the browser's."""

    use_required_attribute = False

    def deed(self) -> Deed:
        """The deed; after `is_valid`."""
        raise NotImplementedError


class AssignForm(DeedForm):
    to = forms.ModelChoiceField(
        label=gettext_lazy("To"),
        queryset=Member.objects.none(),
        empty_label=None,
        error_messages={
            "required": gettext_lazy("Choose who gets them."),
            "invalid_choice": gettext_lazy("Choose one of those that are shown."),
        },
    )

    def __init__(self, *args: Any, members: "QuerySet[Member]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = members

    def deed(self) -> Deed:
        return Assign(to=self.cleaned_data["to"])


class StateForm(DeedForm):
    """A change of state. Which are possible from the present one, the view says."""

    state = forms.ChoiceField(
        label=gettext_lazy("New state"),
        choices=State,
        error_messages=_A_STATE,
    )
    closed_reason = forms.ChoiceField(
        label=gettext_lazy("How it ended"), choices=[("", "—"), *ClosedReason.choices], required=False
    )
    public_note = WordsField(label=gettext_lazy("Public reason"), required=False)

    def deed(self) -> Deed:
        given = self.cleaned_data
        reason = ClosedReason(given["closed_reason"]) if given["closed_reason"] else None
        return Change(state=State(given["state"]), closed_reason=reason, public_note=given["public_note"])


class OpenStateForm(DeedForm):
    """A change of state that closes nothing, for many at once."""

    state = forms.ChoiceField(
        label=gettext_lazy("New state"),
        choices=[(each.value, each.label) for each in State if each not in {State.NEW, State.CLOSED}],
        error_messages=_A_STATE,
    )

    def deed(self) -> Deed:
        return Change(state=State(self.cleaned_data["state"]))


class CloseForm(DeedForm):
    closed_reason = forms.ChoiceField(label=gettext_lazy("How it ended"), choices=ClosedReason.choices)
    public_note = WordsField(
        label=gettext_lazy("Public reason"),
        help_text=_A_SENTENCE,
        error_messages={"required": gettext_lazy("Say in a sentence what the resident should know.")},
    )

    def deed(self) -> Deed:
        reason = ClosedReason(self.cleaned_data["closed_reason"])
        return Change(state=State.CLOSED, closed_reason=reason, public_note=self.cleaned_data["public_note"])


class TransferForm(DeedForm):
    department = forms.ModelChoiceField(
        label=gettext_lazy("Department"),
        queryset=Department.objects.order_by("code"),
        empty_label=None,
        error_messages={
            "required": gettext_lazy("Choose a department."),
            "invalid_choice": gettext_lazy("Choose one of those that are shown."),
        },
    )
    reason = WordsField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("Staff of both departments read it in the history."),
        error_messages={"required": gettext_lazy("Say why it goes there.")},
    )

    def deed(self) -> Deed:
        return Transfer(to=self.cleaned_data["department"], reason=self.cleaned_data["reason"])


class DateForm(DeedForm):
    due_on = forms.DateField(
        label=gettext_lazy("New date"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "invalid": gettext_lazy("Write the day like 2026-12-01."),
            "required": gettext_lazy("Choose the day."),
        },
    )
    public_note = WordsField(
        label=gettext_lazy("Why it moves"),
        help_text=_A_SENTENCE,
        error_messages={"required": gettext_lazy("Say in a sentence why it moves.")},
    )

    def deed(self) -> Deed:
        return MoveDate(to=self.cleaned_data["due_on"], public_note=self.cleaned_data["public_note"])


class NoteForm(DeedForm):
    """What staff write into one of the fields of a request's page."""

    note = WordsField(
        label=gettext_lazy("Public note"),
        help_text=_A_SENTENCE,
        error_messages={"required": gettext_lazy("Write something first.")},
    )

    def deed(self) -> Deed:
        return Publish(note=self.cleaned_data["note"])


class LetterForm(PlainForm):
    """A message to who reported the request. `waits`: the request waits for the answer from then on.

    `channel`: by which way; empty: the one they would choose.
    """

    channel = forms.ChoiceField(
        label=gettext_lazy("Send it as"),
        choices=[("", ""), *Channel.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    text = WordsField(
        label=gettext_lazy("Your message"),
        help_text=gettext_lazy("Say what you need to know, and why. They can answer on their page."),
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": gettext_lazy("Write something first.")},
    )
    waits = forms.BooleanField(label=gettext_lazy("The request waits for their answer"), required=False)

    def letter(self, once: UUID, template: TemplateVersion | None = None) -> Letter:
        """The letter, by the id that its page drew; after `is_valid`. `template`: what it was begun with."""
        given = self.cleaned_data
        return Letter(
            once=once, text=given["text"], channel=self.by_way, waits=given["waits"], template=template
        )

    @property
    def by_way(self) -> Channel | None:
        """The way that was chosen; after `is_valid`."""
        chosen = self.cleaned_data["channel"]
        return Channel(chosen) if chosen else None


class UnwantedForm(PlainForm):
    """By which ways who reported a request wants to hear no more, and how they said so."""

    ways = forms.MultipleChoiceField(
        label=gettext_lazy("What they don’t want"),
        choices=Way,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose what they don’t want any more.")},
    )
    said = forms.ChoiceField(
        label=gettext_lazy("They said so"),
        choices=[(each.value, each.label) for each in (AskedBy.TELEPHONE, AskedBy.DESK)],
        initial=AskedBy.TELEPHONE,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how they said so.")},
    )

    def chosen(self) -> list[Way]:
        """What was ticked; after `is_valid`."""
        return [Way(each) for each in self.cleaned_data["ways"]]

    def channel(self) -> AskedBy:
        """How they said so; after `is_valid`."""
        return AskedBy(self.cleaned_data["said"])
