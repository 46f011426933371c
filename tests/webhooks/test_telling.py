"""Who is told what, and when: what everybody may read, when everybody may read it, each thing once."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, Settings
from time_machine import Traveller

from commonhall.service_requests import own_deeds, work
from commonhall.service_requests.deeds import Change
from commonhall.service_requests.models import ServiceRequest
from commonhall.service_requests.own_deeds import Addition
from commonhall.service_requests.states import State
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from commonhall.webhooks import endpoints, gathering, reaching, sending, signing
from commonhall.webhooks.models import Delivery, Endpoint
from tests import dump
from tests.service_requests import making
from tests.webhooks.receiver import Message, Receiver
from tests.webhooks.working import work as does

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
DOCS = Path(__file__).parents[2] / "docs/api.md"


def told(receiver: Receiver) -> list[dict[str, Any]]:
    return [json.loads(message.body) for message in receiver.messages]


def test_the_check_that_the_docs_give_to_receivers_knows_our_messages_and_no_others(
    noon: Traveller, made: tuple[Endpoint, str], receiver: Receiver
) -> None:
    names: dict[str, Any] = {}
    exec(DOCS.read_text("utf-8").split("```python\n")[1].split("```")[0], names)
    is_ours = names["is_ours"]
    noon.shift(60)
    making.reported(contact=making.ROSA)
    does()
    (message,) = receiver.messages
    assert is_ours(message.headers, message.body, made[1])
    assert not is_ours(message.headers, message.body + b" ", made[1])
    assert not is_ours({**message.headers, "webhook-id": "msg_another"}, message.body, made[1])
    assert not is_ours(message.headers, message.body, "whsec_" + base64.b64encode(b"y" * 32).decode())
    noon.shift(301)
    assert not is_ours(message.headers, message.body, made[1])


def is_signed(message: Message, secret: str) -> bool:
    """As the specification tells receivers to look."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    at = message.headers["webhook-timestamp"]
    signed = b".".join((message.headers["webhook-id"].encode(), at.encode(), message.body))
    wanted = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return wanted in message.headers["webhook-signature"].split(" ")


def begin(request: ServiceRequest, members: dict[Role, Member]) -> None:
    work.change(
        request.pk, Change(state=State.IN_PROGRESS, public_note="A crew comes."), by=members[Role.WORKER]
    )


def test_of_somebody_named_it_is_told_at_once_what_everybody_reads_and_nothing_of_them(
    noon: Traveller, made: tuple[Endpoint, str], receiver: Receiver, members: dict[Role, Member]
) -> None:
    noon.shift(60)
    request = making.reported("Call Rosa Marin, 302-555-0147.", contact=making.ROSA)
    does()
    begin(request, members)
    does()
    received, changed = told(receiver)
    assert received["type"] == "service_request.received"
    assert received["data"]["service_request_id"] == request.reference
    assert changed["type"] == "service_request.changed"
    assert changed["data"]["extended_attributes"]["state"] == "in progress"
    assert changed["timestamp"] == timezone.now().astimezone(timezone.get_default_timezone()).isoformat(
        timespec="seconds"
    )
    for message in receiver.messages:
        assert is_signed(message, made[1])
        assert not is_signed(message, "whsec_" + base64.b64encode(b"x" * 32).decode())
        assert b"Rosa" not in message.body
        assert b"0147" not in message.body
    assert len(set(receiver.ids)) == 2


def test_of_somebody_anonymous_it_is_told_when_the_day_is_over_and_tells_no_time(
    noon: Traveller, endpoint: Endpoint, receiver: Receiver, members: dict[Role, Member]
) -> None:
    noon.shift(60)
    requests = [making.reported() for _ in range(3)]
    begin(requests[0], members)
    for _ in range(11):
        does()
        noon.shift(timedelta(hours=1))
    assert receiver.messages == []
    assert not Delivery.objects.exists()
    noon.shift(timedelta(hours=1))
    does()
    assert [each["type"].split(".")[1] for each in told(receiver)].count("received") == 3
    assert [each["type"].split(".")[1] for each in told(receiver)].count("changed") == 1
    for each in told(receiver):
        assert each["timestamp"].endswith("T00:00:00-05:00")


def test_the_messages_of_a_day_come_in_no_order(
    noon: Traveller, endpoint: Endpoint, receiver: Receiver
) -> None:
    came = [making.reported().reference for _ in range(12)]
    noon.shift(DAY)
    does()
    sent = [each["data"]["service_request_id"] for each in told(receiver)]
    assert sorted(sent) == sorted(came)
    assert sent != came  # once in 479 million times


