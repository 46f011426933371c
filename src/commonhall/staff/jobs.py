"""What lets in is not kept longer than it does."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone
from procrastinate.contrib.django import app

from commonhall.staff.models import SignInLink


@app.periodic(cron="41 * * * *")
@app.task(name="staff.forget_expired", queue="operations", queueing_lock="staff.forget_expired")
def forget_expired(timestamp: int) -> None:
    """Delete sessions that are over and links that expired a day ago. `timestamp` is when this was due; not used."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    SignInLink.objects.filter(expires_at__lt=now - timedelta(days=1)).delete()
