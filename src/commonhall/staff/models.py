"""Departments, members of staff, the links that let a member in once, and what was done to a member."""

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from commonhall.staff.roles import OF_A_DEPARTMENT, Role


class Department(models.Model):
    """A part of the city that works on requests."""

    code = models.SlugField(primary_key=True, max_length=40)
    names = models.JSONField()  # by language code
    phone = models.CharField(max_length=40, blank=True)
    hours = models.JSONField(default=dict)  # by language code; empty where nobody wrote them
    is_active = models.BooleanField(default=True)  # takes requests; one that does not stays for those it has
    rank = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.names.get(get_language() or "en") or self.names["en"])

    @property
    def open_hours(self) -> str:
        """When somebody answers, in the language of the page; empty where nobody wrote it."""
        return str(self.hours.get(get_language() or "en") or self.hours.get("en", ""))


class Members(BaseUserManager["Member"]):
    """Made by an administrator, by `commonhall staff add` and by the demo; nobody signs up."""


class Member(AbstractBaseUser):
    """Somebody who works for the city."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=24, choices=Role)
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="members")
    is_active = models.BooleanField(default=True)
    sessions = models.UUIDField(default=uuid.uuid4, editable=False)  # another value ends every session
    wrong_codes = models.PositiveSmallIntegerField(default=0)  # in a row, of the second factor
    wrong_code_at = models.DateTimeField(null=True)

    token: ClassVar[str] = (
        ""  # the id of the token by which they came, set where they did; empty: by a session
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "role"]
    objects = Members()

    class Meta:
        constraints = [
            models.CheckConstraint(name="staff_role_is_known", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="staff_workers_have_a_department",
                condition=~Q(role__in=sorted(OF_A_DEPARTMENT)) | Q(department__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """What a session is bound to: a new password ends it, and so do new `sessions`."""
        return salted_hmac(
            "staff.member.sessions", f"{self.password}{self.sessions}", algorithm="sha256"
        ).hexdigest()


class SignInLink(models.Model):
    """A link that signs one member in, once, until it expires. Only its digest is kept."""

    class Kind(models.TextChoices):
        SET_UP = "set-up", _("sets a password")
        DEMO = "demo", _("signs in at once; exists in the demo alone")

    digest = models.BinaryField(primary_key=True)
    member = models.ForeignKey(Member, models.CASCADE, related_name="sign_in_links")
    kind = models.CharField(max_length=8, choices=Kind)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="staff_link_kind_is_known", condition=Q(kind__in=["set-up", "demo"]))
        ]

    def __str__(self) -> str:
        return f"{self.kind} link of {self.member_id}"


class MemberEvent(models.Model):
    """One thing done to a member, or by them to their own second factor. Rows are only ever added."""

    class Kind(models.TextChoices):
        ADDED = "added", _("was added")
        CHANGED = "changed", _("changed place")
        DEACTIVATED = "deactivated", _("left")
        ACTIVATED = "activated", _("came back")
        LINK_MADE = "link made", _("got a link to set a password")
        FACTOR_ADDED = "factor added", _("set up a second proof")
        FACTOR_REMOVED = "factor removed", _("took a second proof away")
        CODES_RENEWED = "codes renewed", _("made new recovery codes")
        FACTOR_RESET = "factor reset", _("lost every second proof")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(db_index=True)
    member = models.ForeignKey(Member, models.PROTECT, related_name="events")
    by = models.ForeignKey(
        Member, models.PROTECT, null=True, related_name="+"
    )  # null: a command of the operator
    kind = models.CharField(max_length=16, choices=Kind)
    role_before = models.CharField(max_length=24, choices=Role, blank=True)  # of a change of place

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="staff_event_kind_is_known",
                condition=Q(
                    kind__in=[
                        "added",
                        "changed",
                        "deactivated",
                        "activated",
                        "link made",
                        "factor added",
                        "factor removed",
                        "codes renewed",
                        "factor reset",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="staff_change_says_the_role_before",
                condition=Q(kind="changed", role_before__in=Role.values)
                | (~Q(kind="changed") & Q(role_before="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.kind}"
