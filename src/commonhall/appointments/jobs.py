"""What appointments do in the background. No job names a booking or a person."""

from django.utils import timezone
from procrastinate.contrib.django import app

from commonhall.appointments import reminding


@app.periodic(cron="*/5 * * * *")
@app.task(name="appointments.remind", queue="messages", queueing_lock="appointments.remind")
def remind(timestamp: int) -> None:
    """Remind of the next working day's appointments. Run twice, nobody is reminded twice. `timestamp`: not used."""
    reminding.remind(timezone.now())
