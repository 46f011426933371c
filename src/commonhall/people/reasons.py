"""Why somebody may look: closed lists, and the reason is logged with each look."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    """Why a contact is opened or a person sought."""

    FOLLOW_UP = "follow-up", _("call or write about this request")
    INCOMING_CALL = "incoming call", _("answer a call from this person")
    LAW = "law", _("do what the law asks for")


class ReviewReason(models.TextChoices):
    """Why an entry of the log itself is opened."""

    ALARM = "alarm", _("look into an alarm")
    ASKED = "asked", _("answer a person who asks who looked")
    LAW = "law", _("do what the law asks for")


@dataclass(frozen=True, kw_only=True, slots=True)
class Grounds:
    """Why one looks now: the reason, and the id of the request it is about, where it is about one."""

    reason: Reason
    request: str = ""
