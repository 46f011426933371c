"""Service requests, what happened to them, and their keys."""

import uuid
from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from commonhall import calendar
from commonhall.messaging.models import Message
from commonhall.people.record import Answer
from commonhall.places import place, streets
from commonhall.places.lookup import public_label
from commonhall.places.nearness import Around
from commonhall.service_requests.models.catalogue import Questionnaire, Service
from commonhall.service_requests.states import ClosedReason, State
from commonhall.staff.models import Department, Member

NEVER = date(9999, 12, 31)  # when a request without a target is due
DUE = Coalesce("due_on", Value(NEVER))
IS_OPEN = ~Q(state=State.CLOSED)
STAYS_UNREAD = timedelta(days=14)
MOST_UNREAD = 2_000  # of what changed last: who is further behind is not helped by a list
# Kinds of events that may tell everyone of a change: of its state, or by a public note.
TELLS_A_CHANGE = (
    "state",
    "public note",
    "date moved",
    "merged",
    "unmerged",
    "taken back",
    "not fixed",
    "withdrawn",
)
BY_THE_RESIDENT = ("from resident", "not fixed", "withdrawn")  # kinds of events


class Channel(models.TextChoices):
    WEB = "web", _("on the web")
    TELEPHONE = "telephone", _("by telephone")
    OPEN311 = "open311", _("through another site or app")
    IMPORTED = "imported", _("brought in from an earlier system")


