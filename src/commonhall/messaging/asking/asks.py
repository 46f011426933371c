"""What a message asks for: a kind of the closed list, and where it stands."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Confidential(models.TextChoices):
    """The closed list of confidential data. The label follows "This asks for a …" or "…: health information"."""

    SSN = "ssn", _("Social Security number")
    CARD = "card", _("card number")
    BANK = "bank", _("bank account number")
    PASSWORD = "password", _("password")
    CODE = "code", _("PIN or one-time code")
    LICENSE = "license", _("driver's license or ID number")
    PASSPORT = "passport", _("passport number")
    BIRTH_DATE = "birth date", _("birth date")
    HEALTH = "health", _("health information")
    IMMIGRATION = "immigration", _("immigration status")


@dataclass(frozen=True, slots=True, order=True)
class Ask:
    """A request for confidential data, from `start` up to but without `end`. Holds no words of the message."""

    start: int
    end: int
    kind: Confidential
