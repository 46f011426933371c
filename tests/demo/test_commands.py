"""Commands beside a demo that runs: they find its settings in its home."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest

from commonhall.demo import settings
from tests import running
from tests.operations import commands
from tests.running import Demo

REFERENCE = "4KT7M2"  # of no request: who reads so came as far as the database


def typed(*arguments: str, environ: Mapping[str, str], cwd: Path | None = None) -> tuple[int, str, str]:
    """How the command ends, and what it says and complains of, in a shell where no more is set than that."""
    ended = subprocess.run(
        [sys.executable, "-m", "commonhall.config.cli", *arguments],
        env=running.outside() | dict(environ),
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.returncode, ended.stdout, ended.stderr


def home_of(demo: Demo) -> dict[str, str]:
    return {"COMMONHALL_HOME": str(demo.home)}


def test_the_promises_are_verified_where_the_home_is_named(demo: Demo) -> None:
    code, said, complaint = typed("verify", "--json", environ=home_of(demo))
    assert (code, complaint) == (0, f"On the demo in {demo.home}.\n")
    assert len(json.loads(said)) == 34


def test_a_home_where_a_clean_clone_has_it_need_not_be_named(demo: Demo, tmp_path: Path) -> None:
    (tmp_path / "var").symlink_to(demo.home)
    code, said, _ = typed("audit", "verify", environ={}, cwd=tmp_path)
    assert (code, said[:22]) == (0, "The audit log is whole")


def test_the_demo_was_set_up_as_any_city_is(demo: Demo) -> None:
    code, said, complaint = typed("setup", str(settings.CITY), environ=home_of(demo))
    assert (code, complaint) == (0, f"On the demo in {demo.home}.\n")
    assert said.splitlines()[-1] == "The database holds all of it already."


@pytest.mark.parametrize(
    ("arguments", "code", "last"),
    [
        (("migrate",), 0, "The schema is up to date, and each login has its rights."),
        (("settle",), 0, "0 rows rewritten."),
        (
            ("erase", "--request", REFERENCE),
            2,
            "There is no request with that reference that holds a contact.",
        ),
    ],
)
def test_what_the_owner_does_is_done_as_the_owner(
    demo: Demo, arguments: tuple[str, ...], code: int, last: str
) -> None:
    ended, said, complaint = typed(*arguments, environ=home_of(demo))
    assert (ended, (said or complaint).splitlines()[-1]) == (code, last)


def test_the_web_server_does_not_know_the_owner(demo: Demo) -> None:
    """It refuses to start where it does."""
    port = running.free_port()
    process = commands.start(["serve", f"--port={port}"], running.outside() | home_of(demo))

    def answers() -> bool:
        assert process.poll() is None
        try:
            return httpx.get(f"http://localhost:{port}/readyz").status_code == 200
        except httpx.TransportError:
            return False

    running.until(answers)
    assert running.end(process) == 0


def test_a_link_for_a_new_member_leads_to_the_demo(demo: Demo) -> None:
    _, link, _ = typed("staff", "add", "--role", "administrator", "ines@city.example", environ=home_of(demo))
    assert link.startswith(f"{demo.url}/")
    assert httpx.get(link.strip()).status_code == 200


def test_a_setting_of_a_city_keeps_a_command_off_the_demo(demo: Demo) -> None:
    city = {"DATABASE_URL": "postgresql://commonhall_application@localhost/commonhall"}
    code, _, complaint = typed("verify", environ=home_of(demo) | city)
    assert code == 2
    assert [line.split()[0] for line in complaint.splitlines()] == ["COMMONHALL_KEYS", "COMMONHALL_CITY"]


def test_a_demo_that_is_not_running_is_one_sentence(tmp_path: Path) -> None:
    home = running.used_home(tmp_path)
    code, said, complaint = typed("verify", environ={"COMMONHALL_HOME": str(home)})
    assert (code, said) == (3, "")
    assert complaint.splitlines()[-1] == (
        f"The demo in {home} is not running. Start it with `commonhall demo --home {home}`, "
        "then run this beside it."
    )
