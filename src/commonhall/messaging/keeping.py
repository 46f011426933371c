"""What texts leave behind for a short time: counts of a day, and words that were answered."""

from datetime import date, timedelta

from commonhall.messaging.models import Heard, Message, Paced

KEPT = timedelta(days=2)


def forget(today: date) -> None:
    """Delete counts of days that are over, and words that were answered two days ago, with the answers."""
    Paced.objects.filter(day__lt=today).delete()
    heard = Heard.objects.filter(day__lt=today - KEPT)
    Message.objects.filter(pk__in=heard.values("pk")).delete()  # an answer bears the id of what it answers
    heard.delete()
