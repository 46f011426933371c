"""The forms of signing in: django-allauth's, in our own words, and never for somebody who has left.

And those on which an administrator says who works here.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm, SetPasswordForm
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonhall.staff.members import Place
from commonhall.staff.models import Department
from commonhall.staff.roles import Role


class SignInForm(LoginForm):
    """E-mail and password. What was wrong is said in one sentence for all cases, which tells nobody who works here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        looks_wrong = _("That does not look like an e-mail address. It should look like name@example.com.")
        _reword(
            self.fields["login"], _("E-mail"), required=_("Type your e-mail address."), invalid=looks_wrong
        )
        _reword(self.fields["password"], _("Password"), required=_("Type your password."))

    def clean(self) -> Any:
        """allauth takes the right password of somebody who is not active any more; here it is a wrong one."""
        cleaned = super().clean()  # type: ignore[no-untyped-call]  # allauth's has no types
        if self.user is not None and not self.user.is_active:
            self.user = None
            raise get_adapter().validation_error("email_password_mismatch")
        return cleaned


class NewPasswordForm(SetPasswordForm):
    """A password of their own, twice, for a new member."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        again = _("The same password again")
        _reword(self.fields["password1"], _("Password"), required=_("Choose a password."))
        _reword(self.fields["password2"], again, required=_("Type the same password again."))


class SayingForm(forms.Form):
    """A form beside which a process may say what is to be changed."""

    def say(self, field: str, reason: str) -> None:
        """Put the reason at the field, in place of what was said there."""
        self.errors.pop(field, None)
        self.add_error(field, reason)


class CodeForm(SayingForm):
    """A code of the app, or a recovery code."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": gettext_lazy("Type the code that the app shows.")},
    )


class PlaceForm(SayingForm):
    """Who somebody is here."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        help_text=gettext_lazy("As colleagues see it."),
        error_messages={"required": gettext_lazy("Write the name.")},
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role)
    department = forms.ModelChoiceField(
        label=gettext_lazy("Department"),
        queryset=Department.objects.order_by("rank", "code"),
        required=False,
        empty_label="—",
        help_text=gettext_lazy(
            "A worker and a supervisor see the requests of one department; others need none."
        ),
    )

    @property
    def place(self) -> Place:
        """What was filled in, once it is valid."""
        given = self.cleaned_data
        return Place(name=given["name"], role=Role(given["role"]), department=given["department"])


class NewMemberForm(PlaceForm):
    """Somebody who begins to work here."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        error_messages={
            "required": gettext_lazy("Write the e-mail address."),
            "invalid": gettext_lazy("Write an e-mail address like name@example.gov."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("email", "name", "role", "department")


def _reword(field: forms.Field, label: str, **said: str) -> None:
    """`said`: what is wrong, by Django's name for it."""
    field.label = label
    field.error_messages = {**field.error_messages, **said}
    field.widget.attrs.pop("placeholder", None)  # a hint that vanishes while one types
