"""How many texts a second leave: through the outbox, by the provider's line alone, and by a bare loop of HTTP.

`python benchmarks/texts.py`. A real Kannel takes them (`scripts/find-kannel`), on a network of the tests in another
process; the three ask for the same receipts, and are measured in turns, in one run.
"""

import http.client
import multiprocessing
import statistics
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlencode

import figures
import ground
from django.conf import settings

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.gateways import smsc, textserver
from tests.gateways.textserver import NUMBER, PASSWORD, USER, Kannel
from tests.service_requests import making

from commonhall.messaging import delivery, gateways, outbox, texts
from commonhall.messaging.content import Content
from commonhall.messaging.gateways import TextGateway
from commonhall.messaging.models import Basis, Channel, Message
from commonhall.messaging.outbox import Outgoing
from commonhall.messaging.texts import segments
from commonhall.messaging.texts.provider import Text
from commonhall.people.contacts import Contact
from commonhall.service_requests import correspondence, words

MANY = 100
ROUNDS = 3
PHONE = "+13025550147"
TOLD = "http://127.0.0.1:9/"  # nobody listens there
WORDS = "Which side of the gate is the hole on? Then the crew brings the right tools."


def main() -> None:
    with ground.running(), network_apart() as network, textserver.kannel(network) as server:
        settings.TEXT_GATEWAY = gateway = gateways.read_texts(server.url)
        request = making.reported(contact=Contact(name="Rosa Marin", phone=PHONE))
        ways = {
            "bare loop": lambda: bare(server),
            "line": lambda: line(gateway),
            "outbox": lambda: outgoing(request),
        }
        rates: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(ROUNDS):
            for name, send in ways.items():
                rates[name].append(MANY / send())
    middle = {name: statistics.median(found) for name, found in rates.items()}
    for name, rate in middle.items():
        print(f"{name:10} {rate:6,.0f} a second, {rate / middle['bare loop']:.0%} of the bare loop")
    for name in ("line", "outbox"):
        figures.tell(
            what=f"texts by the {name}, {MANY} into Kannel",
            ours=f"{middle[name]:,.0f} a second",
            beside=f"a bare loop of HTTP {middle['bare loop']:,.0f}",
            ratio=f"{middle[name] / middle['bare loop']:.2f}",
            wanted="≥ 0.9",
        )


@contextmanager
def network_apart() -> Iterator[SimpleNamespace]:
    """In this process it would wait for the same lock of Python as who sends."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve_network, args=(theirs,), daemon=True)
    process.start()
    try:
        yield SimpleNamespace(port=ours.recv(), is_bound=lambda: True)
    finally:
        process.terminate()


def serve_network(pipe: Connection) -> None:
    with smsc.network() as network:
        pipe.send(network.port)
        pipe.poll(None)


def bare(server: Kannel) -> float:
    began = time.perf_counter()
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    for number in range(MANY):
        asked = {
            "username": USER,
            "password": PASSWORD,
            "from": NUMBER,
            "to": PHONE,
            "text": f"{WORDS} {number}",
        }
        line.request("GET", f"/cgi-bin/sendsms?{urlencode(asked)}")
        answer = line.getresponse()
        answer.read()
        assert answer.status == 202
    line.close()
    return time.perf_counter() - began


def line(gateway: TextGateway) -> float:
    began = time.perf_counter()
    with texts.connected(gateway) as opened:
        for number in range(MANY):
            cut = segments.cut(f"{WORDS} {number}")
            opened.hand_over(Text(id=uuid.uuid4(), to=PHONE, cut=cut, told_at=TOLD))
    return time.perf_counter() - began


def outgoing(request: making.ServiceRequest) -> float:
    key = words.key_of(request.pk)
    for number in range(MANY):
        content = Content(subject="", text=f"{WORDS} {number}", language="en", link="http://localhost/x/")
        outbox.send(
            Outgoing(
                once=uuid.uuid4(),
                room=correspondence.ROOM,
                about=request.pk,
                key=key,
                basis=Basis.REPLY,
                channel=Channel.TEXT,
                content=content,
            )
        )
    began = time.perf_counter()
    delivery.deliver()
    took = time.perf_counter() - began
    assert not Message.objects.exclude(state=Message.State.HANDED_OVER).exists()
    return took


if __name__ == "__main__":
    main()
