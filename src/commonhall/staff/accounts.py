"""How django-allauth treats staff: nobody signs up, they sign in with e-mail and password and a second proof.

Of allauth we take what is the same everywhere (authenticators, their arithmetic); its pages are not ours.
"""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from commonhall.vault import sealing
from commonhall.vault.keyring import Purpose

_CONTEXT = "mfa.authenticator"


class StaffAccounts(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "That e-mail address and that password do not belong together. Look at both, then try again."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SealedSecrets(DefaultMFAAdapter):
    """What opens a second factor (an app's secret, the seed of recovery codes) is stored sealed.

    The place it is bound to is the table: allauth does not say of which row a secret is.
    """

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("That key did not answer as it should. Try again, or use another way."),
    }

    def encrypt(self, text: str) -> str:
        return sealing.seal_text(Purpose.STAFF, text, context=_CONTEXT)

    def decrypt(self, encrypted_text: str) -> str:
        """What `encrypt` sealed. Raises CannotOpen."""
        return sealing.unseal_text(Purpose.STAFF, encrypted_text, context=_CONTEXT)

    def get_totp_issuer(self) -> str:
        return str(settings.CITY.title)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": str(settings.CITY.title)}
