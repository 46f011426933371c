"""What messages do in the background. No job names a message or a person."""

from contextlib import suppress

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from commonhall.messaging import delivery, joining


def wake() -> None:
    """Let what waits be sent now; where a job waits for that already, it will do."""
    with suppress(AlreadyEnqueued):
        deliver.configure().defer(timestamp=0)


def wake_reading() -> None:
    """The same for what came in."""
    with suppress(AlreadyEnqueued):
        read.configure().defer(timestamp=0)


@app.periodic(cron="* * * * * */15")
@app.task(name="messaging.deliver", queue="messages", queueing_lock="messaging.deliver")
def deliver(timestamp: int) -> None:
    """Send what is due. Run twice, or by two at once, nothing is sent twice. `timestamp`: when it was due; not used."""
    delivery.deliver()


@app.periodic(cron="* * * * * */15")
@app.task(name="messaging.read", queue="messages", queueing_lock="messaging.read")
def read(timestamp: int) -> None:
    """Read what came in. Run by two at once, nothing is joined twice. `timestamp`: when it was due; not used."""
    joining.read_waiting()
