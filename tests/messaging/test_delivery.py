"""What is written leaves once: past outages, refusals and processes that die."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.messaging import delivery, doors, gateways, mail
from commonhall.messaging.models import Channel, Door, Message
from commonhall.people.contacts import Contact
from commonhall.service_requests.models import ServiceRequest
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests import running
from tests.gateways import mailserver
from tests.gateways.mailserver import Sink
from tests.messaging.corresponding import stored
from tests.service_requests import making

pytestmark = pytest.mark.django_db

type Answering = Callable[..., AbstractContextManager[Sink]]


@pytest.fixture
def answering(settings: Settings) -> Answering:
    """A mail server that answers in its own way."""

    @contextmanager
    def started(**more: object) -> Iterator[Sink]:
        with mailserver.sink(**more) as sink:
            settings.MAIL_SERVER = gateways.read(sink.url)
            yield sink

    return started


def state_of(message: Message) -> tuple[str, str]:
    message.refresh_from_db()
    return message.state, message.problem


def test_while_the_server_is_away_nothing_is_lost_and_its_door_is_shut(
    named: ServiceRequest, settings: Settings, answering: Answering
) -> None:
    message = stored(named)
    settings.MAIL_SERVER = gateways.read(f"smtp://127.0.0.1:{running.free_port()}")
    delivery.deliver()
    assert state_of(message) == ("waiting", "")
    assert message.tries == 0
    assert doors.is_shut(Channel.EMAIL)
    with answering() as sink:
        delivery.deliver()
        assert sink.arrived() == []
        Door.objects.update(shut_until=timezone.now())
        delivery.deliver()
        assert len(sink.wait_for(1)) == 1
    assert state_of(message) == ("handed over", "")
    assert not Door.objects.exists()


def test_each_failure_keeps_the_door_shut_for_longer(settings: Settings) -> None:
    pauses = []
    for _ in range(7):
        doors.shut(Channel.EMAIL)
        pauses.append(round((Door.objects.get().shut_until - timezone.now()).total_seconds(), -1))
    assert pauses == [10, 30, 60, 120, 300, 300, 300]


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("550 5.1.1 No such user rosa@example.com", "bad address"),
        ("552 5.2.2 Mailbox full", "full"),
        ("550 5.7.1 Blocked by our list", "reputation"),
        ("550 No such user", "bad address"),
        ("554 Not here", "reputation"),
    ],
)
def test_a_refusal_for_good_is_told_apart(
    named: ServiceRequest, answering: Answering, said: str, problem: str
) -> None:
    message = stored(named)
    with answering(never=("RCPT",), said=said):
        delivery.deliver()
    assert state_of(message) == ("refused", problem)


def test_a_refusal_for_now_is_tried_again_later_and_given_up_after_five_days(
    named: ServiceRequest, answering: Answering
) -> None:
    message = stored(named)
    waited = timedelta()
    with answering(later=("RCPT",), said="450 4.2.2 Mailbox full"):
        for _ in range(len(delivery.PAUSES)):
            delivery.deliver()
            assert state_of(message) == ("waiting", "full")
            waited += message.due_at - timezone.now()
            Message.objects.update(due_at=timezone.now())
        delivery.deliver()
    assert state_of(message) == ("given up", "full")
    assert timedelta(days=4) < waited < timedelta(days=6)


def test_others_leave_though_one_is_refused(
    named: ServiceRequest, services: None, answering: Answering
) -> None:
    bad = stored(making.reported(contact=Contact(email="not an address at all")))
    good = stored(named)
    with answering() as sink:
        delivery.deliver()
        assert len(sink.wait_for(1)) == 1
    assert state_of(bad) == ("refused", "bad address")
    assert state_of(good) == ("handed over", "")


def test_where_the_answer_is_lost_a_person_decides(
    named: ServiceRequest,
    answering: Answering,
    browser_of: Callable[[Role], Client],
) -> None:
    message = stored(named)
    with answering(cut=(".",)) as sink:
        delivery.deliver()
        assert state_of(message) == ("uncertain", "")
        Door.objects.all().delete()
        delivery.deliver()
        assert len(sink.arrived()) == 1, "what is uncertain is not sent again by itself"
    administrator = browser_of(Role.ADMINISTRATOR)
    page = administrator.get("/en/staff/outbox/").content.decode()
    assert str(message.pk) in page
    assert "rosa@example.com" not in page
    administrator.post(f"/en/staff/outbox/{message.pk}/settle/", {"was_sent": "no"})
    Door.objects.all().delete()
    with answering() as sink:
        delivery.deliver()
        assert len(sink.wait_for(1)) == 1
    assert state_of(message) == ("handed over", "")


def test_what_a_process_left_that_died_is_sent_and_what_may_have_left_is_not(
    named: ServiceRequest, answering: Answering
) -> None:
    claimed, in_flight = stored(named, "One"), stored(named, "Two")
    gone = 4711  # no connection holds this lock
    Message.objects.filter(pk=claimed.pk).update(state="claimed", sender=gone)
    Message.objects.filter(pk=in_flight.pk).update(state="in flight", sender=gone)
    with answering() as sink:
        delivery.deliver()
        (mail,) = sink.wait_for(1)
    assert "One" in mail.message.as_string()
    assert state_of(claimed) == ("handed over", "")
    assert state_of(in_flight) == ("uncertain", "")


def test_what_another_process_has_is_left_to_it(named: ServiceRequest, answering: Answering) -> None:
    message = stored(named)
    living = 4712
    with connection.copy().cursor() as cursor:  # another connection, as another process has
        cursor.execute("SELECT pg_advisory_lock(%s::integer, %s::integer)", [delivery.LOCKS, living])
        Message.objects.filter(pk=message.pk).update(state="claimed", sender=living)
        with answering() as sink:
            delivery.deliver()
            assert sink.arrived() == []
        assert state_of(message) == ("claimed", "")
        cursor.connection.close()


def test_many_leave_by_one_connection_in_few_queries(
    named: ServiceRequest,
    answering: Answering,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[None]],
) -> None:
    for number in range(20):
        stored(named, f"Message {number}")
    with answering() as sink, django_assert_max_num_queries(20 * 8 + 25):
        delivery.deliver()
        assert len({mail.message["Message-ID"] for mail in sink.wait_for(20)}) == 20


def test_nothing_leaves_while_no_server_is_named(
    named: ServiceRequest, settings: Settings, browser_of: Callable[[Role], Client]
) -> None:
    settings.MAIL_SERVER = None
    message = stored(named)
    delivery.deliver()
    assert state_of(message) == ("waiting", "")
    page = browser_of(Role.ADMINISTRATOR).get("/en/staff/outbox/").content.decode()
    assert "No mail server is set up" in page


def test_an_old_one_that_was_perhaps_sent_can_be_sent_again(
    named: ServiceRequest, answering: Answering, browser_of: Callable[[Role], Client]
) -> None:
    message = stored(named)
    Message.objects.update(state="uncertain", written_at=timezone.now() - timedelta(days=9))
    administrator = browser_of(Role.ADMINISTRATOR)
    administrator.post(f"/en/staff/outbox/{message.pk}/settle/", {})
    assert state_of(message) == ("uncertain", "")
    administrator.post(f"/en/staff/outbox/{message.pk}/settle/", {"was_sent": "no"})
    with answering() as sink:
        delivery.deliver()
        assert len(sink.wait_for(1)) == 1


@pytest.mark.parametrize(("said", "noted"), [("yes", "message was sent"), ("no", "message sent again")])
def test_who_settled_it_and_how_stands_in_the_log(
    named: ServiceRequest, browser_of: Callable[[Role], Client], said: str, noted: str
) -> None:
    message = stored(named)
    administrator = browser_of(Role.ADMINISTRATOR)
    settle = f"/en/staff/outbox/{message.pk}/settle/"
    administrator.post(settle, {"was_sent": said})
    assert not Entry.objects.filter(kind__startswith="message").exists(), "it is not uncertain"
    Message.objects.update(state="uncertain")
    for _ in range(2):
        administrator.post(settle, {"was_sent": said})
    entry = Entry.objects.get(kind__startswith="message")
    assert entry.kind == noted
    assert entry.actor == Member.objects.get(role=Role.ADMINISTRATOR).pk
    assert log.subject_of(entry).request == str(named.pk)


def test_one_that_does_not_open_holds_up_no_other(named: ServiceRequest, answering: Answering) -> None:
    broken, good = stored(named), stored(named)
    Message.objects.filter(pk=broken.pk).update(sealed=b"not sealed here, but long enough")
    with answering() as sink:
        delivery.deliver()
        assert len(sink.wait_for(1)) == 1
    assert (state_of(broken), state_of(good)) == (("refused", "no address"), ("handed over", ""))


@pytest.mark.parametrize("address", ["=?hex?q?a?=@example.com", "=?rot13?q?a?=@example.com"])
def test_an_address_that_no_program_understands_holds_up_no_other(
    address: str, named: ServiceRequest, answering: Answering
) -> None:
    hostile = stored(making.reported("Deep hole.", contact=Contact(name="M", email=address)))
    good = stored(named)
    with answering() as sink:
        delivery.deliver()
        assert len(sink.wait_for(1)) == 1
    assert (state_of(hostile), state_of(good)) == (("refused", "bad address"), ("handed over", ""))


def test_a_mistake_of_ours_about_one_holds_up_no_other(
    named: ServiceRequest, answering: Answering, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, broken, last = (stored(named) for _ in range(3))
    write = mail.write

    def mistaken(letter: mail.Letter) -> bytes:
        if letter.id == broken.pk:
            raise ZeroDivisionError
        return write(letter)

    monkeypatch.setattr(mail, "write", mistaken)
    with answering() as sink:
        delivery.deliver()
        assert len(sink.wait_for(2)) == 2
    assert [state_of(each) for each in (first, broken, last)] == [
        ("handed over", ""),
        ("waiting", "not taken"),
        ("handed over", ""),
    ]
    assert broken.due_at > timezone.now()


def test_of_those_due_at_one_time_the_first_written_leaves_first(
    named: ServiceRequest, answering: Answering
) -> None:
    written = [stored(named, f"Number {number}.") for number in range(4)]
    for age, message in enumerate(reversed(written)):
        Message.objects.filter(pk=message.pk).update(written_at=timezone.now() - timedelta(minutes=age))
    Message.objects.update(due_at=timezone.now())
    with answering() as sink:
        delivery.deliver()
        arrived = sink.wait_for(4)
    numbers = [next(n for n in range(4) if f"Number {n}." in each.raw.decode()) for each in arrived]
    assert numbers == [0, 1, 2, 3]


def test_a_password_is_given_to_no_server_without_tls(
    named: ServiceRequest, answering: Answering, settings: Settings
) -> None:
    message = stored(named)
    with answering() as sink:
        settings.MAIL_SERVER = replace(settings.MAIL_SERVER, user="commonhall", password="secret")
        delivery.deliver()
        assert sink.arrived() == []
    assert state_of(message) == ("waiting", "")
    assert Door.objects.get().channel == Channel.EMAIL


def test_one_whose_server_is_away_waits_behind_the_others(
    named: ServiceRequest, answering: Answering
) -> None:
    first, second = stored(named), stored(named)
    Message.objects.filter(pk=first.pk).update(due_at=timezone.now() - timedelta(hours=1))
    with answering(cut=("RCPT",)):
        delivery.deliver()
    assert (state_of(first), state_of(second)) == (("waiting", ""), ("waiting", ""))
    assert first.due_at > second.due_at


def test_what_waited_for_a_week_is_not_sent_any_more(named: ServiceRequest, answering: Answering) -> None:
    message = stored(named)
    week = timezone.now() - timedelta(days=7)
    Message.objects.update(written_at=week, due_at=week)
    with answering() as sink:
        delivery.deliver()
        assert sink.arrived() == []
    assert state_of(message) == ("given up", "not reached")
