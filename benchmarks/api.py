"""The staff API: a report by it and a page of its list, beside what Signalen's cost. `python benchmarks/api.py`.

Signalen is another city's system for the same work. Its figures were taken on another machine, with its own server:
how many queries there are compares well, milliseconds only roughly. Ours are one process, through all of Django; its
rate is that of as many threads as `serve` gives a web process.
"""

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import figures
import ground
from django.conf import settings
from django.db import connections
from django.test import Client

from commonhall import calendar
from commonhall.api import tokens
from commonhall.demo import cast
from commonhall.people.contacts import Contact
from commonhall.service_requests import intake
from commonhall.service_requests.intake import Report
from commonhall.service_requests.models import Service
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from commonhall.web import throttles

TIMES = 50
MOMENTS = 6
LISTED = 1000
PATH = "/api/v1/requests"
SENT = {
    "service_code": "pothole",
    "description": "Deep hole in the right lane by the bus stop, since Monday.",
    "address_string": ground.ADDRESS,
    "first_name": "Rosa",
    "last_name": "Marin",
    "email": "rosa@example.com",
}
SIGNALEN_CREATE_SECOND, SIGNALEN_CREATE_QUERIES, SIGNALEN_CREATE_CPU = 21, 46, 52
SIGNALEN_LIST_MS, SIGNALEN_LIST_QUERIES = 549, 263


def main() -> None:
    with ground.running():
        client = program(cast.members()[Role.CALL_TAKER])
        create = ground.cost(lambda: answered(lambda: sent(client)), TIMES, before=throttles.forget)
        rate = most_a_second(client)
        for _ in range(LISTED):
            stored()
        listed = ground.cost(lambda: answered(lambda: client.get(PATH)), TIMES, before=throttles.forget)
    print(f"{calendar.today():%Y-%m-%d}")
    tell("staff API: a report with a contact, one process", create, SIGNALEN_CREATE_QUERIES)
    print(f"staff API: reports a second, one process with {settings.THREADS} threads: {rate:.0f}")
    figures.tell(
        what="staff API: a report with a contact, one process",
        ours=f"{rate:.0f}/s, {create.queries} queries, {create.cpu:.1f} ms CPU",
        beside=f"Signalen {SIGNALEN_CREATE_SECOND}/s, {SIGNALEN_CREATE_QUERIES} queries, {SIGNALEN_CREATE_CPU} ms CPU",
        ratio=f"{rate / SIGNALEN_CREATE_SECOND:.1f}×, CPU {SIGNALEN_CREATE_CPU / create.cpu:.1f}×",
        wanted="≥ 5×",
    )
    tell("staff API: a page of the list", listed, SIGNALEN_LIST_QUERIES)
    figures.tell(
        what="staff API: a page of 50 of the list",
        ours=f"{listed.clock:.1f} ms, {listed.queries} queries, {listed.cpu:.1f} ms CPU",
        beside=f"Signalen {SIGNALEN_LIST_MS} ms, {SIGNALEN_LIST_QUERIES} queries",
        ratio=f"{SIGNALEN_LIST_MS / listed.clock:.1f}×",
        wanted="≥ 5×",
    )


def tell(what: str, ours: ground.Cost, queries: int) -> None:
    print(f"{what:50} {ours}  (Signalen: {queries} queries)")


def program(member: Member) -> Client:
    """A program with the token of this member."""
    return Client(
        SERVER_NAME="localhost",
        headers={"Authorization": f"Bearer {tokens.make(member, 'Benchmark', days=30)}"},
    )


def sent(client: Client) -> object:
    return client.post(PATH, json.dumps(SENT), content_type="application/json")


def most_a_second(client: Client) -> float:
    """How many reports a second one process takes: the most of several moments, since others use the machine too."""

    def one(_number: int) -> None:
        throttles.forget()
        answered(lambda: sent(client))

    def moment() -> float:
        began = time.perf_counter()
        list(threads.map(one, range(TIMES)))
        return TIMES / (time.perf_counter() - began)

    with ThreadPoolExecutor(settings.THREADS) as threads:
        rate = max(moment() for _ in range(MOMENTS))
        list(threads.map(lambda _number: connections.close_all(), range(settings.THREADS)))
    return rate


def answered(ask: Callable[[], object]) -> None:
    status = getattr(ask(), "status_code", 0)
    assert status in {200, 201}, status


def stored() -> None:
    """One request more in the list."""
    report = Report(
        request=ground.uuid.uuid4(),
        service=Service.objects.get(pk="pothole"),
        place=ground.place(),
        words="Deep hole by the bus stop.",
        contact=Contact(name="Rosa Marin", phone="+13025550147"),
    )
    intake.submit(report)


if __name__ == "__main__":
    main()
