"""The worker tells, as a process of its own; killed in the middle, the next one tells it."""

import os
import signal

from commonhall.demo import cast
from commonhall.operations import logins
from commonhall.staff.roles import Role
from commonhall.webhooks import endpoints
from commonhall.webhooks.models import Delivery
from tests import running
from tests.operations import commands
from tests.service_requests import making
from tests.webhooks.receiver import Receiver


def test_a_worker_that_is_killed_while_it_tells_is_followed_by_one_that_does(fresh_database: str) -> None:
    making.catalogue_of_the_city()
    with Receiver(seconds=5.0).running() as receiver:
        endpoints.make(
            "Work orders",
            receiver.url,
            tells_received=True,
            tells_changed=False,
            by=cast.members()[Role.ADMINISTRATOR],
        )
        making.reported(contact=making.ROSA)
        given = commands.environment(fresh_database, login=logins.APPLICATION) | {
            "COMMONHALL_WEBHOOK_NETWORKS": "127.0.0.0/8"
        }
        first = commands.start(["worker"], given)
        running.until(lambda: bool(receiver.messages), 60)
        os.kill(first.pid, signal.SIGKILL)
        first.communicate(timeout=30)
        receiver.seconds = 0.0
        second = commands.start(["worker"], given)
        running.until(lambda: Delivery.objects.filter(state="delivered").exists(), 120)
        second.terminate()
        second.communicate(timeout=30)
    assert len(receiver.messages) == 2
    assert len(set(receiver.ids)) == 1
