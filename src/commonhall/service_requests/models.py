"""Tables of 311: the catalogue with its questions, service requests, what happened to them, their keys and photos.

Ids are random and an anonymous request has a day, no time: order and time would join it to a person
(`docs/claim.md`). Sealed columns carry no statistics and are not compressed (`migrations/`).
"""

import uuid
from datetime import date

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from commonhall.places.lookup import block_label
from commonhall.service_requests.states import ClosedReason, State
from commonhall.staff.models import Department, Member
from commonhall.vault.blind import models as blind


class Service(models.Model):
    """What residents can ask for. Texts are held by language code."""

    code = models.SlugField(primary_key=True, max_length=40)
    names = models.JSONField()
    descriptions = models.JSONField()
    keywords = models.JSONField()
    usual_times = models.JSONField()
    urgent_notes = models.JSONField(default=dict)
    groups = models.JSONField()  # the heading it stands under
    target_working_days = models.PositiveSmallIntegerField(null=True)
    is_home = models.BooleanField(default=False)  # the place is somebody's home
    department = models.ForeignKey(Department, models.PROTECT, related_name="services")
    is_offered = models.BooleanField(default=True)
    is_common = models.BooleanField(default=False)  # stands first, before one looks through all
    rank = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.in_language(self.names)

    @property
    def description(self) -> str:
        return self.in_language(self.descriptions)

    @property
    def usual_time(self) -> str:
        return self.in_language(self.usual_times)

    @property
    def urgent_note(self) -> str:
        return self.in_language(self.urgent_notes)

    @property
    def topic(self) -> str:
        """The name of its topic that does not change with the language."""
        return str(self.groups.get("en", ""))

    @staticmethod
    def in_language(texts: dict[str, str]) -> str:
        """The text in the reader's language, else in English."""
        return texts.get(get_language() or "en") or texts.get("en", "")


class Questionnaire(models.Model):
    """The questions of a service from one change to the next. Never changed: a request keeps those it was asked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, models.PROTECT, related_name="questionnaires")
    version = models.PositiveSmallIntegerField()  # from 1
    day = models.DateField()  # since when
    questions = models.JSONField()  # in their order; `questions.py` reads and writes them

    class Meta:
        constraints = [
            models.UniqueConstraint("service", "version", name="questionnaire_of_a_version_is_one")
        ]

    def __str__(self) -> str:
        return f"{self.service_id}, version {self.version}"


NEVER = date(9999, 12, 31)  # when a request without a target is due
DUE = Coalesce("due_on", Value(NEVER))


class Channel(models.TextChoices):
    WEB = "web", _("on the web")
    TELEPHONE = "telephone", _("by telephone")


class ServiceRequests(models.QuerySet["ServiceRequest"]):
    """Questions with a name."""

    def anonymous(self) -> "ServiceRequests":
        return self.filter(is_anonymous=True)

    def listed(self, today: date) -> "ServiceRequests":
        """What public lists may show: an anonymous request only when its period, the day, has ended."""
        return self.filter(Q(is_anonymous=False) | Q(day__lt=today))

    def open(self) -> "ServiceRequests":
        return self.exclude(state=State.CLOSED)

    def overdue(self, today: date) -> "ServiceRequests":
        return self.open().filter(due_on__lt=today)

    def due_first(self) -> "ServiceRequests":
        """In the order of the queue; what has no target comes last. `due` is the day that counts."""
        return self.annotate(due=DUE).order_by("due", "reference")

    def after(self, due: date, reference: str) -> "ServiceRequests":
        """Of `due_first`, what comes after this place. Said twice, for the index to begin there."""
        return self.filter(Q(due__gte=due) & (Q(due__gt=due) | Q(reference__gt=reference)))


class ServiceRequest(models.Model):
    """What a resident asked for. Being anonymous is a choice and stays; an erased contact is another thing."""

    id = models.UUIDField(primary_key=True, editable=False)
    reference = models.CharField(max_length=6, unique=True)
    service = models.ForeignKey(Service, models.PROTECT, related_name="requests")
    channel = models.CharField(max_length=12, choices=Channel, default=Channel.WEB)
    is_anonymous = models.BooleanField()
    contact_sealed = models.BinaryField(
        null=True
    )  # whose it is; a clear key would show whose requests belong together
    words_sealed = models.BinaryField(null=True)  # of a named request only, under the request's own key
    stripped_sealed = (
        models.BinaryField()
    )  # without personal details, under the office's key: the rules miss names
    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, null=True, related_name="requests", db_index=False
    )  # the questions as they were asked; None: there were none
    answers_sealed = models.BinaryField(null=True)  # of a named request only, under the request's own key
    stripped_answers_sealed = models.BinaryField(
        null=True
    )  # without personal details, under the office's key
    place_sealed = models.BinaryField()  # the exact place, under the office's key
    public_words = models.TextField(blank=True)  # what staff released
    street = models.CharField(max_length=80)
    hundred = models.PositiveIntegerField()
    latitude = models.FloatField()  # of the block, not of the house
    longitude = models.FloatField()
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="requests")
    assigned_to = models.ForeignKey(Member, models.PROTECT, null=True, related_name="requests")
    state = models.CharField(max_length=16, choices=State, default=State.NEW)
    closed_reason = models.CharField(max_length=16, choices=ClosedReason, blank=True)
    day = models.DateField()
    received_at = models.DateTimeField(null=True)  # an anonymous request has a day and no time
    due_on = models.DateField(null=True)

    objects = ServiceRequests.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="anonymous_has_no_contact_words_or_time",
                condition=Q(is_anonymous=False) | Q(contact_sealed=None, words_sealed=None, received_at=None),
            ),
            models.CheckConstraint(
                name="anonymous_has_no_answers_in_full",
                condition=Q(is_anonymous=False) | Q(answers_sealed=None),
            ),
            models.CheckConstraint(
                name="answers_stand_beside_their_questions",
                condition=Q(questionnaire=None, stripped_answers_sealed=None)
                | Q(questionnaire__isnull=False, stripped_answers_sealed__isnull=False),
            ),
            models.CheckConstraint(
                name="named_has_a_time", condition=Q(is_anonymous=True) | Q(received_at__isnull=False)
            ),
            models.CheckConstraint(name="state_is_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="closed_means_a_reason",
                condition=(Q(state=State.CLOSED) & Q(closed_reason__in=ClosedReason.values))
                | (~Q(state=State.CLOSED) & Q(closed_reason="")),
            ),
        ]
        indexes = [
            models.Index(
                "department", DUE, "reference", name="requests_open_by_due", condition=~Q(state=State.CLOSED)
            ),
            models.Index(DUE, "reference", name="requests_by_due"),
            models.Index(fields=["-day", "reference"], name="requests_by_day"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        return self.state != State.CLOSED

    @property
    def has_contact(self) -> bool:
        return self.contact_sealed is not None

    @property
    def standing(self) -> str:
        """The state in words, and for a closed request how it ended."""
        return str(ClosedReason(self.closed_reason).label if self.closed_reason else State(self.state).label)

    @property
    def state_kind(self) -> str:
        """Which shape stands before the state's word (`web` tag `state`)."""
        if self.closed_reason:
            return "fixed" if self.closed_reason == ClosedReason.FIXED else "closed"
        return {"waiting resident": "waiting", "waiting parts": "waiting"}.get(
            self.state, self.state.replace(" ", "_")
        )

    @property
    def block_label(self) -> str:
        """The block, in the language of the page: all that the public reads of the place."""
        return block_label(self.street, self.hundred)


