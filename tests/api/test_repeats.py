"""A report that a program sends again under its key is one report."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from time_machine import Traveller

from commonhall.api import repeats, tokens
from commonhall.demo import cast
from commonhall.places import loading
from commonhall.service_requests.models import ServiceRequest
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests.api.asking import BASE, Caller
from tests.api.conftest import caller_for
from tests.service_requests import making

SENT = {"service_code": "pothole", "address_string": "1012 N Market St", "description": "Deep hole."}
KEY = "b7f9c1e2-one"


def send(caller: Caller, key: str, answers: int = 201, **more: object) -> Any:
    client = Client(headers={"Authorization": f"Bearer {caller.token}", repeats.HEADER: key})
    answer = client.post(f"{BASE}/requests", json.dumps(SENT | more), content_type="application/json")
    assert answer.status_code == answers, answer.content
    return answer.json()


def test_the_same_call_again_has_the_same_answer_and_stores_nothing(casey: Caller, city: None) -> None:
    first = send(casey, KEY)
    assert send(casey, KEY) == first
    assert send(casey, f'"{KEY}"') == first  # as the draft writes it
    assert ServiceRequest.objects.count() == 1


def test_another_key_is_another_report_and_so_is_none(casey: Caller, city: None) -> None:
    references = {send(casey, key)["reference"] for key in (KEY, "b7f9c1e2-two", "", "")}
    assert len(references) == 4


def test_another_report_under_the_same_key_is_refused(casey: Caller, city: None) -> None:
    send(casey, KEY)
    said = send(casey, KEY, answers=422, description="Another hole.")
    assert "Something else was sent with this Idempotency-Key." in said["message"]
    assert ServiceRequest.objects.count() == 1


def test_the_key_of_somebody_else_is_another_key(casey: Caller, sasha: Caller, city: None) -> None:
    assert send(casey, KEY)["reference"] != send(sasha, KEY)["reference"]


def test_a_refused_report_may_be_put_right_under_its_key(casey: Caller, city: None) -> None:
    send(casey, KEY, answers=422, email="nobody")
    send(casey, KEY, email="rosa@example.com")


def test_the_key_lasts_over_midnight_and_is_forgotten_the_day_after(
    noon: Traveller, members: dict[Role, Member], city: None
) -> None:
    caller = caller_for(members[Role.CALL_TAKER])
    noon.shift(timedelta(hours=11))
    first = send(caller, KEY)
    noon.shift(timedelta(hours=2))
    assert send(caller, KEY) == first
    noon.shift(timedelta(days=1))
    assert send(caller, KEY)["reference"] != first["reference"]


@pytest.mark.parametrize("key", ["short", "x" * 256, "with a space in it"])
def test_a_key_that_is_none_is_told(casey: Caller, city: None, key: str) -> None:
    assert "Idempotency-Key must be 8 to 255" in send(casey, key, answers=422)["message"]
    assert not ServiceRequest.objects.exists()


def test_sent_many_times_at_once_it_is_one(fresh_database: str) -> None:
    making.catalogue_of_the_city()
    loading.load_places(settings.CITY.folder)
    member = cast.members()[Role.CALL_TAKER]
    caller = Caller(tokens.make(member, "Their program", days=30))

    def sends(number: int) -> str:
        try:
            return str(send(caller, KEY)["reference"])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        references = set(pool.map(sends, range(12)))
    assert len(references) == 1
    assert ServiceRequest.objects.count() == 1


@given(st.binary(min_size=8, max_size=8), st.binary(min_size=8, max_size=8))
def test_what_is_stored_under_a_key_lies_between_its_ends(first: bytes, second: bytes) -> None:
    made = repeats._id(first, second)
    assert made.version == 8
    assert repeats._id(first, bytes(8)) <= made <= repeats._id(first, b"\xff" * 8)
