"""The mail servers that other tests stand on do what they say."""

import smtplib
import stat
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

import pytest

from tests import running
from tests.gateways import mailserver, programs, writing
from tests.gateways.mailserver import CITY, Postfix, Sink


def test_a_mail_through_postfix_arrives_with_its_envelope_and_each_letter(
    sink: Sink, postfix: Postfix
) -> None:
    words = "Señora, a dot:\n.\n.. and two\n\nEnd\n"
    writing.send(postfix.port, writing.mail(words=words))
    [arrived] = sink.wait_for(1)
    assert (arrived.sender, arrived.recipients) == (writing.SENDER, (writing.ADDRESS,))
    assert arrived.message["Message-ID"] == writing.MESSAGE_ID
    assert arrived.message.get_content() == words
    postfix.wait_until_empty()
    assert f"to=<{writing.ADDRESS}>" in postfix.log()


def test_a_sink_refuses_for_good_for_now_or_hangs_up_as_it_is_told() -> None:
    with mailserver.sink(never=["RCPT"], said="550 5.1.1 No such user") as away:
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            writing.send(away.port, writing.mail())
        assert refused.value.recipients == {writing.ADDRESS: (550, b"5.1.1 No such user")}
    with mailserver.sink(later=["DATA"]) as away, pytest.raises(smtplib.SMTPDataError, match="450"):
        writing.send(away.port, writing.mail())
    with mailserver.sink(cut=["."]) as away:
        with pytest.raises(smtplib.SMTPServerDisconnected):
            writing.send(away.port, writing.mail())
        assert len(away.arrived()) == 1


def test_a_sink_hangs_as_it_is_told() -> None:
    with (
        mailserver.sink(hang={"EHLO": 30}) as away,
        smtplib.SMTP("127.0.0.1", away.port, timeout=1) as server,
        pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"),
    ):
        server.ehlo()


def test_what_a_dead_server_did_not_take_waits_and_is_tried_again() -> None:
    port = running.free_port()
    with mailserver.postfix(port) as server:
        writing.send(server.port, writing.mail())
        running.until(lambda: "status=deferred" in server.log())
        assert len(server.queued()) == 1
        with mailserver.sink(port) as back:
            server.retry()
            assert len(back.wait_for(1)) == 1
            server.wait_until_empty()


def test_what_is_refused_for_good_comes_back_to_the_sender(receiver: Path) -> None:
    with (
        mailserver.sink(never=["RCPT"], said="550 5.1.1 No such user") as away,
        mailserver.postfix(away.port, receiver=[receiver]) as server,
    ):
        writing.send(server.port, writing.mail())
        [back] = given_to(receiver)
    message = message_from_bytes(back, policy=SMTP)
    assert message.get_content_type() == "multipart/report"
    assert (message["Return-Path"], message["X-Original-To"]) == ("<MAILER-DAEMON>", writing.SENDER)
    assert b"\nStatus: 5.1.1\n" in back


def test_mail_to_the_city_is_given_to_the_command_whole(receiver: Path, sink: Sink) -> None:
    to = f"reply+9q2@{CITY}"
    with mailserver.postfix(sink.port, receiver=[receiver]) as server:
        writing.send(server.port, writing.mail(recipient=to), to)
        [given] = given_to(receiver)
        server.wait_until_empty()
    message = message_from_bytes(given, policy=SMTP)
    assert (message["Return-Path"], message["Delivered-To"]) == (f"<{writing.SENDER}>", to)
    assert writing.WORDS.encode() in given
    assert sink.arrived() == []


def test_nothing_that_was_started_is_left(sink: Sink) -> None:
    with mailserver.postfix(sink.port) as server:
        writing.send(server.port, writing.mail())
        sink.wait_for(1)
        assert running.processes_of(server.folder)
    assert running.processes_of(server.folder) == []
    assert not server.folder.exists()


@pytest.fixture
def receiver() -> Iterator[Path]:
    """A command that keeps in a file each mail that it is given."""
    with programs.folder() as folder:
        folder.chmod(0o777)  # the command is nobody's
        command = folder / "receive"
        command.write_text(
            f'#!/bin/sh\nto=$(mktemp {folder}/half.XXXXXX)\ncat >"$to"\nmv "$to" "{folder}/mail.$$"\n'
        )
        command.chmod(command.stat().st_mode | stat.S_IXOTH | stat.S_IXGRP | stat.S_IXUSR | stat.S_IROTH)
        yield command


def given_to(command: Path) -> list[bytes]:
    """The mails it was given, once there is one."""
    running.until(lambda: bool(list(command.parent.glob("mail.*"))))
    return [file.read_bytes() for file in sorted(command.parent.glob("mail.*"))]
