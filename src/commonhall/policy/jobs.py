"""The promises are looked at again every five minutes, whoever is at work."""

from procrastinate.contrib.django import app

from commonhall.policy import record, register, verdicts


@app.periodic(cron="*/5 * * * *")
@app.task(name="policy.verify", queue="policy", queueing_lock="policy.verify")
def verify(timestamp: int) -> None:
    """Run every control and keep what it found. `timestamp`, when this was due, is the scheduler's."""
    record.keep(verdicts.judge(register.promises().values()))