def test_what_a_resident_did_is_told_when_its_day_is_over(
    noon: Traveller, named: ServiceRequest, endpoint: Endpoint, receiver: Receiver
) -> None:
    noon.shift(60)
    own_deeds.withdraw(named.pk, once=uuid4())
    does()
    assert receiver.messages == []
    noon.shift(DAY)
    does()
    (only,) = told(receiver)
    assert only["data"]["status"] == "closed"


def test_what_happened_before_is_not_told_and_each_thing_is_told_once(
    noon: Traveller,
    named: ServiceRequest,
    endpoint: Endpoint,
    receiver: Receiver,
    members: dict[Role, Member],
) -> None:
    noon.shift(60)
    begin(named, members)
    for _ in range(4):
        does()
        noon.shift(60)
    assert [each["type"] for each in told(receiver)] == ["service_request.changed"]


def test_an_internal_note_and_who_has_it_are_told_to_nobody(
    noon: Traveller,
    named: ServiceRequest,
    endpoint: Endpoint,
    receiver: Receiver,
    members: dict[Role, Member],
) -> None:
    noon.shift(60)
    work.note_internally(named.pk, "Bring the long ladder.", by=members[Role.WORKER])
    own_deeds.add(named.pk, Addition(once=uuid4(), note="It grew."))
    noon.shift(DAY)
    does()
    assert receiver.messages == []


def test_only_what_was_chosen_is_told(
    noon: Traveller, receiver: Receiver, members: dict[Role, Member]
) -> None:
    endpoints.make(
        "Counter", receiver.url, tells_received=True, tells_changed=False, by=members[Role.ADMINISTRATOR]
    )
    noon.shift(60)
    begin(making.reported(contact=making.ROSA), members)
    does()
    assert [each["type"] for each in told(receiver)] == ["service_request.received"]


# When it does not arrive


@pytest.fixture
def waiting(noon: Traveller, endpoint: Endpoint) -> Delivery:
    """A message that has to be sent."""
    noon.shift(60)
    making.reported(contact=making.ROSA)
    return Delivery(endpoint=endpoint)


def only() -> Delivery:
    return Delivery.objects.get()


def test_a_failure_is_tried_again_with_growing_pauses_under_one_id_and_then_taken(
    noon: Traveller, waiting: Delivery, receiver: Receiver
) -> None:
    receiver.status = 500
    for pause in sending.PAUSES[:4]:
        does()
        does()  # before the pause is over: nothing
        assert only().due_at - timezone.now() == pause
        noon.shift(pause)
    receiver.status = 200
    does()
    does()
    assert (only().state, only().tries, only().problem) == ("delivered", 5, "")
    assert len(receiver.messages) == 5
    assert len(set(receiver.ids)) == 1


def test_after_five_days_it_is_given_up_and_sent_again_when_somebody_says_so(
    noon: Traveller, waiting: Delivery, receiver: Receiver, endpoint: Endpoint
) -> None:
    receiver.status = 503
    does()
    for pause in sending.PAUSES:
        noon.shift(pause)
        does()
    assert (only().state, only().problem) == ("failed", "refused")
    assert timedelta(days=5) < sum(sending.PAUSES, timedelta()) < timedelta(days=6)
    noon.shift(DAY)
    does()
    receiver.status = 200
    assert endpoints.send_again(endpoint.deliveries.filter(state="failed")) == 1
    does()
    assert only().state == "delivered"
    assert len(set(receiver.ids)) == 1


def test_a_receiver_that_hangs_holds_nothing_up_for_long(
    waiting: Delivery, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reaching, "SECONDS", 0.3)
    receiver.seconds = 1.0
    does()
    assert only().problem == "no answer"


def test_a_receiver_that_is_away_is_told_when_it_is_back(
    noon: Traveller, loopback: None, members: dict[Role, Member]
) -> None:
    receiver = Receiver()
    with receiver.running():
        pass
    endpoints.make(
        "Away", receiver.url, tells_received=True, tells_changed=True, by=members[Role.ADMINISTRATOR]
    )
    noon.shift(60)
    making.reported(contact=making.ROSA)
    does()
    assert only().problem == "not reached"
    noon.shift(sending.PAUSES[0])
    with receiver.running():
        does()
    assert only().state == "delivered"


def test_no_other_address_is_followed(waiting: Delivery, receiver: Receiver, loopback: None) -> None:
    with Receiver().running() as elsewhere:
        receiver.status, receiver.moves_to = 307, elsewhere.url
        does()
        assert elsewhere.messages == []
    assert only().problem == "refused"


