"""Texts leave as mails do, and what became of them is told: once, late, or in the wrong order."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from commonhall.messaging import delivery, doors, gateways, pace, receipts
from commonhall.messaging.models import Channel, Door, Fate, Message
from commonhall.messaging.texts.provider import Receipt
from commonhall.people import consent, wishes
from commonhall.people.handles import By
from commonhall.people.record import Answer, AskedBy, Contact, Way
from commonhall.service_requests import words
from commonhall.service_requests.models import ServiceRequest
from commonhall.staff.roles import Role
from tests import running
from tests.api.asking import Caller
from tests.gateways import smsc, textserver
from tests.messaging import corresponding, texting
from tests.messaging.texts.twilio_server import TwilioServer
from tests.service_requests import making

pytestmark = pytest.mark.django_db
PHONE = "+13025550147"
QUESTION = "Which side of the gate is the hole on?"


@pytest.fixture
def reachable(services: None) -> ServiceRequest:
    """Somebody who left a mobile number alone."""
    return making.reported(contact=Contact(name="Rosa Marin", phone=PHONE))


def person_of(request: ServiceRequest) -> int:
    link = words.contact_link(request)
    assert link
    return link.person


def written(request: ServiceRequest, worker: Client, text: str = QUESTION, **more: str) -> Message:
    corresponding.write(worker, request, text, **more)
    return Message.objects.get()


def state_of(message: Message) -> tuple[str, str, str]:
    message.refresh_from_db()
    return message.state, message.problem, message.fate


def test_who_left_a_mobile_number_is_texted_the_citys_name_and_a_link(
    provider: TwilioServer, reachable: ServiceRequest, worker: Client, client: Client
) -> None:
    message = written(reachable, worker)
    assert message.channel == "text"
    delivery.deliver()
    (taken,) = provider.taken
    first, link, end = taken["Body"].split("\n")
    assert first == f"City of Wilmington: {QUESTION}"
    assert end == "STOP ends these texts."
    assert taken["To"] == PHONE
    path = link.removeprefix("Read or answer: http://localhost:8000")
    assert "We wrote to you" in client.get(path).content.decode()
    assert state_of(message) == ("handed over", "", "")


def test_kannel_takes_it_and_tells_what_became_of_it(
    reachable: ServiceRequest, worker: Client, settings: Settings, client: Client
) -> None:
    with smsc.network() as network, textserver.kannel(network) as server:
        settings.TEXT_GATEWAY = gateways.read_texts(server.url)
        message = written(reachable, worker)
        delivery.deliver()
        running.until(lambda: bool(network.texts()), 20)
        assert network.texts()[0].startswith(f"City of Wilmington: {QUESTION}")
    path = receipts.address(message.pk).removeprefix("http://localhost:8000").replace("%d", "8")
    for number, fate in (("8", "accepted"), ("1", "delivered"), ("8", "delivered")):
        assert client.get(path.replace("state=8", f"state={number}")).status_code == 200
        assert state_of(message) == ("handed over", "", fate)


def test_a_spanish_report_is_texted_in_spanish(
    provider: TwilioServer, services: None, worker: Client
) -> None:
    written(making.reported(contact=Contact(phone=PHONE, language="es")), worker, "¿De qué lado?")
    delivery.deliver()
    assert "ALTO" in provider.taken[0]["Body"]


def test_whoever_writes_chooses_the_way_where_there_are_two(
    provider: TwilioServer, named: ServiceRequest, worker: Client
) -> None:
    page = worker.get(corresponding.page_of(named)).content.decode()
    assert 'value="email"' in page
    assert 'value="text"' in page
    assert written(named, worker, channel="text").channel == "text"


def test_e_mail_comes_first_until_they_say_yes_to_texts(
    provider: TwilioServer, named: ServiceRequest, caller_of: Callable[[Role], Caller]
) -> None:
    program = caller_of(Role.WORKER)
    address = f"/requests/{named.reference}/messages"
    assert program.post(address, 202, channel="preferred", text="Which side?")["channel"] == "email"
    consent.note(person_of(named), Way.TEXT, Answer.YES, AskedBy.DESK, by=By(member=uuid.uuid4()))
    assert program.post(address, 202, channel="preferred", text="Left?")["channel"] == "text"
    assert program.post(address, 202, channel="email", text="Right?")["channel"] == "email"


def test_receipts_may_come_twice_and_in_any_order(
    provider: TwilioServer, reachable: ServiceRequest, worker: Client
) -> None:
    message = written(reachable, worker)
    delivery.deliver()
    for status, fate in (
        ("sent", "accepted"),
        ("delivered", "delivered"),
        ("sent", "delivered"),
        ("failed", "delivered"),
    ):
        assert texting.told(message.pk, status).status_code == 200
        assert state_of(message) == ("handed over", "", fate)
    page = worker.get(f"/en/staff/requests/{reachable.reference}/").content.decode()
    assert "By text message: delivered" in page


@given(order=st.lists(st.sampled_from(Fate), max_size=6))
def test_what_is_final_stays(order: list[Fate]) -> None:
    message = Message.objects.create(
        room="texts", about=uuid.uuid4(), basis="reply", channel="text", sealed=b"x", state="handed over",
        written_at=timezone.now(), due_at=timezone.now(), ended_at=timezone.now(),
    )  # fmt: skip
    for fate in order:
        receipts.note(Receipt(text=message.pk, fate=fate))
    message.refresh_from_db()
    final = next((fate for fate in order if fate is not Fate.ACCEPTED), None)
    assert message.fate == (final or (Fate.ACCEPTED if order else ""))


def test_one_that_was_perhaps_sent_was_once_its_receipt_comes(
    provider: TwilioServer, reachable: ServiceRequest, worker: Client
) -> None:
    message = written(reachable, worker)
    provider.hangs_up = True
    delivery.deliver()
    assert state_of(message) == ("uncertain", "", "")
    texting.told(message.pk, "delivered")
    assert state_of(message) == ("handed over", "", "delivered")


@pytest.mark.parametrize(
    "path", ["twilio/told/{}/", "twilio/", "kannel/wrong/", "kannel/told/{}/wrong/?state=1"]
)
def test_who_does_not_sign_is_told_nothing(provider: TwilioServer, client: Client, path: str) -> None:
    address = f"/hooks/texts/{path.format(uuid.uuid4())}"
    send = client.get if "told" in path and "kannel" in path else client.post
    for headers in ({}, {"X-Twilio-Signature": "nonsense"}):
        assert send(address, headers=headers).status_code == 404


def test_while_the_provider_is_away_nothing_is_lost_and_that_is_shown(
    reachable: ServiceRequest,
    worker: Client,
    settings: Settings,
    browser_of: Callable[[Role], Client],
) -> None:
    settings.TEXT_GATEWAY = gateways.read_texts(f"kannel+http://a:b@127.0.0.1:{running.free_port()}/?from=1")
    message = written(reachable, worker)
    delivery.deliver()
    assert state_of(message) == ("waiting", "", "")
    assert doors.is_shut(Channel.TEXT)
    page = browser_of(Role.ADMINISTRATOR).get("/en/staff/outbox/").content.decode()
    assert "The provider of texts has not answered since" in page
    Door.objects.update(shut_until=timezone.now())
    with texting.by_twilio(settings) as server:
        delivery.deliver()
        assert len(server.taken) == 1
    assert state_of(message) == ("handed over", "", "")


def test_without_a_provider_nobody_is_texted(
    reachable: ServiceRequest, worker: Client, caller_of: Callable[[Role], Caller]
) -> None:
    page = worker.get(corresponding.page_of(reachable), follow=True).content.decode()
    assert "They left no e-mail address" in page
    answer = caller_of(Role.WORKER).post(
        f"/requests/{reachable.reference}/messages", 422, channel="text", text="Which side?"
    )
    assert "Choose e-mail" in answer["message"]


def test_who_says_stop_between_writing_and_sending_gets_nothing(
    provider: TwilioServer, reachable: ServiceRequest, worker: Client
) -> None:
    message = written(reachable, worker)
    wishes.note(Way.TEXT, PHONE, Answer.NO, AskedBy.TEXT, words="stop")
    delivery.deliver()
    assert provider.taken == []
    assert state_of(message) == ("refused", "stopped", "")


def test_a_number_is_texted_so_often_in_a_day_and_no_more(
    provider: TwilioServer, reachable: ServiceRequest, worker: Client, caller_of: Callable[[Role], Caller]
) -> None:
    program = caller_of(Role.WORKER)
    address = f"/requests/{reachable.reference}/messages"
    for number in range(pace.MOST_A_DAY["reply"]):
        program.post(address, 202, text=f"Question {number}")
    answer = program.post(address, 422, text="One more")
    assert [each["promise"] for each in answer["refusals"]] == ["texts.information"]
    assert "They got 10 texts of this kind today" in answer["message"]


def test_a_text_of_more_parts_than_are_sent_is_refused_with_what_to_do(
    provider: TwilioServer, reachable: ServiceRequest, caller_of: Callable[[Role], Caller]
) -> None:
    answer = caller_of(Role.WORKER).post(
        f"/requests/{reachable.reference}/messages", 422, channel="text", text="Long. " * 300
    )
    assert "Shorten it, or write an e-mail" in answer["message"]


def test_that_is_shown_while_it_is_written_and_not_where_it_leaves_as_a_mail(
    provider: TwilioServer, named: ServiceRequest, worker: Client
) -> None:
    check = f"{corresponding.page_of(named)}check/"
    said = worker.post(check, {"text": "Long. " * 300, "channel": "text"}).content.decode()
    assert "This may not leave." in said
    assert "Shorten it, or write an e-mail" in said
    assert "texts.information" in said
    as_mail = worker.post(check, {"text": "Long. " * 300, "channel": "email"}).content.decode()
    assert "This may not leave." not in as_mail


def test_many_texts_leave_in_few_queries(
    provider: TwilioServer,
    reachable: ServiceRequest,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[None]],
) -> None:
    for number in range(20):
        corresponding.stored(reachable, f"Text {number}", channel=Channel.TEXT)
    with django_assert_max_num_queries(20 * 10 + 25):
        delivery.deliver()
    assert len(provider.taken) == 20
