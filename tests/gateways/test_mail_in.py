"""An answer goes through a real Postfix, as it is shipped, into the time line of its request."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from commonhall.messaging import delivery, gateways, joining
from commonhall.messaging.models import Message, Received
from commonhall.service_requests import catalogue, words
from commonhall.service_requests.models import ServiceRequest
from commonhall.staff.models import Department, Member
from commonhall.staff.roles import Role
from tests import running
from tests.gateways import mailserver, programs, writing
from tests.gateways.mailserver import CITY, Postfix, Sink
from tests.messaging import answering, corresponding
from tests.operations import commands
from tests.service_requests import making
from tests.service_requests.making import ROSA

_HANDS_OVER = """#!/bin/sh
its=$(mktemp -d {folder}/mail.XXXXXX)
chmod 755 "$its"
cat >"$its/half"
mv "$its/half" "$its/mail"
until [ -f "$its/code" ]; do sleep 0.1; done
exit "$(cat "$its/code")"
"""


@dataclass(kw_only=True)
class Runner:
    """Runs the command for Postfix, which runs none as root; what it ends with, Postfix gets."""

    folder: Path
    environment: dict[str, str]
    codes: list[int] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        while not self.over.wait(0.05):
            for mail in self.folder.glob("mail.*/mail"):
                if not (mail.parent / "code").exists():
                    self._give(mail)

    def _give(self, mail: Path) -> None:
        command = [sys.executable, "-m", "commonhall.config.cli", "receive-mail"]
        with mail.open("rb") as raw:
            done = subprocess.run(command, stdin=raw, env=self.environment, capture_output=True, check=False)
        (mail.parent / "next").write_text(str(done.returncode))
        (mail.parent / "next").rename(mail.parent / "code")
        self.codes.append(done.returncode)


@contextmanager
def runner(database: str) -> Iterator[Runner]:
    with programs.folder() as folder:
        folder.chmod(0o777)
        command = folder / "receive-mail"
        command.write_text(_HANDS_OVER.format(folder=folder))
        command.chmod(0o755)
        started = Runner(folder=folder, environment=commands.environment(database))
        thread = threading.Thread(target=started.run)
        thread.start()
        try:
            yield started
        finally:
            started.over.set()
            thread.join()


@pytest.fixture
def named(fresh_database: str, settings: Settings) -> ServiceRequest:
    """A named request in a city whose mail comes in by this Postfix."""
    settings.EMAIL_FROM = settings.EMAIL_REPLIES = f"311@{CITY}"
    catalogue.load(settings.CITY.folder)
    return making.reported(contact=ROSA)


@pytest.fixture
def worker(named: ServiceRequest) -> Client:
    works = Department.objects.get(pk="public-works")
    member = Member.objects.create(email="w@city.example", role=Role.WORKER, department=works)
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    client.force_login(member)
    return client


def answer(mail: mailserver.Arrived, words_: str) -> tuple[bytes, str]:
    """What a resident's program makes of “reply”, and to whom it sends it."""
    to = mail.message["Reply-To"].addresses[0].addr_spec
    return answering.mail(to, words_), to


def send(server: Postfix, raw: bytes, to: str) -> None:
    """As a program of another host does: without the headers that Postfix adds."""
    message = message_from_bytes(raw, policy=SMTP)
    for name in ("Return-Path", "Delivered-To"):
        del message[name]
    writing.send(server.port, message, to)  # type: ignore[arg-type]


def test_an_answer_lands_in_the_time_line(
    named: ServiceRequest, worker: Client, settings: Settings, sink: Sink
) -> None:
    with (
        runner(settings.DATABASES["default"]["NAME"]) as run,
        mailserver.postfix(sink.port, receiver=[run.folder / "receive-mail"]) as server,
    ):
        settings.MAIL_SERVER = gateways.read(server.url)
        corresponding.write(worker, named)
        delivery.deliver()
        (mail,) = sink.wait_for(1)
        raw, to = answer(mail, "On the left side.")
        send(server, raw, to)
        running.until(lambda: Received.objects.exists())
        server.wait_until_empty()
    joining.read_waiting()
    assert run.codes == [0]
    assert words.added(named.events.order_by("number"), words.own_key(named)) == ["On the left side."]
    page = worker.get(f"/en/staff/requests/{named.reference}/").content.decode()
    assert "On the left side." in page


def test_what_does_not_arrive_comes_back_to_its_message(
    named: ServiceRequest, worker: Client, settings: Settings
) -> None:
    with (
        runner(settings.DATABASES["default"]["NAME"]) as run,
        mailserver.sink(never=["RCPT"], said="550 5.1.1 No such user") as away,
        mailserver.postfix(away.port, receiver=[run.folder / "receive-mail"]) as server,
    ):
        settings.MAIL_SERVER = gateways.read(server.url)
        corresponding.write(worker, named)
        delivery.deliver()
        assert Message.objects.get().state == Message.State.HANDED_OVER
        running.until(lambda: Received.objects.exists())
        server.wait_until_empty()
    joining.read_waiting()
    message = Message.objects.get()
    assert (message.state, message.problem) == (Message.State.CAME_BACK, Message.Problem.BAD_ADDRESS)


def test_while_the_database_is_away_postfix_keeps_the_mail(
    named: ServiceRequest, settings: Settings, sink: Sink
) -> None:
    with (
        runner(settings.DATABASES["default"]["NAME"]) as run,
        mailserver.postfix(sink.port, receiver=[run.folder / "receive-mail"]) as server,
    ):
        right = run.environment["DATABASE_URL"]
        run.environment["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:9/nothing"
        to = answering.address_of(named)
        send(server, answering.mail(to), to)
        running.until(lambda: run.codes == [75])
        assert len(server.queued()) >= 1
        run.environment["DATABASE_URL"] = right
        server.retry()
        running.until(lambda: Received.objects.exists())
        server.wait_until_empty()
    assert Received.objects.count() == 1
