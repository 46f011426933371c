"""How django-allauth treats staff: they sign in with e-mail and password; nobody signs up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class StaffAccounts(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "That e-mail address and that password do not belong together. Look at both, then try again."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
