"""Programs write to residents, and ask beforehand whether a message may leave."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from commonhall.api import repeats
from commonhall.messaging.models import Message
from commonhall.service_requests.models import ServiceRequest
from commonhall.staff.roles import Role
from tests.api.asking import BASE, Caller
from tests.service_requests import making

pytestmark = pytest.mark.django_db
SIGN_IN = "http://localhost:8000/en/staff/sign-in/"


@pytest.fixture
def program(caller_of: Callable[[Role], Caller]) -> Caller:
    return caller_of(Role.WORKER)


def test_a_program_writes_to_who_reported_a_request(program: Caller, named: ServiceRequest) -> None:
    answer = program.post(
        f"/requests/{named.reference}/messages", 202, channel="preferred", text="Which side?"
    )
    message = Message.objects.get(pk=answer["id"])
    assert (message.channel, message.about) == ("email", named.pk)
    history = program.get(f"/requests/{named.reference}")["history"]
    assert "Written to who reported it" in [entry["title"] for entry in history]


def test_a_message_that_is_sent_again_under_its_key_is_the_same(
    program: Caller, named: ServiceRequest
) -> None:
    def send(text: str) -> HttpResponse:
        client = Client(headers={"Authorization": f"Bearer {program.token}", repeats.HEADER: "message-0001"})
        address = f"{BASE}/requests/{named.reference}/messages"
        return client.post(address, {"text": text}, content_type="application/json")

    one, same = send("Which side?"), send("Which side?")
    assert (one.status_code, one.json()) == (202, same.json())
    assert send("Left?").status_code == 422
    assert Message.objects.count() == 1


def test_nobody_can_be_written_to_about_an_anonymous_request(program: Caller, services: None) -> None:
    anonymous = making.reported()
    answer = program.post(f"/requests/{anonymous.reference}/messages", 422, text="Which side?")
    assert "There is nobody to write to" in answer["message"]
    assert answer["refusals"] == []


def test_texts_are_refused_while_none_can_be_sent(program: Caller, named: ServiceRequest) -> None:
    answer = program.post(f"/requests/{named.reference}/messages", 422, channel="text", text="Which side?")
    assert "Choose e-mail" in answer["message"]


def test_a_message_that_may_leave_is_allowed(program: Caller) -> None:
    draft = {"basis": "subscription", "channel": "email", "subject": "Hours", "text": "Open on Saturday."}
    assert program.post("/messages/check", **draft) == {"allowed": True, "refusals": []}


def test_each_refusal_names_its_promise_its_place_and_what_to_do(program: Caller) -> None:
    answer = program.post("/messages/check", basis="none", channel="email", text=f"Look: {SIGN_IN}")
    assert not answer["allowed"]
    assert [(each["promise"], each["where"]) for each in answer["refusals"]] == [
        ("transactions.purpose", ""),
        ("phishing.never-links", SIGN_IN),
    ]
    assert all(each["advice"] for each in answer["refusals"])


def test_what_is_checked_is_kept_nowhere(program: Caller) -> None:
    program.post("/messages/check", basis="reply", channel="email", text="Which side?")
    assert not Message.objects.exists()