def test_what_was_withdrawn_or_deleted_meanwhile_is_told_as_it_is_or_not_at_all(
    noon: Traveller, waiting: Delivery, receiver: Receiver
) -> None:
    receiver.status = 500
    does()
    ServiceRequest.objects.get().delete()
    noon.shift(DAY)
    receiver.status = 200
    does()
    assert not Delivery.objects.exists()
    assert len(receiver.messages) == 1


def test_an_endpoint_that_ended_is_told_nothing_more(
    noon: Traveller, waiting: Delivery, receiver: Receiver, endpoint: Endpoint, members: dict[Role, Member]
) -> None:
    receiver.status = 500
    does()
    endpoints.end(endpoint.pk, by=members[Role.ADMINISTRATOR])
    noon.shift(DAY)
    does()
    assert len(receiver.messages) == 1
    assert not Delivery.objects.exists()


def test_what_was_told_is_forgotten_after_a_month(
    noon: Traveller, waiting: Delivery, receiver: Receiver
) -> None:
    does()
    noon.shift(endpoints.KEPT - DAY)
    endpoints.forget()
    assert only().state == "delivered"
    noon.shift(2 * DAY)
    endpoints.forget()
    assert not Delivery.objects.exists()


# Secrets


def test_another_secret_signs_beside_the_old_one_for_a_day(
    noon: Traveller, made: tuple[Endpoint, str], receiver: Receiver
) -> None:
    endpoint, old = made
    new = endpoints.renew_secret(endpoint)
    noon.shift(60)
    making.reported(contact=making.ROSA)
    does()
    noon.shift(DAY)
    making.reported(contact=making.ROSA)
    does()
    first, second = receiver.messages
    assert is_signed(first, old)
    assert is_signed(first, new)
    assert is_signed(second, new)
    assert not is_signed(second, old)
    for secret in (old, new):
        assert not dump.holds(secret.removeprefix("whsec_"))


@given(
    body=st.binary(max_size=200),
    seconds=st.integers(0, 2**33),
    secrets=st.lists(st.binary(min_size=24, max_size=64), min_size=1, max_size=2),
)
def test_each_secret_signs_as_the_specification_says(body: bytes, seconds: int, secrets: list[bytes]) -> None:
    headers = signing.headers("msg_1", seconds, body, secrets)
    message = Message(path="/", headers=headers, body=body)
    assert all(is_signed(message, signing.written(secret)) for secret in secrets)
    another = Message(path="/", headers=headers, body=body + b"!")
    assert not any(is_signed(another, signing.written(secret)) for secret in secrets)


def test_the_specifications_own_example_is_signed_alike() -> None:
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    signed = signing.headers("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}', [secret])
    assert signed["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


# Where it may lead


@pytest.mark.parametrize(
    ("address", "by_https", "by_http"),
    [
        ("93.184.216.34", True, False),
        ("2606:2800:220:1:248:1893:25c8:1946", True, False),
        ("127.0.0.1", True, True),  # the city's own network, in these tests
        ("10.1.2.3", False, False),
        ("169.254.169.254", False, False),
        ("192.168.0.1", False, False),
        ("100.64.0.1", False, False),
        ("0.0.0.0", False, False),
        ("224.0.0.1", False, False),
        ("::1", False, False),
        ("fe80::1", False, False),
        ("fd00::1", False, False),
        ("::ffff:10.1.2.3", False, False),
        ("::ffff:127.0.0.1", True, True),
        ("64:ff9b::a01:203", False, False),
        ("2002:a01:203::1", False, False),
    ],
)
def test_only_public_addresses_and_the_citys_own_networks_are_reached(
    loopback: None, address: str, by_https: bool, by_http: bool
) -> None:
    found = ip_address(address)
    assert reaching.is_allowed(found, is_plain=False) is by_https
    assert reaching.is_allowed(found, is_plain=True) is by_http


def test_a_name_that_leads_into_another_network_is_not_followed(
    noon: Traveller, waiting: Delivery, receiver: Receiver, settings: Settings
) -> None:
    settings.WEBHOOK_NETWORKS = ()
    does()
    assert only().problem == "not allowed"
    assert receiver.messages == []


def test_looking_for_what_has_to_be_told_asks_the_database_little(
    noon: Traveller,
    endpoint: Endpoint,
    receiver: Receiver,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(20):
        making.reported()
    noon.shift(DAY)
    with django_assert_max_num_queries(14):
        gathering.gather(timezone.now())
    assert Delivery.objects.count() == 20
