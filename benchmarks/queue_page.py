"""The queue: a page of 50 out of a million requests beside a page out of ten thousand.

`python benchmarks/queue_page.py [MANY [MINUTES]]`. Each page is asked for as a
browser does, with the counts of the rail.
"""

import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta

import figures
import ground
from django.db import connection, connections
from django.test import Client

from commonhall import calendar
from commonhall.demo import cast
from commonhall.places import lookup
from commonhall.service_requests import merging
from commonhall.service_requests.filters import Place
from commonhall.service_requests.models import Service, ServiceRequest
from commonhall.service_requests.states import ClosedReason, State
from commonhall.staff.models import Member
from commonhall.staff.roles import Role

FEW, MANY = 10_000, 1_000_000
MINUTES = 15  # in which the many are built, or fewer
TIMES = 10
DAYS = 180
UNREAD = 10  # what is left where the worker has read everything else
COLUMNS = (
    "id", "reference", "service_id", "channel", "is_anonymous", "stripped_sealed", "place_sealed", "public_words",
    "street", "hundred", "latitude", "longitude", "department_id", "assigned_to_id", "state", "closed_reason", "day",
    "due_on", "revision", "changed_on",
)  # fmt: skip
VIEWS = {
    "all open": "",
    "all open, near the end": "after={deep}",
    "late": "due=late",
    "due today": "due=today",
    "one service": "service=pothole",
    "mine": "whose=me",
    "new and nobody's": "state=new&whose=nobody",
    "sent back (rare)": "state=sent+back",
    "sent back, one service": "state=sent+back&service=pothole",
    "closed": "state=closed",
    "all states": "state=all",
    "unread, nothing read": "unread=1",
    "unread, ten left": "unread=1",
}


def main() -> None:
    many = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    minutes = int(sys.argv[2]) if len(sys.argv) > 2 else MINUTES
    with ground.running():
        members = cast.members()
        costs: dict[tuple[str, str], list[ground.Cost]] = {}
        for total in (FEW, many):
            fill(total, minutes, members[Role.WORKER])
            for role in (Role.WORKER, Role.CALL_TAKER):
                for title, query in VIEWS.items():
                    if title == "unread, ten left":
                        read_all_but(UNREAD, members[Role.WORKER])
                    costs.setdefault((role, title), []).append(page(members[role], query))
                costs.setdefault((role, "what it may repeat"), []).append(candidates(members[role]))
            forget()
        many = ServiceRequest.objects.count()
    print(f"a page of 50, out of {FEW:,} and out of {many:,} requests, nine of ten open")
    for (role, title), (before, after) in costs.items():
        print(f"{role:10} {title:24} {before} | {after}  ratio {after.clock / before.clock:.1f}")
        figures.tell(
            what=f"queue of a {role.replace('_', ' ')}: {title}, of {many:,}",
            ours=f"{after.clock:.1f} ms, {after.queries} queries",
            beside=f"of {FEW:,}: {before.clock:.1f} ms",
            ratio=f"{after.clock / before.clock:.1f}, CPU {after.cpu / before.cpu:.1f}",
        )


def page(member: Member, query: str) -> ground.Cost:
    """The cost of one page, as the member's browser asks for it."""
    client = ground.browser()
    client.force_login(member)
    open_ones = ServiceRequest.objects.open().due_first()
    deep = open_ones[open_ones.count() * 9 // 10]
    path = f"/en/staff/queue/?{query.format(deep=Place(deep.due_on, deep.reference))}"
    return ground.cost(lambda: seen(client, path), TIMES)


def candidates(member: Member) -> ground.Cost:
    """The cost of looking for what one request may repeat."""
    request = ServiceRequest.objects.open().order_by("-day")[0]
    return ground.cost(lambda: merging.candidates(request, member, calendar.today()), TIMES)


def seen(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


def fill(total: int, minutes: int, worker: Member) -> None:
    """Requests up to that number, or as many as that time allows.

    Due over half a year, one in ten closed, one in a hundred the worker's.
    """
    missing = total - ServiceRequest.objects.count()
    services, used = (
        list(Service.objects.all()),
        set(ServiceRequest.objects.values_list("reference", flat=True)),
    )
    stored = ground.within(
        minutes, rows(missing, ground.place(), services, used, worker)
    )  # while the copy runs nothing else may be asked
    with connection.cursor() as cursor:
        columns = ", ".join(COLUMNS)
        statement = f"COPY service_requests_servicerequest ({columns}) FROM STDIN"
        with cursor.copy(statement) as copy:
            for row in stored:
                copy.write_row(row)
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE service_requests_servicerequest")


def rows(
    count: int, somewhere: lookup.Place, services: list[Service], used: set[str], worker: Member
) -> Iterator[list[object]]:
    """Spread over the blocks of a town of five miles; five are sent back."""
    chance, today = random.Random(311), calendar.today()
    for number in range(count):
        day = today - timedelta(days=chance.randrange(DAYS))
        request = ground.bare_request(
            chance.choice(services), somewhere, day, due_on=day + timedelta(days=160)
        )
        while request.reference in used:
            request.reference = ground.references.new()
        used.add(request.reference)
        request.latitude += 0.0012 * chance.randrange(-30, 30)
        request.longitude += 0.0012 * chance.randrange(-30, 30)
        request.changed_on = day
        settle(request, number, worker)
        yield [getattr(request, column) for column in COLUMNS]


def settle(request: ServiceRequest, number: int, worker: Member) -> None:
    """Give it the state that its number has."""
    if number % 10 == 0:
        request.state, request.closed_reason = State.CLOSED, ClosedReason.FIXED
    elif number < 50:
        request.state = State.SENT_BACK
    elif number % 100 == 1:
        request.state, request.assigned_to_id = State.ASSIGNED, worker.pk


def read_all_but(left: int, worker: Member) -> None:
    """The worker has looked at all of the last weeks but a few: the hardest case, since each mark is asked for."""
    since: date = calendar.today() - timedelta(days=20)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM service_requests_readmark")
        cursor.execute(
            "INSERT INTO service_requests_readmark (id, member_id, request_id, revision)"
            " SELECT gen_random_uuid(), %s, id, revision FROM service_requests_servicerequest"
            " WHERE changed_on >= %s ORDER BY reference OFFSET %s",
            [worker.pk, since, left],
        )
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE service_requests_readmark")


def forget() -> None:
    """Nothing is read any more."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM service_requests_readmark")


if __name__ == "__main__":
    main()
