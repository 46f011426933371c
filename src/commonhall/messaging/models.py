"""What leaves the city and what comes in: each message, the state of each way out, and what was ours."""

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


class MessageTemplate(models.Model):
    """Words that staff begin a message with. What they say stands in its versions, the newest of which is offered."""

    code = models.CharField(primary_key=True, max_length=40)
    is_offered = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.code


class TemplateVersion(models.Model):
    """A template as it was written at some time: it never changes, so that a message can say what it came from."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    template = models.ForeignKey(MessageTemplate, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)  # for staff
    texts = models.JSONField()  # by language, with variables in braces
    by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")  # null: the city's folder
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="template_version_is_one")]

    def __str__(self) -> str:
        return f"{self.template_id} {self.number}"


class Fate(models.TextChoices):
    """What the provider says of a message that it took, as far as it does."""

    ACCEPTED = "accepted", _("the network has it")
    DELIVERED = "delivered", _("delivered")
    FAILED = "failed", _("not delivered")


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
        CAME_BACK = "came back", _("came back")

    class Problem(models.TextChoices):
        """Why it did not leave; of the server's answer nothing is kept but what kind it was."""

        NO_ADDRESS = "no address", _("There is no address any more")
        BAD_ADDRESS = "bad address", _("The address does not exist")
        FULL = "full", _("The mailbox is full or away for a time")
        REPUTATION = "reputation", _("The receiving server does not take mail from us")
        NOT_TAKEN = "not taken", _("The receiving server did not take it")
        NOT_REACHED = "not reached", _("Our server for it could not be reached")
        UNDELIVERED = "undelivered", _("The network could not deliver it")
        STOPPED = "stopped", _("They asked us to stop")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.CharField(max_length=20)  # as it is called in `rooms`
    about = models.UUIDField(db_index=True)  # what it is about there
    basis = models.CharField(max_length=12, choices=Basis)
    channel = models.CharField(max_length=5, choices=Channel)
    sealed = models.BinaryField()  # subject, text and language, under the key of what it is about
    by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    template = models.ForeignKey(
        TemplateVersion, models.PROTECT, null=True, related_name="+", db_index=False
    )  # with which it was begun
    written_at = models.DateTimeField()
    state = models.CharField(max_length=11, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()  # of the next try
    problem = models.CharField(max_length=11, choices=Problem, default="")
    sender = models.IntegerField(
        null=True
    )  # which process has it: the number of an advisory lock that it holds
    ended_at = models.DateTimeField(null=True)  # when it was handed over, refused or given up
    fate = models.CharField(max_length=9, choices=Fate, default="", db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(name="message_has_a_basis", condition=Q(basis__in=Basis.values)),
            models.CheckConstraint(name="message_channel_is_known", condition=Q(channel__in=Channel.values)),
            models.CheckConstraint(
                name="message_under_way_has_a_sender",
                condition=Q(state__in=["claimed", "in flight"], sender__isnull=False)
                | (~Q(state__in=["claimed", "in flight"]) & Q(sender=None)),
            ),
            models.CheckConstraint(name="message_fate_is_known", condition=Q(fate__in=["", *Fate.values])),
            models.CheckConstraint(
                name="message_ends_once",
                condition=Q(
                    state__in=["handed over", "refused", "given up", "came back"], ended_at__isnull=False
                )
                | (~Q(state__in=["handed over", "refused", "given up", "came back"]) & Q(ended_at=None)),
            ),
        ]
        indexes = [
            models.Index(fields=["channel", "due_at"], name="messages_waiting", condition=Q(state="waiting")),
            models.Index(fields=["sender"], name="messages_under_way", condition=Q(sender__isnull=False)),
            models.Index(fields=["-written_at", "id"], name="messages_newest_first"),
            models.Index(
                fields=["state", "-ended_at"],
                name="messages_not_arrived",
                condition=Q(state__in=["uncertain", "refused", "given up", "came back"]),
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


class Received(models.Model):
    """Something that came in, whole and sealed, and what became of it.

    What names a thing of a room (`about`) is sealed under the key of that thing, so that it dies with whose it is; all
    else is sealed for the office. What a resident added by it has no time, as their other deeds have none.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waits to be read")
        JOINED = "joined", _("joined to what it answers")
        REPORT = "report", _("about a message of ours")
        AUTOMATIC = "automatic", _("from a program, not answered")
        HELD = "held", _("waits for a person")
        NOT_UNDERSTOOD = "not understood", _("not understood")
        PUT_ASIDE = "put aside", _("put aside")

    class Why(models.TextChoices):
        """Why a person has to look at it."""

        NOT_ADDRESSED = "not addressed", _("It answers nothing that we wrote")
        OTHER_SENDER = "other sender", _("Somebody else answered")
        FORGED = "forged", _("The sender may be forged")
        NOBODY = "nobody", _("What it answers holds no contact any more")
        NO_WORDS = "no words", _("Nothing new is written in it")
        NOT_TAKEN = "not taken", _("The request takes no more")
        CALLED_SPAM = "called spam", _("The recipient called our message spam")
        UNREADABLE = "unreadable", _("It cannot be read")
        TOO_LARGE = "too large", _("It is too large; its beginning was kept")
        ASKS_TO_STOP = "asks to stop", _("Somebody seems to ask us to stop: today")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    channel = models.CharField(max_length=5, choices=Channel)
    digest = models.BinaryField(unique=True)  # keyed, of all that came: handed over twice it is one
    sealed = models.BinaryField()
    day = models.DateField()
    came_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=14, choices=State, default=State.WAITING)
    why = models.CharField(max_length=13, choices=Why, default="")
    tries = models.PositiveSmallIntegerField(default=0)  # of reading it
    room = models.CharField(max_length=20, default="")  # as it is called in `rooms`
    about = models.UUIDField(null=True)  # which thing there
    deed = models.UUIDField(null=True)  # what it became there, or which message of ours it reports on
    files_left = models.PositiveSmallIntegerField(default=0)  # attachments that the room did not take
    by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")  # who decided
    ended_at = models.DateTimeField(null=True)  # when it was clear that nobody needs it

    class Meta:
        constraints = [
            models.CheckConstraint(name="received_channel_is_known", condition=Q(channel__in=Channel.values)),
            models.CheckConstraint(
                name="received_state_is_known",
                condition=Q(
                    state__in=[
                        "waiting",
                        "joined",
                        "report",
                        "automatic",
                        "held",
                        "not understood",
                        "put aside",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="joined_names_its_deed_and_no_time",
                condition=~Q(state="joined")
                | Q(about__isnull=False, deed__isnull=False, came_at=None, ended_at=None),
            ),
            models.CheckConstraint(
                name="received_ends_where_nobody_needs_it",
                condition=Q(state__in=["automatic", "put aside"], ended_at__isnull=False)
                | (~Q(state__in=["automatic", "put aside"]) & Q(ended_at=None)),
            ),
        ]
        indexes = [
            models.Index(fields=["tries", "came_at"], name="received_waiting", condition=Q(state="waiting")),
            models.Index(
                fields=["-came_at", "id"],
                name="received_for_a_person",
                condition=Q(state__in=["held", "not understood"]),
            ),
            models.Index(fields=["about"], name="received_about", condition=Q(about__isnull=False)),
            models.Index(fields=["ended_at"], name="received_ended", condition=Q(ended_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk}"


class Paced(models.Model):
    """How many texts one number got on a day on one ground, under a digest of that day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.BinaryField()
    basis = models.CharField(max_length=12, choices=Basis)
    day = models.DateField(db_index=True)
    count = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "basis", "day"], name="paced_once_a_day")]

    def __str__(self) -> str:
        return f"texts of {self.day}"


class Word(models.TextChoices):
    """What a word alone asks for, in a text that came in."""

    STOP = "stop"
    START = "start"
    HELP = "help"


class Heard(models.Model):
    """A word that came in by text, until what it asks for is done and answered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.BinaryField(unique=True)  # keyed, of what the provider calls it: told twice it is one
    word = models.CharField(max_length=5, choices=Word)
    sealed = models.BinaryField()  # whose number it is, for the office
    needs_answer = models.BooleanField(default=True, db_default=True)  # not where the provider gave one
    day = models.DateField(db_index=True)

    def __str__(self) -> str:
        return f"text {self.pk}"
