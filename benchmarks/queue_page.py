"""The queue: a page of 50 out of 50,000 requests beside a page out of 500. `python benchmarks/queue_page.py`."""

import random
from datetime import timedelta

import ground
from django.db import connections
from django.test import Client

from commonhall import calendar
from commonhall.demo import cast
from commonhall.service_requests.models import ClosedReason, Service, ServiceRequest, State
from commonhall.service_requests.queue import Place
from commonhall.staff.models import Member
from commonhall.staff.roles import Role

FEW, MANY = 500, 50_000
TIMES = 20
VIEWS = {
    "all open": "",
    "all open, near the end": "after={deep}",
    "late": "state=late",
    "one service": "service=pothole",
    "mine": "mine=1",
    "closed": "state=closed",
}


def main() -> None:
    with ground.running():
        members = cast.members()
        costs: dict[tuple[str, str], list[ground.Cost]] = {}
        for total in (FEW, MANY):
            fill(total, members[Role.WORKER])
            for role in (Role.WORKER, Role.CALL_TAKER):
                for title, query in VIEWS.items():
                    costs.setdefault((role, title), []).append(page(members[role], query))
    print(f"a page of 50, out of {FEW} and out of {MANY:,} requests, nine of ten open")
    for (role, title), (few, many) in costs.items():
        print(f"{role:10} {title:24} {few} | {many}  ratio {many.clock / few.clock:.1f}")


def page(member: Member, query: str) -> ground.Cost:
    """The cost of one page, as the member's browser asks for it."""
    client = ground.browser()
    client.force_login(member)
    open_ones = ServiceRequest.objects.open().due_first()
    deep = open_ones[open_ones.count() * 9 // 10]
    path = f"/en/staff/queue/?{query.format(deep=Place(deep.due_on, deep.reference))}"
    return ground.cost(lambda: seen(client, path), TIMES)


def seen(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


def fill(total: int, worker: Member) -> None:
    """Requests up to that number: due over half a year, one in ten closed, one in a hundred the worker's."""
    chance, today, somewhere = random.Random(311), calendar.today(), ground.place()
    services = list(Service.objects.all())
    rows = []
    for number in range(total - ServiceRequest.objects.count()):
        day = today - timedelta(days=chance.randrange(180))
        closed = number % 10 == 0
        rows.append(
            ground.bare_request(
                chance.choice(services),
                somewhere,
                day,
                due_on=day + timedelta(days=160),
                assigned_to=worker if number % 100 == 1 else None,
                state=State.CLOSED if closed else State.NEW,
                closed_reason=ClosedReason.FIXED if closed else "",
            )
        )
    ServiceRequest.objects.bulk_create(
        rows, batch_size=1000, ignore_conflicts=True
    )  # two may draw one reference
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE service_requests_servicerequest")


if __name__ == "__main__":
    main()
