"""The services of `deploy/` as systemd reads them, and how long what they say is kept."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.settings import PROJECT

DEPLOY = PROJECT / "deploy"
UNITS = ("web", "worker", "migrate")
WORST_EXPOSURE = {"web": 10, "worker": 12, "migrate": 10}  # tenths; a service without walls has 96
FETCHED = PROJECT / "build/systemd/systemd-analyze"
LONGEST_DAYS = 14


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The shipped services, of a program that is on this machine."""
    if not _program():
        pytest.skip("systemd-analyze is missing: scripts/find-systemd fetches it")
    shutil.copytree(DEPLOY / "systemd", tmp_path, dirs_exist_ok=True)
    for unit in tmp_path.glob("*.service"):
        text = unit.read_text("utf-8").replace("/opt/commonhall/.venv/bin/commonhall", "/bin/true")
        text = text.replace("/usr/sbin/postfix", "/bin/true")
        unit.write_text(text, "utf-8")
    return tmp_path


@pytest.mark.parametrize("name", UNITS)
def test_systemd_understands_each_line_and_finds_the_walls(units: Path, name: str) -> None:
    understood = _analyze(units, "verify", "--man=no", f"{units}/commonhall-{name}.service")
    assert (understood.returncode, understood.stdout, understood.stderr) == (0, "", "")
    looked = _exposure(units, name)
    assert looked.returncode == 0, looked.stdout


def test_systemd_understands_the_service_of_the_mail_server(units: Path) -> None:
    understood = _analyze(units, "verify", "--man=no", f"{units}/postfix-commonhall.service")
    assert (understood.returncode, understood.stdout, understood.stderr) == (0, "", "")


@pytest.mark.parametrize("name", UNITS)
def test_without_its_walls_systemd_would_say_so(units: Path, name: str) -> None:
    shutil.rmtree(units / "commonhall-.service.d")
    looked = _exposure(units, name)
    assert looked.returncode != 0


def test_the_web_service_never_gets_the_owners_address() -> None:
    given = {name: (DEPLOY / f"systemd/commonhall-{name}.service").read_text("utf-8") for name in UNITS}
    assert {name for name, text in given.items() if "owner.env" in text} == {"worker", "migrate"}


def test_nothing_of_what_is_logged_is_kept_longer_than_the_page_says() -> None:
    for file in (DEPLOY / "logrotate").iterdir():
        text = file.read_text("utf-8")
        assert "\n    daily\n" in text
        assert re.findall(r"\n    (?:rotate|maxage) (\d+)", text) == [str(LONGEST_DAYS)] * 2
    journal = (DEPLOY / "journald/commonhall.conf").read_text("utf-8")
    kept, file = (re.search(rf"\n{key}=(\d+)day\n", journal) for key in ("MaxRetentionSec", "MaxFileSec"))
    assert kept
    assert file
    assert int(kept[1]) + int(file[1]) == LONGEST_DAYS  # a file goes whole, when its newest line is old


def test_pages_that_were_read_get_no_microsecond_from_the_journal() -> None:
    walls = (DEPLOY / "systemd/commonhall-.service.d/walls.conf").read_text("utf-8")
    for stream in ("StandardOutput", "StandardError"):
        assert f"\n{stream}=append:/var/log/commonhall/" in walls


def test_web_and_migrate_reach_nothing_beyond_this_machine() -> None:
    given = {name: (DEPLOY / f"systemd/commonhall-{name}.service").read_text("utf-8") for name in UNITS}
    walled = "\nIPAddressDeny=any\nIPAddressAllow=localhost\n"
    assert {name for name, text in given.items() if walled in text} == {"web", "migrate"}


def _program() -> str | None:
    return shutil.which("systemd-analyze") or (str(FETCHED) if FETCHED.is_file() else None)


def _exposure(units: Path, name: str) -> subprocess.CompletedProcess[str]:
    bound = f"--threshold={WORST_EXPOSURE[name]}"
    return _analyze(units, "security", "--offline=yes", bound, f"commonhall-{name}.service")


def _analyze(units: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [_program() or "", *arguments],
        env={"SYSTEMD_UNIT_PATH": f"{units}:", "PATH": "/usr/bin:/bin", "SYSTEMD_COLORS": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
