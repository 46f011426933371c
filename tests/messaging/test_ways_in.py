"""The ways by which mail comes in: a command beside a mail server, and an address for a provider."""

import subprocess
import sys
from collections.abc import Mapping

import pytest
from django.test import Client
from pytest_django import Settings

from commonhall.messaging import joining, received, receiving
from commonhall.messaging.models import Received
from tests.messaging import answering
from tests.operations import commands

SECRET = "of-chance-and-long-enough-1"
MAIL = answering.mail("311+anything@city.example")
EX_TEMPFAIL = 75


def handed_over(raw: bytes, environment: Mapping[str, str]) -> subprocess.CompletedProcess[bytes]:
    """What a mail server's call of the command comes to."""
    command = [sys.executable, "-m", "commonhall.config.cli", "receive-mail"]
    return subprocess.run(command, input=raw, env=dict(environment), capture_output=True, check=False)


def test_the_command_keeps_a_mail_to_the_last_byte_and_once(fresh_database: str) -> None:
    environment = commands.environment(fresh_database)
    for _time in range(2):
        done = handed_over(MAIL, environment)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    (row,) = Received.objects.all()
    assert received.read(row) == MAIL
    assert joining.read_waiting() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/nothing"},
        {"COMMONHALL_KEYS": "/nowhere/keys.json"},
        {"COMMONHALL_EMAIL_FROM": "no address"},
    ],
    ids=["without its database", "without its keys", "with a wrong setting"],
)
def test_whatever_is_wrong_the_mail_server_keeps_the_mail(fresh_database: str, wrong: dict[str, str]) -> None:
    done = handed_over(MAIL, commands.environment(fresh_database) | wrong)
    assert done.returncode == EX_TEMPFAIL
    assert b"anything" not in done.stderr


@pytest.fixture
def provider(settings: Settings, db: None) -> Client:
    """A mail provider, which knows the address."""
    settings.EMAIL_HOOK_SECRET = SECRET
    return Client()


def posted(provider: Client, raw: bytes = MAIL, secret: str = SECRET) -> int:
    return provider.post(f"/hooks/mail/{secret}", raw, content_type="message/rfc822").status_code


def test_a_provider_hands_a_mail_in_and_twice_is_once(provider: Client) -> None:
    assert [posted(provider), posted(provider)] == [204, 204]
    (row,) = Received.objects.all()
    assert received.read(row) == MAIL


def test_a_mail_larger_than_forms_may_be_comes_in_whole(provider: Client) -> None:
    raw = MAIL + b"x" * 5_000_000
    assert posted(provider, raw) == 204
    assert received.read(Received.objects.get()) == raw


@pytest.mark.parametrize("secret", ["", "another", SECRET[:-1], f"{SECRET}x", "é"])
def test_who_does_not_know_the_address_finds_none(provider: Client, secret: str) -> None:
    assert posted(provider, secret=secret) == 404
    assert Received.objects.count() == 0


def test_where_none_is_set_there_is_none(provider: Client, settings: Settings) -> None:
    settings.EMAIL_HOOK_SECRET = ""
    assert posted(provider) == 404


def test_it_only_takes_and_never_tells(provider: Client) -> None:
    assert provider.get(f"/hooks/mail/{SECRET}").status_code == 405


def test_no_log_holds_the_address(provider: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    posted(provider)
    posted(provider, secret="another-secret")
    provider.get(f"/hooks/mail/{SECRET}")
    assert SECRET not in caplog.text
    assert "another-secret" not in " ".join(
        record.getMessage() for record in caplog.records if record.name.startswith("commonhall")
    )


def test_too_large_a_mail_is_kept_by_its_beginning(provider: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "MOST_BYTES", 1000)
    assert posted(provider, MAIL + b"x" * 1000) == 204
    assert Received.objects.get().why == Received.Why.TOO_LARGE
