"""What members of staff may do, by role."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    CALL_TAKER = "call_taker", _("311 call taker")
    WORKER = "worker", _("department worker")
    SUPERVISOR = "supervisor", _("department supervisor")
    QUALITY_REVIEWER = "quality_reviewer", _("quality reviewer")
    RECORDS_OFFICER = "records_officer", _("records officer")
    COMMUNICATIONS_OFFICER = "communications_officer", _("communications officer")
    WEB_EDITOR = "web_editor", _("web editor")
    ADMINISTRATOR = "administrator", _("administrator")
    PRIVACY_OFFICER = "privacy_officer", _("privacy officer")


OF_A_DEPARTMENT = frozenset({Role.WORKER, Role.SUPERVISOR})
SEES_REQUESTS = OF_A_DEPARTMENT | {Role.CALL_TAKER}
OPENS_CONTACTS = frozenset({Role.CALL_TAKER, Role.SUPERVISOR})
RELEASES_WORDS = frozenset({Role.SUPERVISOR})
EDITS_CATALOGUE = frozenset({Role.ADMINISTRATOR})
OPENS_MESSAGES = frozenset({Role.CALL_TAKER})  # they see the requests of every department
HOLDS = frozenset({Role.SUPERVISOR})
ASKS_FOR_EXPORTS = frozenset({Role.ADMINISTRATOR, Role.PRIVACY_OFFICER})
