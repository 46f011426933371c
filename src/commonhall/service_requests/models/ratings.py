"""What a resident says of a request that was closed."""

from django.db import models
from django.db.models import Q

from commonhall.service_requests.models.requests import ServiceRequest


class Rating(models.Model):
    """Whether it is fixed, and how well it went. One a request, of its last word; a day and no time."""

    request = models.OneToOneField(ServiceRequest, models.CASCADE, primary_key=True, related_name="rating")
    day = models.DateField(db_index=True)
    is_fixed = models.BooleanField()
    score = models.PositiveSmallIntegerField(null=True)  # 1 very bad to 5 very good; None: not said
    # Which closing of the request it is about, counted from one. None: it was said before this was noted.
    closing = models.PositiveSmallIntegerField(null=True)
    words_sealed = models.BinaryField(null=True)  # in full; both under the request's own key
    stripped_sealed = models.BinaryField(null=True)  # as staff read them, without personal details

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="score_is_one_to_five", condition=Q(score=None) | Q(score__range=(1, 5))
            ),
            models.CheckConstraint(
                name="rating_has_both_words_or_none",
                condition=Q(words_sealed=None, stripped_sealed=None)
                | Q(words_sealed__isnull=False, stripped_sealed__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"rating of {self.request_id}"
