"""A person: one sealed record, the wrapped key that opens it, and the tombstone that stays when it is erased.

No column is readable, no key joins a person to a request, and ids are random: `docs/claim.md` says what a thief
of these tables learns.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commonhall.people.reasons import Reason
from commonhall.people.record import Answer, AskedBy, Way
from commonhall.staff.models import Member
from commonhall.vault.blind import models as blind


class Person(models.Model):
    """Somebody's record, sealed under their own key."""

    id = models.IntegerField(primary_key=True)  # random, 31 bits, never used again
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"person {self.pk}"


class PersonKey(models.Model):
    """The key of one person, wrapped. Kept out of the main dump; without it the record never opens again."""

    id = models.IntegerField(primary_key=True)
    wrapped = models.BinaryField()
    epoch = models.IntegerField()

    def __str__(self) -> str:
        return f"key of person {self.pk}"


class Erased(models.Model):
    """That a person was erased: the id is never given again, and a restored backup erases it again."""

    id = models.IntegerField(primary_key=True)

    def __str__(self) -> str:
        return f"erased person {self.pk}"


class Retired(models.Model):
    """That a person was merged into another: the id is never given again, but back to them when that is undone."""

    id = models.IntegerField(primary_key=True)

    def __str__(self) -> str:
        return f"retired person {self.pk}"


class SearchEpoch(blind.Epoch):
    """The search index of people; what it is made of is described at its kinds of table."""

    class Meta:
        db_table = "people_search_epoch"


class SearchEpochKey(blind.EpochKey):
    class Meta:
        db_table = "people_search_epochkey"


class SearchBlock0(blind.Block):
    class Meta:
        db_table = "people_search_block0"


class SearchBlock1(blind.Block):
    class Meta:
        db_table = "people_search_block1"


class SearchChange(blind.Change):
    class Meta:
        db_table = "people_search_delta"
        indexes = [models.Index(fields=["at"], name="people_search_delta_at")]


class LookSession(models.Model):
    """Why a member looks during one call: chosen once, and over with the call or after half an hour."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.OneToOneField(Member, models.PROTECT, related_name="look_session")
    reason = models.CharField(max_length=16, choices=Reason)
    request_sealed = models.BinaryField(null=True)  # the request that is followed up, under the audit's key
    began_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="looks_have_a_reason", condition=Q(reason__in=Reason.values)),
            models.CheckConstraint(
                name="a_follow_up_names_its_request",
                condition=~Q(reason=Reason.FOLLOW_UP) | Q(request_sealed__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"look session of {self.member_id}"


class Typing(models.Model):
    """A search that is being typed. Its id is that of the entry it becomes; without the entry no row can go."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.OneToOneField(LookSession, models.PROTECT, related_name="typing")
    sealed = models.BinaryField()  # the subject of the entry, under the audit's key
    last_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"search {self.pk}"


class Receipt(models.Model):
    """That a person was opened: its id is the entry's. Kept until the watch has seen what came of the look."""

    id = models.UUIDField(primary_key=True, editable=False)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"receipt of look {self.pk}"


class Alarms(models.QuerySet["Alarm"]):
    """Questions with a name."""

    def ringing(self) -> "Alarms":
        """What waits to be settled. A few quick calls without work are no alarm yet."""
        return self.filter(settled_at=None).exclude(
            kind=Alarm.Kind.NOTHING_DONE, count__lt=Alarm.IDLE_LOOKS_A_DAY
        )


class Alarm(models.Model):
    """Something about looks that a second person has to look into. It names staff and entries, nobody else."""

    IDLE_LOOKS_A_DAY = 5

    class Kind(models.TextChoices):
        EMERGENCY = "emergency", _("a contact opened in an emergency")
        TOO_FAST = "too fast", _("stopped, too many looks")
        MANY = "many", _("many looks in an hour")
        OWN_NAME = "own name", _("a person of the same name")
        COLLEAGUE = "colleague", _("a person with a colleague’s name")
        LISTED = "listed", _("a protected name")
        NOTHING_DONE = "nothing done", _("no request worked on after")
        AFTER_HOURS = "after hours", _("outside working hours")

    class Verdict(models.TextChoices):
        ACCEPTED = "accepted", _("all right")
        QUESTIONED = "questioned", _("questioned")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=16, choices=Kind)
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")  # who looked
    at = models.DateTimeField()  # of the look; of alarms that count: when the hour or day began
    count = models.PositiveIntegerField(default=1)
    usual = models.PositiveIntegerField(null=True)  # what others of the role do in such an hour
    entry = models.UUIDField(null=True)  # the look, in the audit log
    due_on = models.DateField(null=True)  # when the second look at an emergency is due
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    verdict = models.CharField(max_length=12, choices=Verdict, blank=True)
    note_sealed = models.BinaryField(null=True)  # of who settled it, under the audit's key

    objects = Alarms.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="alarm_kind_is_known",
                condition=Q(
                    kind__in=[
                        "emergency",
                        "too fast",
                        "many",
                        "own name",
                        "colleague",
                        "listed",
                        "nothing done",
                        "after hours",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="alarm_is_settled_whole",
                condition=Q(settled_at=None, settled_by=None, verdict="")
                | Q(
                    settled_at__isnull=False, settled_by__isnull=False, verdict__in=["accepted", "questioned"]
                ),
            ),
            models.CheckConstraint(
                name="nobody_settles_their_own_alarm",
                condition=Q(settled_by=None) | ~Q(settled_by=F("member")),
            ),
            models.CheckConstraint(
                name="an_emergency_gets_a_second_look",
                condition=~Q(kind="emergency") | Q(due_on__isnull=False, entry__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["member", "kind", "at"],
                name="alarm_counts_once_a_time",
                condition=Q(kind__in=["many", "nothing done", "after hours"]),
            ),
        ]
        indexes = [
            models.Index(fields=["at"], name="alarms_ringing", condition=Q(settled_at=None)),
            models.Index(fields=["member", "-at"], name="alarms_of_a_member"),
            models.Index(fields=["entry"], name="alarms_by_entry", condition=Q(entry__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"alarm {self.kind} {self.pk}"

    @property
    def is_mild(self) -> bool:
        """Whether it is usual enough to be looked at last."""
        return self.kind in {self.Kind.COLLEAGUE, self.Kind.NOTHING_DONE, self.Kind.AFTER_HOURS}


class ListedName(models.Model):
    """A name that rings when it is sought or opened: somebody known to be looked up out of curiosity. Sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"listed name {self.pk}"


class Wish(models.Model):
    """What whoever has a number or an address wished: no more by this way, or again.

    It holds for the number, also where nobody here is known to have it, and after who had it was erased. Rows are only
    added; the newest counts, and the others are its proof.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.BinaryField()  # keyed, of the number or address
    way = models.CharField(max_length=5, choices=Way)
    answer = models.CharField(
        max_length=3, choices=[(Answer.YES, Answer.YES.label), (Answer.NO, Answer.NO.label)]
    )
    words = models.CharField(
        max_length=20
    )  # a word of the closed list that stops, or the version of the question
    channel = models.CharField(max_length=9, choices=AskedBy)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="wish_is_yes_or_no", condition=Q(answer__in=["yes", "no"])),
            models.CheckConstraint(name="wish_way_is_known", condition=Q(way__in=["email", "text", "call"])),
        ]
        indexes = [models.Index(fields=["digest", "way", "-at"], name="wishes_of_a_number")]

    def __str__(self) -> str:
        return f"wish {self.pk}"
