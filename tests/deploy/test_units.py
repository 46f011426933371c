"""The services of `deploy/` as systemd reads them, and how long what they say is kept."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.settings import PROJECT

DEPLOY = PROJECT / "deploy"
UNITS = ("web", "worker", "migrate")
WORST_EXPOSURE = 15  # tenths, as systemd counts: 1.3 when written; a service without walls has 96
LONGEST_DAYS = 14


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The shipped services, of a program that is on this machine."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
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
    looked = _analyze(
        units, "security", "--offline=yes", f"--threshold={WORST_EXPOSURE}", f"commonhall-{name}.service"
    )
    assert looked.returncode == 0, looked.stdout


def test_systemd_understands_the_service_of_the_mail_server(units: Path) -> None:
    understood = _analyze(units, "verify", "--man=no", f"{units}/postfix-commonhall.service")
    assert (understood.returncode, understood.stdout, understood.stderr) == (0, "", "")


@pytest.mark.parametrize("name", UNITS)
def test_without_its_walls_systemd_would_say_so(units: Path, name: str) -> None:
    shutil.rmtree(units / "commonhall-.service.d")
    looked = _analyze(
        units, "security", "--offline=yes", f"--threshold={WORST_EXPOSURE}", f"commonhall-{name}.service"
    )
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


def _analyze(units: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", *arguments],
        env={"SYSTEMD_UNIT_PATH": f"{units}:", "PATH": "/usr/bin:/bin", "SYSTEMD_COLORS": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
