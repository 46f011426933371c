"""Settle of a day's 1,000 requests, half of them anonymous, one in five with a photo. `python benchmarks/settle.py`.

Beside it: taking the same requests in, and as bare rows.
"""

import os
import time
import uuid
from collections.abc import Callable
from datetime import timedelta

import ground
from django.db import connections

from commonhall import calendar
from commonhall.people.contacts import Contact
from commonhall.service_requests import intake, jobs, settling
from commonhall.service_requests.intake import Report
from commonhall.service_requests.models import Event, Photo, Service, ServiceRequest

DAY_S_REQUESTS = 1_000
PHOTO = os.urandom(150_000)  # sealed bytes are noise, whatever was in them


def main() -> None:
    with ground.running():
        inserted = seconds(take_in)
        rows = sum(model.objects.count() for model in (ServiceRequest, Event, Photo))
        with connections["owner"].cursor() as cursor:
            cursor.execute("CHECKPOINT")
        today = calendar.today()
        hourly = seconds(lambda: settling.hourly(today))
        nightly = seconds(lambda: settling.hourly(today + timedelta(days=1)))
    print(f"{DAY_S_REQUESTS:,} requests, {rows:,} rows: taken in within {inserted:.1f} s")
    print(f"hourly pass over the running day  {hourly:6.2f} s  ratio to taking in {hourly / inserted:.2f}")
    print(f"nightly pass, photos moved out    {nightly:6.2f} s  ratio to taking in {nightly / inserted:.2f}")


def take_in() -> None:
    service, place = Service.objects.get(pk="pothole"), ground.place()
    for number in range(DAY_S_REQUESTS):
        named = number % 2 == 0
        report = Report(
            request=uuid.uuid4(),
            service=service,
            place=place,
            words="Deep hole by the bus stop.",
            contact=Contact(name="Rosa Marin", phone="+13025550147") if named else None,
            photos=(PHOTO,) if number % 5 == 0 else (),
        )
        receipt = intake.submit(report)
        if named:
            jobs.route(request_id=str(receipt.request.pk))


def seconds(deed: Callable[[], object]) -> float:
    began = time.perf_counter()
    deed()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