class RequestKey(models.Model):
    """The wrapped key of a named request's words, notes and photo. Kept out of the main dump."""

    request = models.OneToOneField(ServiceRequest, models.CASCADE, primary_key=True, related_name="key")
    wrapped = models.BinaryField()
    epoch = models.IntegerField()

    def __str__(self) -> str:
        return f"key of {self.request_id}"


class Event(models.Model):
    """One thing that happened to a request. An event nobody caused carries the request's period, no time."""

    class Kind(models.TextChoices):
        RECEIVED = "received", _("Received")
        TOLD_OPTIONAL = "told optional", _("Told what is optional")
        ROUTED = "routed", _("Sent to a department")
        ASSIGNED = "assigned", _("Assigned")
        STATE = "state", _("State changed")
        PUBLIC_NOTE = "public note", _("Public note")
        INTERNAL_NOTE = "internal note", _("Internal note")
        RELEASED = "released", _("Words or photo released")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=16, choices=Kind)
    day = models.DateField()
    at = models.DateTimeField(null=True)
    by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=16, choices=State, blank=True)  # after the event, where it changed
    closed_reason = models.CharField(max_length=16, choices=ClosedReason, blank=True)
    public_note = models.TextField(blank=True)
    internal_sealed = models.BinaryField(null=True)  # an internal note; of a named request under its key

    class Meta:
        constraints = [
            models.CheckConstraint(name="event_kind_is_known", condition=Q(kind__in=[
                "received", "told optional", "routed", "assigned", "state", "public note", "internal note",
                "released"])),
            models.CheckConstraint(name="staff_events_have_a_time", condition=Q(by=None) | Q(at__isnull=False)),
        ]  # fmt: skip
        indexes = [models.Index(fields=["request", "day"], name="events_of_a_request")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.request_id}"


class Photo(models.Model):
    """A photo, re-encoded and sealed: in the row until its period ends, then in a file named for nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="photos")
    day = models.DateField()
    sealed = models.BinaryField(null=True)
    is_released = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"photo of {self.request_id}"

    @property
    def is_in_a_file(self) -> bool:
        return self.sealed is None


class WordsEpoch(blind.Epoch):
    """The search index of requests' words; what it is made of is described at its kinds of table."""

    class Meta:
        db_table = "service_requests_words_epoch"


class WordsEpochKey(blind.EpochKey):
    class Meta:
        db_table = "service_requests_words_epochkey"


class WordsBlock0(blind.Block):
    class Meta:
        db_table = "service_requests_words_block0"


class WordsBlock1(blind.Block):
    class Meta:
        db_table = "service_requests_words_block1"


class WordsChange(blind.Change):
    class Meta:
        db_table = "service_requests_words_delta"
        indexes = [models.Index(fields=["at"], name="words_delta_at")]
