"""The public list and map: out of a million requests beside out of ten thousand.
`python benchmarks/map.py [MANY [MINUTES]]`.

Each page and tile is asked for as a browser does. Requests are spread over the blocks of the demonstration city and
over three years, one in eight open.
"""

import random
import sys
import time
import uuid
from collections.abc import Iterator
from datetime import timedelta

import figures
import ground
from django.db import connection, connections
from django.test import Client

from commonhall import calendar
from commonhall.places.models import Block
from commonhall.service_requests import references, tallies
from commonhall.service_requests.filters import Place
from commonhall.service_requests.models import Service, ServiceRequest, Tally
from commonhall.service_requests.states import ClosedReason, State

FEW, MANY = 10_000, 1_000_000
MINUTES = 15  # in which the many are built, or fewer
TIMES = 10
DAYS = 1095
A_STEP = 387_420_489  # prime to the number of references: it leads through all of them
LIST = "/en/requests/"
PAGES = {
    "list": LIST,
    "list, all states": f"{LIST}?state=all",
    "list, fixed": f"{LIST}?state=fixed",
    "list, one service": f"{LIST}?service=pothole",
    "list, one service, a week": f"{LIST}?service=pothole&days=7",
    "list, one street": f"{LIST}?street=n+market+st&state=all",
    "list, all states, near the end": f"{LIST}?state=all&after={{deep}}",
    "a request's page": f"{LIST}{{reference}}/",
    "map, the whole city": f"{LIST}around/10/297/388/",
    "map, as it begins (one of nine)": f"{LIST}around/13/2376/3108/",
    "map, one service": f"{LIST}around/13/2376/3108/?service=pothole",
    "map, block by block": f"{LIST}around/15/9507/12433/",
    "tile of the city's own map": "/tiles/13/2376/3108",
}
NEAR = {
    "nearest to a place": {"place": ground.ADDRESS},
    "nearest, one service, open": {"place": ground.ADDRESS, "service": "pothole", "state": "open"},
}
SHARED = ("stripped_sealed", "place_sealed", "channel", "public_words", "revision")
COLUMNS = (
    "id", "reference", "service_id", "is_anonymous", "street", "hundred", "latitude", "longitude", "department_id",
    "state", "closed_reason", "day", "due_on", "changed_on", *SHARED,
)  # fmt: skip


def main() -> None:
    many = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    minutes = int(sys.argv[2]) if len(sys.argv) > 2 else MINUTES
    with ground.running():
        costs: dict[str, list[ground.Cost]] = {}
        for total in (FEW, many):
            fill(total, minutes)
            count()
            client = ground.browser()
            for title, path in PAGES.items():
                costs.setdefault(title, []).append(page(client, path))
            for title, asked in NEAR.items():
                costs.setdefault(title, []).append(near(client, asked))
        many = ServiceRequest.objects.count()
    print(f"out of {FEW:,} and out of {many:,} requests")
    for title, (before, after) in costs.items():
        print(f"{title:32} {before} | {after}  ratio {after.clock / before.clock:.1f}")
        figures.tell(
            what=f"public {title}, of {many:,}",
            ours=f"{after.clock:.1f} ms, {after.queries} queries",
            beside=f"of {FEW:,}: {before.clock:.1f} ms",
            ratio=f"{after.clock / before.clock:.1f}, CPU {after.cpu / before.cpu:.1f}",
        )


def page(client: Client, path: str) -> ground.Cost:
    deep = ServiceRequest.objects.newest_first()[ServiceRequest.objects.count() * 9 // 10]
    path = path.format(deep=Place(deep.day, deep.reference), reference=deep.reference)
    return ground.cost(lambda: seen(client.get(path).status_code), TIMES)


def near(client: Client, asked: dict[str, str]) -> ground.Cost:
    return ground.cost(lambda: seen(client.post(LIST, asked).status_code), TIMES)


def seen(status: int) -> None:
    assert status == 200, status


def count() -> None:
    """The night's count, and how long it takes."""
    began = time.perf_counter()
    tallies.count(calendar.today())
    seconds = time.perf_counter() - began
    print(
        f"{ServiceRequest.objects.count():,} requests counted in {seconds:.1f} s: {Tally.objects.count():,} rows"
    )


def fill(total: int, minutes: int) -> None:
    """Requests up to that number, or as many as that time allows."""
    services, blocks = list(Service.objects.all()), list(Block.objects.all())
    model = ground.bare_request(services[0], ground.place(), calendar.today())
    made = rows(range(ServiceRequest.objects.count(), total), services, blocks, model)
    stored = ground.within(minutes, made)  # while the copy runs nothing else may be asked
    with connection.cursor() as cursor:
        statement = f"COPY service_requests_servicerequest ({', '.join(COLUMNS)}) FROM STDIN"
        with cursor.copy(statement) as copy:
            for row in stored:
                copy.write_row(row)
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE service_requests_servicerequest")


def rows(
    numbers: range, services: list[Service], blocks: list[Block], model: ServiceRequest
) -> Iterator[list[object]]:
    """One in eight is open, three in eight are fixed. What is sealed is the same in all: nobody opens it here."""
    chance, today = random.Random(311), calendar.today()
    shared = [getattr(model, column) for column in SHARED]
    for number in numbers:
        service, block = chance.choice(services), chance.choice(blocks)
        day = today - timedelta(days=chance.randrange(1, DAYS))
        reason = ("", *3 * (ClosedReason.FIXED,), *4 * (ClosedReason.NOT_OURS,))[number % 8]
        yield [
            uuid.uuid4(), references.of_number(number * A_STEP % 31**6), service.pk, True, block.street,
            block.hundred, block.latitude, block.longitude, service.department_id,
            State.CLOSED if reason else State.ASSIGNED, reason, day, day, day, *shared,
        ]  # fmt: skip


if __name__ == "__main__":
    main()
