"""What the worker notes of its jobs by the clock, since a done job is deleted; and what became of opened exports."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commonhall.audit.models import Entry
from commonhall.staff.models import Member


class ClockedJob(models.Model):
    """One row a job: when it was done last, and when and why it failed last."""

    task = models.CharField(primary_key=True, max_length=80)
    done_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=200, blank=True)  # why, in our own words or as the kind of the error

    def __str__(self) -> str:
        return self.task


class ExportDeed(models.Model):
    """One step of an opened export. Rows are only ever added; when, why and by which law stands in the log's entry.

    Who writes to this table alone approves nothing: the entry is sealed under a key that no database login has.
    """

    class Kind(models.TextChoices):
        ASKED = "asked", _("Asked for")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        LAPSED = "lapsed", _("Lapsed")
        BEGUN = "begun", _("Begun at the shell")
        DONE = "done", _("Taken out in full")

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, related_name="+")
    number = models.PositiveIntegerField()  # of the export
    kind = models.CharField(max_length=8, choices=Kind)
    by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")  # null: no member of staff
    asked_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    persons = models.PositiveIntegerField(null=True)  # how many were taken out
    requests = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number", "kind"], name="export_deed_is_done_once"),
            models.UniqueConstraint(
                fields=["number"],
                name="export_ends_once",
                condition=Q(kind__in=["refused", "lapsed", "begun"]),
            ),
            models.CheckConstraint(
                name="export_deed_is_known_and_somebodys",
                condition=Q(kind="asked", by=F("asked_by"))
                | Q(kind__in=["approved", "refused"], by__isnull=False)
                | Q(kind__in=["lapsed", "begun", "done"], by=None),
            ),
            models.CheckConstraint(
                name="nobody_approves_their_own_export", condition=~Q(kind="approved") | ~Q(by=F("asked_by"))
            ),
            models.CheckConstraint(
                name="export_that_is_done_was_counted",
                condition=Q(kind="done", persons__isnull=False, requests__isnull=False)
                | (~Q(kind="done") & Q(persons=None, requests=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"export {self.number} {self.kind}"
