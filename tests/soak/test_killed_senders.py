"""A thousand messages leave once, though the process that sends them is killed again and again.

The moments are drawn from a seed. What a kill catches in the middle of being handed over is uncertain: at the most one
message a kill, which arrived once or not at all, and is not sent again by itself.
"""

import os
import random
import signal
from collections import Counter

import pytest

from commonhall.messaging.models import Door, Message
from commonhall.operations import logins
from tests import running
from tests.gateways import mailserver
from tests.gateways.mailserver import Sink
from tests.messaging import corresponding
from tests.operations import commands
from tests.service_requests import making
from tests.soak.conftest import Say

pytestmark = pytest.mark.soak

SEED = int(os.environ.get("SOAK_SEED", "311"))
MESSAGES, KILLS = 1000, 12


def test_none_is_lost_and_none_leaves_twice(fresh_database: str, say: Say) -> None:
    making.catalogue_of_the_city()
    asked = making.reported(contact=making.ROSA)
    for number in range(MESSAGES):
        corresponding.stored(asked, f"Message {number}")
    with mailserver.sink() as sink:
        given = commands.environment(fresh_database, login=logins.APPLICATION) | {
            "COMMONHALL_EMAIL_URL": sink.url
        }
        chance = random.Random(SEED)
        for _kill in range(KILLS):
            sender = commands.start(["worker"], given)
            enough = _taken(sink) + chance.randint(0, 2 * MESSAGES // KILLS)
            running.until(lambda enough=enough: _taken(sink) >= min(enough, MESSAGES - KILLS), 120)
            os.kill(sender.pid, signal.SIGKILL)
            sender.communicate(timeout=30)
            Door.objects.all().delete()
        last = commands.start(["worker"], given)
        running.until(lambda: not Message.objects.filter(state__in=["waiting", "claimed", "in flight"]), 240)
        last.terminate()
        last.communicate(timeout=30)
        arrived = Counter(str(mail.message["Message-ID"])[1:37] for mail in sink.arrived())
    states = dict(Message.objects.values_list("pk", "state"))
    uncertain = {str(pk) for pk, state in states.items() if state == "uncertain"}
    say(f"{len(arrived)} of {MESSAGES} arrived, {len(uncertain)} uncertain after {KILLS} kills (seed {SEED})")
    assert set(arrived.values()) == {1}
    assert {str(pk) for pk, state in states.items() if state == "handed over"} == set(arrived) - uncertain
    assert set(states.values()) <= {"handed over", "uncertain"}
    assert len(uncertain) <= KILLS
    assert len(states) == MESSAGES


def _taken(sink: Sink) -> int:
    return sum(1 for _ in sink.folder.glob("m.*"))
