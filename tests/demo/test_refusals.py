"""What keeps the demo from starting is said in one sentence, and nothing is left running."""

import json
import os
import shutil
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from commonhall.demo import home as homes
from commonhall.vault import keyring
from tests import running
from tests.promises.browsers import Browser
from tests.service_requests.reporting import Reporter

AS_ROOT = (shutil.which("unshare") or "unshare", "--user", "--map-root-user", "--mount")
ON_A_SMALL_DISK = (*AS_ROOT, "sh", "-c", 'mount -t tmpfs -o size=20m tmpfs "$0" && exec "$@"')


def refusal(
    home: Path,
    port: int | None = None,
    environment: Mapping[str, str] | None = None,
    through: Sequence[str] = (),
    code: int = 2,
) -> str:
    """Why the demo does not start: the last line it says. It ends with 1 where a later start may work."""
    process = running.start(home, port or running.free_port(), environment, through)
    said, complaint = process.communicate(timeout=60)
    assert process.returncode == code
    assert said == ""
    assert "Traceback" not in complaint
    assert running.processes_of(home) == []
    return complaint.splitlines()[-1]


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A home as a first start leaves it before there is data."""
    with homes.opened(tmp_path / "home") as home:
        return home.folder


def test_a_busy_port(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert refusal(tmp_path / "home", port) == (
            f"Port {port} is in use by another program. Stop it, or choose another with --port."
        )


def test_a_port_that_another_program_has_by_the_other_address_of_the_same_name(tmp_path: Path) -> None:
    """A browser that asks localhost may try ::1 first."""
    with socket.socket(socket.AF_INET6) as other:
        other.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        other.bind(("::1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert f"Port {port} is in use by another program." in refusal(tmp_path / "home", port)


def test_a_folder_of_somebody_else(tmp_path: Path) -> None:
    (tmp_path / "thesis.odt").touch()
    assert "holds files that are not Commonhall's" in refusal(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.odt"]


def test_a_folder_of_somebody_else_whose_only_file_is_named_like_our_lock(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text("the combination of my bicycle lock")
    assert "holds files that are not Commonhall's" in refusal(tmp_path)
    assert (tmp_path / "lock").read_text() == "the combination of my bicycle lock"


def test_what_a_first_start_left_that_was_cut_short_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "lock").touch()
    with homes.opened(tmp_path) as home:
        assert home.mark.exists()


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    assert "is a file. Choose a folder with --home." in refusal(tmp_path / "home")


def test_a_folder_that_cannot_be_made() -> None:
    assert "cannot be written: " in refusal(Path("/proc/home"))


def test_a_home_that_is_in_use(made: Path) -> None:
    with homes.opened(made):
        assert "Another `commonhall demo` is running" in refusal(made, code=1)


def test_a_home_of_another_version(made: Path) -> None:
    (made / "commonhall-home.json").write_text(json.dumps({"format": 99}))
    assert "was written by another version of Commonhall (format 99, here 1)" in refusal(made)


def test_a_home_with_a_damaged_mark(made: Path) -> None:
    (made / "commonhall-home.json").write_text("{")
    assert "commonhall-home.json is damaged" in refusal(made)


@pytest.mark.parametrize("lost", ["keys.json", "database.json"])
def test_data_whose_keys_or_passwords_are_lost(made: Path, lost: str) -> None:
    (made / "postgres" / "data").mkdir()
    (made / lost).unlink()
    assert f"{lost} is missing, and without it the data in this home cannot be opened" in refusal(made)


@pytest.mark.parametrize("moved", ["postgres/data", "postgres"])
def test_keys_are_not_made_anew_when_it_is_the_data_that_is_missing(tmp_path: Path, moved: str) -> None:
    home = running.used_home(tmp_path)
    kept = {name: (home / name).read_bytes() for name in ("keys.json", "database.json")}
    (home / moved).rename(tmp_path / "aside")
    said = refusal(home)
    assert said == (
        f"{home}/postgres/data is missing, and the keys in this home are its own. "
        "Restore it, or choose another folder with --home."
    )
    assert kept == {name: (home / name).read_bytes() for name in kept}
    (home / moved).parent.mkdir(exist_ok=True)
    (tmp_path / "aside").rename(home / moved)
    with running.demo(home) as again:
        assert again.answers()


def test_a_first_start_that_was_cut_short_is_begun_again(made: Path) -> None:
    (made / "keys.json").write_text("{")
    with homes.opened(made) as home:
        assert home.keys.read_text() != "{"


def test_data_whose_keys_were_cut_short(made: Path) -> None:
    (made / "postgres" / "data").mkdir()
    whole = (made / "keys.json").read_text()
    (made / "keys.json").write_text(whole[:100])
    assert refusal(made) == (
        f"In {made}: keys.json is not a key file, or it was cut short. Put back the copy you keep."
    )


def test_data_whose_keys_others_can_read(made: Path) -> None:
    (made / "postgres" / "data").mkdir()
    (made / "keys.json").chmod(0o644)
    assert refusal(made).startswith(f"In {made}: keys.json can be read by others. Run `chmod 600 keys.json`")


def test_data_with_the_keys_of_another_home(tmp_path: Path) -> None:
    home = running.used_home(tmp_path)
    with running.demo(home) as started, Browser(started.url, 1) as browser:
        Reporter(browser).report("Deep hole.")
    (home / "keys.json").unlink()
    keyring.make(home / "keys.json")
    assert refusal(home) == (
        f"The demo city could not be loaded. {home}/keys.json is a key file that does not open what this database "
        "holds. Put back the one it was set up with."
    )


def test_data_of_another_major_version(made: Path) -> None:
    (made / "postgres" / "data").mkdir()
    (made / "postgres" / "data" / "PG_VERSION").write_text("16\n")
    assert "holds data of PostgreSQL 16, but the programs here are PostgreSQL" in refusal(made)


def test_a_data_folder_that_is_none_any_more(made: Path) -> None:
    (made / "postgres" / "data").mkdir()
    assert "is not a data folder of PostgreSQL any more" in refusal(made)


def test_programs_of_postgresql_that_are_not_where_they_should_be(tmp_path: Path) -> None:
    environment = {"COMMONHALL_POSTGRES_BIN": str(tmp_path)}
    assert "where there is no initdb" in refusal(tmp_path / "home", environment=environment)


def test_a_system_that_refuses_the_namespace(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "unshare").symlink_to(shutil.which("false") or "")
    environment = {"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"}
    assert refusal(tmp_path / "home", environment=environment, through=AS_ROOT[:3]) == (
        "PostgreSQL does not run as root, and this system refuses the user namespace that would help. "
        "Start Commonhall as an ordinary user."
    )


def test_a_full_disk(tmp_path: Path) -> None:
    through = (*ON_A_SMALL_DISK, str(tmp_path))
    assert "and the demo needs 300 MB" in refusal(tmp_path / "home", through=through)
