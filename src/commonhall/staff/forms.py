"""The forms of signing in: django-allauth's, in our own words, and never for somebody who has left."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm, SetPasswordForm
from django import forms
from django.utils.translation import gettext as _


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


def _reword(field: forms.Field, label: str, **said: str) -> None:
    """`said`: what is wrong, by Django's name for it."""
    field.label = label
    field.error_messages = {**field.error_messages, **said}
    field.widget.attrs.pop("placeholder", None)  # a hint that vanishes while one types
