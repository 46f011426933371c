"""Who is told of changes, and each thing they are told."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonhall.service_requests.models import Event, ServiceRequest
from commonhall.staff.models import Member


class Endpoint(models.Model):
    """An address of another program that is told, and the secret by which it knows that we tell it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=60)  # whose it is: a program or a site
    url = models.URLField(max_length=500)
    tells_received = models.BooleanField()
    tells_changed = models.BooleanField()
    secret_sealed = models.BinaryField()
    secret_before_sealed = models.BinaryField(null=True)  # signs beside the new one for a while
    before_ends_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField()  # what happened before is not told
    gathered_at = models.DateTimeField()  # up to then all that is told at once was found
    gathered_day = models.DateField()  # the last day whose end was told
    made_on = models.DateField()
    made_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True)
    ended_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="webhook_tells_something", condition=Q(tells_received=True) | Q(tells_changed=True)
            ),
            models.CheckConstraint(
                name="webhook_secret_before_ends",
                condition=Q(secret_before_sealed=None) | Q(before_ends_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_in_use(self) -> bool:
        return self.ended_on is None


class Delivery(models.Model):
    """One thing that one endpoint is told: that a request was received (no event), or what changed. Its id is the
    message's: whoever gets it twice knows by it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Given up")

    class Problem(models.TextChoices):
        """Why the last try failed; of the answer nothing is kept but what kind it was."""

        NO_ANSWER = "no answer", _("No answer")
        NOT_REACHED = "not reached", _("Could not be reached")
        NOT_ALLOWED = "not allowed", _("The address leads to a network that may not be reached")
        REFUSED = "refused", _("The program answered that it did not take it")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="deliveries")
    request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="+")
    event = models.ForeignKey(Event, models.CASCADE, null=True, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()  # of the next try; once it is over, of the last
    problem = models.CharField(max_length=11, choices=Problem, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "endpoint", "request", name="webhook_tells_once_of_a_request", condition=Q(event=None)
            ),
            models.UniqueConstraint(
                "endpoint", "event", name="webhook_tells_once_of_an_event", condition=Q(event__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["endpoint", "due_at"], name="webhook_waiting", condition=Q(state="waiting")),
            models.Index(fields=["endpoint", "-due_at", "id"], name="webhook_newest_first"),
        ]

    def __str__(self) -> str:
        return f"{self.state} to {self.endpoint_id}"
