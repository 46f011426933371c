"""What members of staff keep about the queue for themselves."""

import uuid

from django.db import models

from commonhall.staff.models import Member


class SavedView(models.Model):
    """Filters of the queue that a member keeps under a name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=200, blank=True)  # as `filters.Filters.query` writes it

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "name"], name="saved_view_name_is_one")]

    def __str__(self) -> str:
        return self.name


class KeysOff(models.Model):
    """A member who has switched the console's single keys off (WCAG 2.1.4)."""

    member = models.OneToOneField(Member, models.CASCADE, primary_key=True, related_name="+")

    def __str__(self) -> str:
        return f"keys off for {self.member_id}"
