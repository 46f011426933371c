"""With the configurations of `deploy/`, what passes through Postfix and Kannel stands in no file of theirs."""

import os
import re
import smtplib
import stat
from contextlib import suppress
from pathlib import Path

import pytest

from tests import running
from tests.gateways import mailserver, smsc, textserver, writing
from tests.gateways.listening import Listener
from tests.gateways.mailserver import CITY, Postfix
from tests.gateways.smsc import Network
from tests.gateways.textserver import NUMBER, Kannel
from tests.settings import PROJECT

RESIDENT = "13025550147"
OF_MAIL = ("Quillfeather", "mail.example", "reply+", "quagmire", "purple")
OF_TEXTS = (RESIDENT, "quagmire", "danke")


def found(words: tuple[str, ...], written: bytes) -> set[str]:
    """Those of the words that were written, in letters of any size."""
    return {word for word in words if word.lower().encode() in written.lower()}


def mail_of_every_fate(server: Postfix) -> None:
    """A mail that arrives; an answer to the city; one that is refused at the door; a command that is none."""
    writing.send(server.port, writing.mail())
    writing.send(server.port, writing.mail(recipient=f"reply+9q2@{CITY}"), f"reply+9q2@{CITY}")
    with suppress(smtplib.SMTPException):
        writing.send(server.port, writing.mail(), "quillfeather@@mail.example")
    with smtplib.SMTP("127.0.0.1", server.port) as line:
        line.docmd("MAIL", "FROM:<quillfeather quagmire>")
        line.docmd("QUAGMIRE", "purple")


@pytest.mark.parametrize("is_filtered", [True, False], ids=["as shipped", "without the filter"])
def test_of_mail_that_went_postfix_keeps_nothing(is_filtered: bool) -> None:
    with (
        mailserver.sink() as sink,
        mailserver.postfix(sink.port, receiver=["/bin/cat"], is_filtered=is_filtered) as server,
    ):
        mail_of_every_fate(server)
        sink.wait_for(1)
        server.wait_until_empty()
        written = server.written()
        log = server.log()
    if is_filtered:
        assert found(OF_MAIL, written) == set()
        assert re.search(r" smtp [0-9A-F]+: sent 2\.0\.0\n", log)
        assert f"{writing.MESSAGE_ID}\n" in log  # which of ours it took
    else:
        assert found(OF_MAIL, written) >= {"Quillfeather", "mail.example", "reply+"}


def test_of_mail_that_was_refused_the_log_says_why_and_not_who() -> None:
    with (
        mailserver.sink(never=["RCPT"], said="550 5.1.1 No quillfeather@mail.example here") as away,
        mailserver.postfix(away.port, receiver=["/bin/cat"], is_filtered=True) as server,
    ):
        writing.send(server.port, writing.mail())
        running.until(lambda: "bounced 5.1.1" in server.log())
        server.wait_until_empty()
        assert found(OF_MAIL, server.written()) == set()


def test_mail_that_waits_lies_in_the_queue_with_all_its_words_and_nowhere_else() -> None:
    with mailserver.postfix(running.free_port(), is_filtered=True) as server:
        writing.send(server.port, writing.mail())
        running.until(lambda: " deferred 4." in server.log())
        holding = [
            file for file in server.folder.rglob("*") if file.is_file() and found(OF_MAIL, file.read_bytes())
        ]
        assert {file.relative_to(server.folder).parts[:2] for file in holding} <= {
            ("spool", "deferred"),
            ("spool", "defer"),
            ("spool", "active"),
            ("spool", "incoming"),
        }
        assert holding
        assert {stat.S_IMODE(file.stat().st_mode) & 0o077 for file in holding} == {0}


def texts_of_every_fate(server: Kannel, network: Network, listener: Listener) -> None:
    """One that arrives, with its receipt; one that is refused; an answer; an answer while Commonhall is away."""
    server.send(RESIDENT, writing.WORDS, **{"dlr-mask": "31", "dlr-url": f"{listener.url}?text=1&state=%d"})
    network.receipt(network.wait_for(1)[0], "UNDELIV")
    network.answer = smsc.INVALID_RECIPIENT
    server.send(RESIDENT, writing.WORDS)
    running.until(lambda: network.refused == 1)
    listener.status = 503
    network.text(RESIDENT, NUMBER, "Danke")
    listener.wait_for(3)
    listener.status = 200
    listener.wait_for(4)


def test_of_texts_kannel_keeps_nothing(network: Network, listener: Listener) -> None:
    with textserver.kannel(network, receiver=listener.url) as server:
        texts_of_every_fate(server, network, listener)
        running.until(lambda: not found(OF_TEXTS, server.written()))
        assert (server.folder / "log/bearerbox.log").is_file()


def test_with_kannels_own_levels_the_same_search_finds_it(
    network: Network, listener: Listener, tmp_path: Path
) -> None:
    network.forget()
    listener.forget()
    debian = (
        (PROJECT / "deploy/kannel/kannel.conf").read_text("utf-8").replace("log-level = 3", "log-level = 1")
    )
    (tmp_path / "kannel.conf").write_text(debian)
    with textserver.kannel(network, receiver=listener.url, shipped=tmp_path) as server:
        texts_of_every_fate(server, network, listener)
        assert found(OF_TEXTS, server.written()) == set(OF_TEXTS)


def test_the_service_starts_postfix_through_the_filter_alone() -> None:
    unit = (PROJECT / "deploy/systemd/postfix-commonhall.service").read_text("utf-8")
    [start] = re.findall(r"^ExecStart=(.*)$", unit, re.MULTILINE)
    assert start == "/bin/sh -c '/usr/sbin/postfix start-fg | sed -unEf /etc/postfix/log.sed'"
    assert "StandardOutput=append:/var/log/commonhall/" in unit
    assert os.access(mailserver.SHIPPED / "log.sed", os.R_OK)
