"""The demo from outside: one command, one line when ready, nothing left when told to end."""

import os
import signal
from pathlib import Path

import httpx
import psycopg
import pytest

from commonhall.staff.roles import Role
from tests import running
from tests.running import Demo

NO_PAGE_YET = "There is no page for your role yet."
FIRST_PAGES = {
    "call_taker": "/en/staff/desk/",
    "worker": "/en/staff/queue/",
    "supervisor": "/en/staff/queue/",
    "quality_reviewer": "/en/staff/",
    "records_officer": "/en/staff/",
    "communications_officer": "/en/staff/",
    "web_editor": "/en/staff/",
    "administrator": "/en/staff/catalogue/",
    "privacy_officer": "/en/staff/privacy/",
}


def test_when_ready_it_prints_where_it_is_and_a_link_for_each_role(demo: Demo) -> None:
    assert set(demo.ready) == {"url", "sign_in", "api_token", "open311_key"}
    assert len(demo.ready["open311_key"]) == 64
    assert len(demo.ready["api_token"]) == 64
    assert demo.ready["sign_in"].keys() == FIRST_PAGES.keys() == set(Role.values)
    assert httpx.get(f"{demo.url}/en/").status_code == 200


@pytest.mark.parametrize("role", FIRST_PAGES)
def test_each_link_signs_in_once_and_leads_to_the_first_page_of_its_role(demo: Demo, role: str) -> None:
    with httpx.Client(follow_redirects=True) as browser:
        page = browser.get(demo.sign_in(role))
        assert (page.status_code, page.url.path) == (200, FIRST_PAGES[role])
        assert (NO_PAGE_YET in page.text) is (page.url.path == "/en/staff/")
        assert "sign-in" not in str(browser.get(f"{demo.url}/en/staff/").url)
    assert httpx.get(demo.sign_in(role), follow_redirects=True).status_code == 410


def test_web_and_worker_know_the_owners_login_only_where_they_need_it(demo: Demo) -> None:
    def knows(part: str) -> bool:
        environment = Path(f"/proc/{demo.pid_of(part)}/environ").read_text()
        return "COMMONHALL_OWNER_DATABASE_URL" in environment

    assert knows("worker")
    assert not knows("serve")


def test_temporary_files_stay_in_the_home(demo: Demo) -> None:
    environment = Path(f"/proc/{demo.pid_of('serve')}/environ").read_text()
    assert f"TMPDIR={demo.home}/" in environment


@pytest.mark.parametrize("part", ["serve", "worker", "postgres"])
def test_a_part_that_is_killed_comes_back(demo: Demo, part: str) -> None:
    killed = demo.pid_of(part)
    assert killed
    os.kill(killed, signal.SIGKILL)
    running.until(lambda: demo.pid_of(part) not in {killed, None})
    running.until(demo.answers)


def test_told_to_end_it_leaves_no_process_and_keeps_the_data(tmp_path: Path) -> None:
    with running.demo(tmp_path) as first:
        members = first.rows("SELECT id FROM staff_member ORDER BY id")
        assert len(members) == len(FIRST_PAGES)
        assert running.end(first.process) == 0
    assert running.processes_of(tmp_path) == []
    assert not (tmp_path / "postgres" / "data" / "postmaster.pid").exists()
    with running.demo(tmp_path) as second:
        assert second.rows("SELECT id FROM staff_member ORDER BY id") == members


def test_ctrl_c_ends_it_like_a_signal(tmp_path: Path) -> None:
    with running.demo(running.used_home(tmp_path)) as started:
        assert running.end(started.process, signal.SIGINT) == 0
    assert running.processes_of(tmp_path) == []


def test_told_to_end_before_it_is_ready_it_ends_at_once(tmp_path: Path) -> None:
    process = running.start(tmp_path, running.free_port())
    assert process.stderr is not None
    assert process.stderr.readline() == "Database: starting\n"
    assert running.end(process) == 0
    assert running.processes_of(tmp_path) == []


def test_when_the_supervisor_is_killed_its_processes_end_and_the_next_start_works(tmp_path: Path) -> None:
    home = running.used_home(tmp_path)
    with running.demo(home) as started:
        running.end(started.process, signal.SIGKILL)
        running.until(lambda: running.processes_of(home) == [], 60)
    with running.demo(home) as again:
        assert again.answers()


def test_only_the_superuser_can_mark_a_database_as_the_demos(demo: Demo) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        demo.rows("COMMENT ON DATABASE commonhall IS 'made by commonhall demo'")
