"""The forms around looks: why one looks, what the emergency is, and what the second person says."""

from django import forms
from django.utils.translation import gettext_lazy as _

from commonhall.people.models import Alarm
from commonhall.people.reasons import Reason, ReviewReason
from commonhall.web.forms import PlainForm, WordsField

_REFERENCE = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
_CHOOSE = {"required": _("Choose why you look.")}


class ReasonForm(PlainForm):
    """Why somebody looks during this call."""

    reason = forms.ChoiceField(
        label=_("Why do you look?"),
        choices=[
            (Reason.INCOMING_CALL, _("I answer a call")),
            (Reason.FOLLOW_UP, _("I follow up on an earlier request")),
            (Reason.LAW, _("The law asks for it")),
        ],
        widget=forms.RadioSelect,
        error_messages=_CHOOSE,
    )
    reference = forms.CharField(
        label=_("Reference of that request"),
        help_text=_("Only for a follow-up. It is logged with each look, sealed."),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs=_REFERENCE),
    )


class EmergencyForm(PlainForm):
    """Which contact, and why it cannot wait for somebody who may open it."""

    reference = forms.CharField(
        label=_("Reference of a request of this person"),
        max_length=20,
        widget=forms.TextInput(attrs=_REFERENCE),
        error_messages={"required": _("Write the reference of the request.")},
    )
    note = WordsField(
        label=_("What is the emergency?"),
        help_text=_("A sentence that somebody else can judge tomorrow. It is kept sealed, for good."),
        max_length=1000,
        error_messages={"required": _("Write what the emergency is.")},
    )


class ReviewForm(PlainForm):
    """Why an entry of the log is opened."""

    reason = forms.ChoiceField(
        label=_("Show it, because I want to"),
        choices=ReviewReason,
        widget=forms.RadioSelect,
        error_messages=_CHOOSE,
    )


class SettleForm(PlainForm):
    """Whether it was all right."""

    verdict = forms.ChoiceField(
        label=_("What do you say?"),
        choices=[
            (Alarm.Verdict.ACCEPTED, _("It was all right")),
            (Alarm.Verdict.QUESTIONED, _("I question it")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it was all right.")},
    )
    note = WordsField(
        label=_("Note"),
        help_text=_("Needed to question it: what is wrong, and what happens now."),
        max_length=1000,
        required=False,
    )


class NameForm(PlainForm):
    """A name for the list of those that ring."""

    name = forms.CharField(
        label=_("First and last name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write a first and a last name.")},
    )
