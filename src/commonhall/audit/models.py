"""Tables of the audit log: entries, and the batches that chain them."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One look or deed of a member of staff. Whom it was at is sealed: open ids would join a person to a request."""

    class Kind(models.TextChoices):
        SEARCHED = "searched", _("searched for a person")
        CONTACT_OPENED = "contact opened", _("opened a contact")
        GLASS_BROKEN = "glass broken", _("opened a contact in an emergency")
        PHOTO_OPENED = "photo opened", _("opened a photo of a named request")
        NAME_COMPARED = "name compared", _("wrote a public text, compared with a reporter’s name")
        NAME_KEPT_BACK = "name kept back", _("was refused a public text with a reporter’s name")
        SUBJECT_OPENED = "subject opened", _("opened an entry of this log")
        ALARM_SETTLED = "alarm settled", _("settled an alarm")
        LOG_READ = "log read", _("read the looks at a request, by command")
        PERSON_ERASED = "person erased", _("erased a person")
        CONTACT_CORRECTED = "contact corrected", _("corrected what a request gave, by its own link")
        PERSONS_MERGED = "persons merged", _("merged two persons")
        PERSON_SPLIT = "person split", _("split a person")
        MERGE_UNDONE = "merge undone", _("undid a merge")
        NAMES_CHANGED = "names changed", _("changed a person’s other names")
        CONSENT_NOTED = "consent noted", _("noted a person’s consent")
        HOLD_PLACED = "hold placed", _("held a person or a request")
        HOLD_LIFTED = "hold lifted", _("lifted a hold")
        LINK_GIVEN = "link given", _("gave out a new link of a request")
        RETENTION = "retention", _("deleted what passed its schedule")
        CITY_SET_UP = "city set up", _("loaded the city’s folder")
        EXPORT_ASKED = "export asked", _("asked for an opened export")
        EXPORT_APPROVED = "export approved", _("approved an opened export")
        EXPORT_REFUSED = "export refused", _("refused an opened export")
        EXPORT_LAPSED = "export lapsed", _("an opened export lapsed")
        EXPORT_BEGUN = "export begun", _("began an opened export, by command")
        EXPORT_DONE = "export done", _("took all data out opened, by command")
        MESSAGE_WAS_SENT = "message was sent", _("found that an uncertain message was sent")
        MESSAGE_SENT_AGAIN = "message sent again", _("let an uncertain message be sent again")
        MESSAGE_OPENED = "message opened", _("opened a message that came in")
        MESSAGE_DECIDED = "message decided", _("decided what becomes of a message that came in")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(db_index=True)
    actor = models.UUIDField(null=True)  # a member of staff; null: a command of the operator
    kind = models.CharField(max_length=32, choices=Kind)
    subject_sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="audit_kind_is_known",
                condition=models.Q(
                    kind__in=[
                        "searched",
                        "contact opened",
                        "glass broken",
                        "photo opened",
                        "name compared",
                        "name kept back",
                        "subject opened",
                        "alarm settled",
                        "log read",
                        "person erased",
                        "contact corrected",
                        "persons merged",
                        "person split",
                        "merge undone",
                        "names changed",
                        "consent noted",
                        "hold placed",
                        "hold lifted",
                        "link given",
                        "retention",
                        "city set up",
                        "export asked",
                        "export approved",
                        "export refused",
                        "export lapsed",
                        "export begun",
                        "export done",
                        "message was sent",
                        "message sent again",
                        "message opened",
                        "message decided",
                    ]
                ),
            )
        ]
        indexes = [
            models.Index(fields=["actor", "-at"], name="audit_by_actor"),
            models.Index(fields=["kind", "-at"], name="audit_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%Y-%m-%d %H:%M}"


class Batch(models.Model):
    """A link of the chain: the digest of its entries and of the batch before it."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    previous = models.BinaryField()
    digest = models.BinaryField()

    def __str__(self) -> str:
        return f"batch {self.number}"


class Chained(models.Model):
    """That an entry is in a batch. A row of its own, since entries are never changed."""

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, related_name="chained")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="members")

    def __str__(self) -> str:
        return f"{self.entry_id} in {self.batch_id}"
