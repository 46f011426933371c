"""What leaves the city: each message until it is handed over, the state of each way out, and what was ours."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonhall.staff.models import Member


class Basis(models.TextChoices):
    """Why a message may be sent: the closed list of the policy. A message without one is unsolicited."""

    REPLY = "reply", _("about what the resident asked for")
    SUBSCRIPTION = "subscription", _("a list the resident subscribed to")
    APPOINTMENT = "appointment", _("an appointment")
    BILL = "bill", _("a bill the resident wants to be reminded of")


class Channel(models.TextChoices):
    """The ways out."""

    EMAIL = "email", _("e-mail")
    TEXT = "text", _("text message")


class Message(models.Model):
    """One message to one recipient, about one thing of a room. Its id is also that of the mail that leaves.

    Who the recipient is stands nowhere here: the room knows it, and says it when the message leaves.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waits to be sent")
        CLAIMED = "claimed", _("is being sent")
        IN_FLIGHT = "in flight", _("is being handed over")
        HANDED_OVER = "handed over", _("sent")
        UNCERTAIN = "uncertain", _("perhaps sent")
        REFUSED = "refused", _("not sent")
        GIVEN_UP = "given up", _("given up")

    class Problem(models.TextChoices):
        """Why it did not leave; of the server's answer nothing is kept but what kind it was."""

        NO_ADDRESS = "no address", _("There is no address any more")
        BAD_ADDRESS = "bad address", _("The address does not exist")
        FULL = "full", _("The mailbox is full or away for a time")
        REPUTATION = "reputation", _("The receiving server does not take mail from us")
        NOT_TAKEN = "not taken", _("The receiving server did not take it")
        NOT_REACHED = "not reached", _("Our mail server could not be reached")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.CharField(max_length=20)  # as it is called in `rooms`
    about = models.UUIDField(db_index=True)  # what it is about there
    basis = models.CharField(max_length=12, choices=Basis)
    channel = models.CharField(max_length=5, choices=Channel)
    sealed = models.BinaryField()  # subject, text and language, under the key of what it is about
    by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    state = models.CharField(max_length=11, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()  # of the next try
    problem = models.CharField(max_length=11, choices=Problem, default="")
    sender = models.IntegerField(
        null=True
    )  # which process has it: the number of an advisory lock that it holds
    ended_at = models.DateTimeField(null=True)  # when it was handed over, refused or given up

    class Meta:
        constraints = [
            models.CheckConstraint(name="message_has_a_basis", condition=Q(basis__in=Basis.values)),
            models.CheckConstraint(name="message_channel_is_known", condition=Q(channel__in=Channel.values)),
            models.CheckConstraint(
                name="message_under_way_has_a_sender",
                condition=Q(state__in=["claimed", "in flight"], sender__isnull=False)
                | (~Q(state__in=["claimed", "in flight"]) & Q(sender=None)),
            ),
            models.CheckConstraint(
                name="message_ends_once",
                condition=Q(state__in=["handed over", "refused", "given up"], ended_at__isnull=False)
                | (~Q(state__in=["handed over", "refused", "given up"]) & Q(ended_at=None)),
            ),
        ]
        indexes = [
            models.Index(fields=["channel", "due_at"], name="messages_waiting", condition=Q(state="waiting")),
            models.Index(fields=["sender"], name="messages_under_way", condition=Q(sender__isnull=False)),
            models.Index(fields=["-written_at", "id"], name="messages_newest_first"),
            models.Index(
                fields=["state", "-ended_at"],
                name="messages_not_sent",
                condition=Q(state__in=["uncertain", "refused", "given up"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk}"


class Door(models.Model):
    """A way out that is shut for a while, since what is behind it does not answer. No row: it is open."""

    channel = models.CharField(primary_key=True, max_length=5, choices=Channel)
    failing_since = models.DateTimeField()
    failures = models.PositiveSmallIntegerField()
    shut_until = models.DateTimeField()

    def __str__(self) -> str:
        return f"door of {self.channel}"


class Ours(models.Model):
    """That something left the city on a day: a keyed digest of its text, of a link or a number in it."""

    class Kind(models.TextChoices):
        TEXT = "text", _("the whole text")
        LINK = "link", _("a link in it")
        NUMBER = "number", _("a number of the city in it")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.BinaryField()
    kind = models.CharField(max_length=6, choices=Kind)
    channel = models.CharField(max_length=5, choices=Channel)
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest", "kind", "channel", "day"], name="ours_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.day}"
