"""What each promise's controls last found, and the revisions of the policy."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """The values are what `commonhall verify --json` prints; other programs read them."""

    KEPT = "kept", _("kept")
    PARTLY = "partly", _("partly")
    NOT_KEPT_YET = "not kept yet", _("not kept yet")
    BROKEN = "broken", _("broken")
    NOTHING_TO_LOOK_AT = "nothing to look at", _("nothing to look at")


class Verdict(models.Model):
    """What was found when the controls of a promise last ran. One row a promise: no history of it is kept.

    A history would tell at which minute a count rose, and so when an anonymous report came in. For the same
    reason a change of state keeps its day alone.
    """

    promise = models.CharField(max_length=60, primary_key=True)
    state = models.CharField(max_length=20, choices=State)
    state_since = models.DateField()
    proved = models.PositiveSmallIntegerField()  # verbs that were looked at and hold
    verbs = models.PositiveSmallIntegerField()
    looks = models.JSONField()  # one `findings.Finding` for each verb that has a control
    wrong = models.JSONField()  # names of rows, for the privacy officer alone
    verified_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="policy_state_is_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="policy_kept_means_every_verb_is_proved",
                condition=~Q(state="kept") | Q(proved=F("verbs"), wrong=[]),
            ),
            models.CheckConstraint(
                name="policy_broken_names_what_is_wrong", condition=~Q(state="broken") | ~Q(wrong=[])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promise}: {self.state}"


class Revision(models.Model):
    """The policy as it was published once. Rows are added and never changed: `texts.PolicyText.as_data`."""

    revision = models.PositiveSmallIntegerField(primary_key=True)
    text = models.JSONField()
    since = models.DateField()

    def __str__(self) -> str:
        return f"revision {self.revision}"
