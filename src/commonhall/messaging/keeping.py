"""What texts leave behind for a short time: counts of a day, and words that were answered."""

from datetime import date, timedelta

from commonhall.messaging.models import Heard, Paced

KEPT = timedelta(days=2)


def forget(today: date) -> None:
    """Delete counts of days that are over, and words that were answered two days ago."""
    Paced.objects.filter(day__lt=today).delete()
    Heard.objects.filter(day__lt=today - KEPT).delete()
