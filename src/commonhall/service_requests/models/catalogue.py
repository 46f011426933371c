"""The catalogue: services, and their questions from one change to the next."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from commonhall.staff.models import Department


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
    target_working_hours = models.PositiveSmallIntegerField(null=True)  # instead of days
    is_home = models.BooleanField(default=False)  # the place is somebody's home
    department = models.ForeignKey(Department, models.PROTECT, related_name="services")
    is_offered = models.BooleanField(default=True)
    is_common = models.BooleanField(default=False)  # stands first, before one looks through all
    rank = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="service_has_one_target",
                condition=Q(target_working_days=None) | Q(target_working_hours=None),
            )
        ]

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