class ServiceRequests(models.QuerySet["ServiceRequest"]):
    """Questions with a name."""

    def anonymous(self) -> "ServiceRequests":
        return self.filter(is_anonymous=True)

    def listed(self, today: date) -> "ServiceRequests":
        """What public lists may show: an anonymous request only when its period, the day, has ended."""
        return self.filter(Q(is_anonymous=False) | Q(day__lt=today))

    def newest_first(self) -> "ServiceRequests":
        """In the order of the public list: within a day the references order, which tells nothing."""
        return self.order_by("-day", "reference")

    def older(self, day: date, reference: str) -> "ServiceRequests":
        """Of `newest_first`, what comes after this place. Said twice, for the index to begin there."""
        return self.filter(Q(day__lte=day) & (Q(day__lt=day) | Q(reference__gt=reference)))

    def open(self) -> "ServiceRequests":
        return self.exclude(state=State.CLOSED)

    def around(self, around: Around) -> "ServiceRequests":
        """Whose block lies in that box, nearest to its middle first; of equals the newest."""
        north = F("latitude") - around.latitude
        east = (F("longitude") - around.longitude) * around.shrinking
        there = self.filter(latitude__range=around.latitudes, longitude__range=around.longitudes)
        return there.order_by(north * north + east * east, "-day", "reference")

    def overdue(self, now: datetime) -> "ServiceRequests":
        """Open, and their day is over, or the hour that a named request may have. Said twice, for the index."""
        today = calendar.day_of(now)
        return self.open().alias(due=DUE).filter(Q(due__lte=today) & (Q(due__lt=today) | Q(due_at__lt=now)))

    def due_by(self, day: date) -> "ServiceRequests":
        """Open, and due that day."""
        return self.open().alias(due=DUE).filter(due=day)

    def unread_by(self, member: Member, today: date) -> "ServiceRequests":
        """What changed in the last two weeks, by others or of itself, since this member looked at it."""
        read = ReadMark.objects.filter(
            request=OuterRef("pk"), member=member, revision__gte=OuterRef("revision")
        )
        return self.filter(~Exists(read), changed_on__gte=today - STAYS_UNREAD)

    def changed_last(self, today: date) -> "ServiceRequests":
        """Of those that changed in the last two weeks the last `MOST_UNREAD`."""
        lately = self.filter(changed_on__gte=today - STAYS_UNREAD).order_by("-changed_on")
        return self.filter(pk__in=lately.values("pk")[:MOST_UNREAD])

    def due_first(self) -> "ServiceRequests":
        """In the order of the queue; what has no target comes last. `due` is the day that counts."""
        return self.annotate(due=DUE).order_by("due", "reference")

    def few_due_first(self) -> "ServiceRequests":
        """As `due_first`, of few among many: an order that no index has, or all would be gone through for the few."""
        not_indexed = ExpressionWrapper(DUE + Value(0), output_field=models.DateField())
        return self.annotate(due=DUE).order_by(not_indexed, "reference")

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
    # Its number in an earlier system, under its own key. Numbers tell the minute: none of an anonymous one.
    old_number_sealed = models.BinaryField(null=True)
    place_sealed = models.BinaryField()  # the exact place, under the office's key
    # Something was taken out of the words or answers, and nobody was there to confirm what is left.
    is_unconfirmed = models.BooleanField(default=False, db_default=False)
    public_words = models.TextField(blank=True)  # what staff released
    street = models.CharField(max_length=80)
    hundred = models.PositiveIntegerField()
    latitude = models.FloatField()  # of the block, not of the house; or of the crossing or landmark
    longitude = models.FloatField()
    place_names = models.JSONField(default=dict, db_default={})  # of a crossing or landmark, by language
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="requests")
    assigned_to = models.ForeignKey(Member, models.PROTECT, null=True, related_name="requests")
    state = models.CharField(max_length=16, choices=State, default=State.NEW)
    closed_reason = models.CharField(max_length=16, choices=ClosedReason, blank=True)
    day = models.DateField()
    received_at = models.DateTimeField(null=True)  # an anonymous request has a day and no time
    due_on = models.DateField(null=True)
    due_at = models.DateTimeField(null=True)  # of a named request whose target is in hours
    duplicate_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="repeats")
    # Whether who reported it wants an e-mail when its state changes: asked with the report, and on its own page.
    wants_news = models.CharField(
        max_length=9, choices=Answer, default=Answer.NOT_ASKED, db_default=Answer.NOT_ASKED
    )
    links_ended = models.PositiveSmallIntegerField(default=0, db_default=0)  # how often, by the desk
    # How many things happened to it, and when the last: the database counts, whoever writes an event without a number.
    revision = models.PositiveIntegerField(default=0, db_default=0)
    changed_on = models.DateField(null=True)

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
                name="anonymous_has_no_old_number",
                condition=Q(is_anonymous=False) | Q(old_number_sealed=None),
            ),
            models.CheckConstraint(
                name="anonymous_wants_no_news",
                condition=Q(is_anonymous=False) | Q(wants_news=Answer.NOT_ASKED),
            ),
            models.CheckConstraint(name="wants_news_is_known", condition=Q(wants_news__in=Answer.values)),
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
            models.CheckConstraint(
                name="anonymous_is_due_by_the_day", condition=Q(is_anonymous=False) | Q(due_at=None)
            ),
            models.CheckConstraint(
                name="duplicate_is_closed_as_one",
                condition=Q(duplicate_of=None) | Q(closed_reason=ClosedReason.DUPLICATE),
            ),
            models.CheckConstraint(
                name="duplicate_is_of_another", condition=Q(duplicate_of=None) | ~Q(duplicate_of=F("id"))
            ),
        ]
        indexes = [
            # One for each filter of the queue, in its order: a page is read from where it begins.
            models.Index("department", DUE, "reference", name="requests_open_by_due", condition=IS_OPEN),
            models.Index(DUE, "reference", name="requests_all_open_by_due", condition=IS_OPEN),
            models.Index("department", "state", DUE, "reference", name="requests_by_state"),
            models.Index("state", DUE, "reference", name="requests_all_by_state"),
            models.Index("service", DUE, "reference", name="requests_by_service", condition=IS_OPEN),
            models.Index("assigned_to", DUE, "reference", name="requests_by_member", condition=IS_OPEN),
            models.Index("department", DUE, "reference", name="requests_of_nobody",
                         condition=IS_OPEN & Q(assigned_to=None)),
            models.Index("department", "changed_on", name="requests_changed_last"),
            models.Index("department", DUE, "reference", name="requests_of_department"),
            models.Index(DUE, "reference", name="requests_by_due"),
            models.Index(fields=["-day", "reference"], name="requests_by_day"),
            models.Index(fields=["service", "latitude", "longitude"], name="requests_near"),
            models.Index(fields=["service", "latitude", "longitude"], name="requests_near_open", condition=IS_OPEN),
            models.Index(fields=["service", "changed_on", "latitude", "longitude"], name="requests_near_closed",
                         condition=Q(state=State.CLOSED)),
            # The public list, newest first: by how a request stands (its reason, empty while it is open), and where.
            models.Index(fields=["closed_reason", "-day", "reference"], name="requests_listed"),
            models.Index(fields=["service", "closed_reason", "-day", "reference"],
                         name="requests_listed_of_service"),
            models.Index(fields=["street", "-day", "reference"], name="requests_listed_of_street"),
            models.Index(fields=["street", "hundred", "service"], name="requests_of_block"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        return self.state != State.CLOSED

    def is_listed(self, today: date) -> bool:
        """Whether public lists may show it (`ServiceRequests.listed`)."""
        return not self.is_anonymous or self.day < today

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
        """The block, crossing or landmark, in the language of the page: all that the public reads of the place."""
        return public_label(self.street, self.hundred, self.place_names)

    @property
    def street_key(self) -> str:
        """The street as the filters of the public list name it."""
        return streets.read_label(self.street).key

    @property
    def block_key(self) -> str:
        """The block as a form or a map names it (`places.place.Place.key`)."""
        return place.block_key(self.street, self.hundred)


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
        TRANSFERRED = "transferred", _("Passed to another department")
        DATE_MOVED = "date moved", _("Date moved")
        MERGED = "merged", _("Reported before")
        REPEATED = "repeated", _("Reported again")
        UNMERGED = "unmerged", _("Not the same after all")
        TAKEN_BACK = "taken back", _("Taken back")
        FROM_RESIDENT = "from resident", _("Added by who reported it")
        NOT_FIXED = "not fixed", _("Not fixed, says who reported it")
        WITHDRAWN = "withdrawn", _("Taken back by who reported it")
        MESSAGE = "message", _("Written to who reported it")

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
    # What the resident added in their own words, in full; `internal_sealed` is what staff read of it.
    own_words_sealed = models.BinaryField(null=True)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, related_name="+", db_index=False
    )  # it went to
    due_on = models.DateField(null=True)  # after the event, where it moved
    due_was = models.DateField(null=True)  # before it
    other = models.ForeignKey(
        ServiceRequest, models.SET_NULL, null=True, related_name="+"
    )  # it was merged with
    photo = models.PositiveSmallIntegerField(null=True)  # which of its photos, where it is about one
    message = models.ForeignKey(
        Message, models.CASCADE, null=True, related_name="+", db_index=False
    )  # what was written to the resident, or what told them of it
    number = models.PositiveIntegerField(null=True, editable=False)  # within its request: 0022

    class Meta:
        constraints = [
            models.CheckConstraint(name="event_kind_is_known", condition=Q(kind__in=[
                "received", "told optional", "routed", "assigned", "state", "public note", "internal note",
                "released", "transferred", "date moved", "merged", "repeated", "unmerged", "taken back",
                "from resident", "not fixed", "withdrawn", "message"])),
            models.CheckConstraint(name="staff_events_have_a_time", condition=Q(by=None) | Q(at__isnull=False)),
            # Two requests at which something was added in one minute would be one person's.
            models.CheckConstraint(name="resident_events_have_a_day_alone",
                                   condition=~Q(kind__in=BY_THE_RESIDENT) | Q(by=None, at=None)),
            models.CheckConstraint(name="message_event_has_its_message",
                                   condition=~Q(kind="message") | Q(message__isnull=False)),
            models.CheckConstraint(name="own_words_are_a_residents",
                                   condition=Q(own_words_sealed=None) | Q(kind__in=BY_THE_RESIDENT)),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["request", "day"], name="events_of_a_request"),
            models.Index("day", name="events_by_residents", condition=Q(kind__in=BY_THE_RESIDENT)),
            models.Index("day", name="events_passed_on", condition=Q(kind="internal note", by=None)),
            models.Index(fields=["message"], name="events_of_a_message", condition=Q(message__isnull=False)),
            models.Index("day", name="events_of_change", condition=Q(kind__in=TELLS_A_CHANGE)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.request_id}"

    @property
    def is_by_the_resident(self) -> bool:
        return self.kind in BY_THE_RESIDENT


class ReadMark(models.Model):
    """How much of a request a member of its department has seen: a number, no time. Call takers leave none."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="+")
    revision = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "request"], name="read_mark_is_one")]

    def __str__(self) -> str:
        return f"mark of {self.member_id} at {self.request_id}"
