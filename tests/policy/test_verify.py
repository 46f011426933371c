"""`commonhall verify`, as the operator and other programs meet it."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains

from commonhall.policy import jobs, register
from commonhall.policy.models import State, Verdict
from commonhall.web.models import RefusedCookie

pytestmark = pytest.mark.django_db

KEYS = ["id", "state", "looked_at", "count", "since", "wrong"]


def verify(*arguments: str) -> str:
    """What the command prints; it may end with 1, since a promise may be broken in an empty database."""
    out = StringIO()
    try:
        call_command("verify", *arguments, stdout=out)
    except CommandError as ended:
        assert ended.returncode == 1  # noqa: PT017 - the exit that is meant; another one is a mistake
    return out.getvalue()


def test_the_list_for_programs_holds_every_promise_with_exactly_the_agreed_keys() -> None:
    rows = json.loads(verify("--json"))
    assert [row["id"] for row in rows] == list(register.promises())
    assert all(list(row) == KEYS for row in rows)
    assert {row["state"] for row in rows} <= {state.value for state in State}


def test_each_value_of_the_list_has_its_type() -> None:
    for row in json.loads(verify("--json")):
        assert isinstance(row["looked_at"], str)
        assert isinstance(row["count"], int)
        assert row["since"] is None or date.fromisoformat(row["since"])
        assert all(isinstance(name, str) for name in row["wrong"])


def test_only_the_promises_named_are_looked_at() -> None:
    rows = json.loads(verify("--json", "cookies.functional", "311.anonymous"))
    assert [row["id"] for row in rows] == ["cookies.functional", "311.anonymous"]
    assert Verdict.objects.count() == 2


def test_a_promise_without_a_control_is_not_kept_yet() -> None:
    [row] = json.loads(verify("--json", "alerts.opt-in"))
    assert row == {
        "id": "alerts.opt-in",
        "state": "not kept yet",
        "looked_at": "",
        "count": 0,
        "since": None,
        "wrong": [],
    }


def test_people_read_one_line_a_promise_and_the_sum() -> None:
    lines = verify("alerts.opt-in", "alerts.beacons").splitlines()
    assert lines == [
        "not kept yet        alerts.opt-in",
        "not kept yet        alerts.beacons",
        "2 promises: 2 not kept yet.",
    ]


def test_a_promise_that_does_not_exist_is_refused_before_anything_is_looked_at() -> None:
    with pytest.raises(register.UnknownPromise):
        call_command("verify", "311.secret", "311.optional")
    assert not Verdict.objects.exists()


def test_a_broken_promise_ends_with_1_and_names_the_rows_that_are_wrong() -> None:
    RefusedCookie.objects.create(name="visitor_number", day=timezone.localdate(), count=1)
    out = StringIO()
    with pytest.raises(CommandError, match=r"^cookies\.functional\.") as ended:
        call_command("verify", "cookies.functional", "--json", stdout=out)
    assert ended.value.returncode == 1
    [row] = json.loads(out.getvalue())
    assert row["state"] == "broken"
    assert row["wrong"] == [f"{timezone.localdate()} visitor_number"]


def test_what_the_command_found_is_what_the_page_shows(client: Client) -> None:
    RefusedCookie.objects.create(name="visitor_number", day=timezone.localdate(), count=1)
    verify("cookies.functional")
    assertContains(client.get("/en/privacy/"), "1 thing was found wrong.")


def test_the_periodic_job_looks_at_every_promise() -> None:
    jobs.verify(timestamp=0)
    assert Verdict.objects.count() == len(register.promises())
