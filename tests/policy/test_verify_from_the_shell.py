"""`commonhall verify` as a program that reads its exit code meets it."""

import json
import os
import subprocess
import sys

from django.utils import timezone

from commonhall.operations import logins
from commonhall.web.models import RefusedCookie
from tests.settings import PASSWORDS, SOCKETS


def from_the_shell(database: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`commonhall verify` as the operator types it, on a database of its own."""
    url = PASSWORDS.url(logins.APPLICATION, SOCKETS, database)
    return subprocess.run(
        [sys.executable, "-m", "commonhall.config.cli", "verify", *arguments],
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "commonhall.config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_shell_gets_0_and_a_list_when_nothing_is_broken(fresh_database: str) -> None:
    ended = from_the_shell(fresh_database, "--json", "alerts.opt-in")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert [row["id"] for row in json.loads(ended.stdout)] == ["alerts.opt-in"]


def test_the_shell_gets_1_and_still_the_list_when_a_promise_is_broken(fresh_database: str) -> None:
    RefusedCookie.objects.create(name="visitor_number", day=timezone.localdate(), count=1)
    ended = from_the_shell(fresh_database, "--json", "cookies.functional")
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1].startswith("Broken: cookies.functional.")
    assert json.loads(ended.stdout)[0]["state"] == "broken"


def test_the_shell_gets_2_and_one_sentence_for_a_promise_that_does_not_exist(fresh_database: str) -> None:
    ended = from_the_shell(fresh_database, "311.secret")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == (
        "There is no promise 311.secret; `commonhall verify` without an id lists all of them.\n"
    )
