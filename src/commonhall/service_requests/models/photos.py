"""Photos of service requests, and the copies of them that everyone may see."""

import uuid

from django.db import models
from django.db.models import Q

from commonhall.service_requests.models.requests import ServiceRequest

MOST_PHOTOS = 10  # of one request, with those that its reporter added


class Photo(models.Model):
    """A photo, re-encoded and sealed: in the row until its period ends, then in a file named for nothing.

    `copy` names the copy with spots put out, where one was made; it lies in `copy_sealed`, or in its file.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="photos")
    day = models.DateField()
    place = models.PositiveSmallIntegerField(default=1, db_default=1)  # which of the request's photos it is
    sealed = models.BinaryField(null=True)
    copy = models.UUIDField(null=True)
    copy_sealed = models.BinaryField(null=True)
    is_released = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "place"], name="photos_of_a_request_have_places"),
            models.CheckConstraint(
                name="photos_of_a_request_are_few", condition=Q(place__gte=1, place__lte=MOST_PHOTOS)
            ),
            models.CheckConstraint(
                name="photo_copy_has_a_name", condition=Q(copy_sealed=None) | Q(copy__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"photo of {self.request_id}"

    @property
    def is_in_a_file(self) -> bool:
        return self.sealed is None
