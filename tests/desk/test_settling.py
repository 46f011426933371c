"""The count of a day changes with each anonymous call: settle takes away when it did, as it does for the request."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from commonhall import calendar
from commonhall.demo import cast
from commonhall.places import loading
from commonhall.service_requests import catalogue, settling
from commonhall.staff.roles import Role
from tests.desk.calling import Taker


@pytest.fixture
def taker(fresh_database: str) -> Taker:
    catalogue.load(settings.CITY.folder)
    loading.load_places(settings.CITY.folder)
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    client.force_login(cast.members()[Role.CALL_TAKER])
    return Taker(client)


def written_by(table: str) -> set[str]:
    """The transactions that wrote the rows of a table."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT xmin::text FROM {table}")
        return {xmin for (xmin,) in cursor.fetchall()}


def place_in_the_file() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctid::text FROM desk_toldanonymously")
        return str(cursor.fetchone()[0])


def test_after_settle_nothing_tells_when_the_count_changed(taker: Taker) -> None:
    for _ in range(3):
        taker.fills().cuts().reads_out()
    assert place_in_the_file() != "(0,1)"  # the versions before it lie there still
    settling.hourly(calendar.today())
    assert place_in_the_file() == "(0,1)"
    assert written_by("desk_toldanonymously") == written_by("service_requests_servicerequest")
    settling.hourly(calendar.today() + timedelta(days=1))
    assert written_by("desk_toldanonymously") == written_by("service_requests_servicerequest")
