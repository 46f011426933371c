"""What a call of Open311 can be told: always with the status, and why in words."""

from django.utils.translation import gettext as _

from commonhall.errors import Refused
from commonhall.open311.documents import Listed, Row


class BadCall(Refused):
    """400: something in the call is to be changed. `reasons`: all that is, so that one answer tells it."""

    status = 400

    def __init__(self, *reasons: str) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


class Unknown(BadCall):
    """404: there is no such thing."""

    status = 404


class NoKey(BadCall):
    """403: the key is missing, was ended, or never was ours."""

    status = 403

    def __init__(self) -> None:
        super().__init__(_("This needs an api_key that is in use. Ask the city for one."))


def document(status: int, *reasons: str) -> Listed:
    """The errors as they are answered; `code` is the status of HTTP."""
    rows: list[Row] = [{"code": status, "description": reason} for reason in reasons]
    return Listed(root="errors", each="error", rows=rows)
