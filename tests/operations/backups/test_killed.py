"""A backup that is killed in the middle leaves something behind: the next one clears it, and is whole."""

import signal
from pathlib import Path

from commonhall.operations.backups import places
from tests import running
from tests.operations import commands
from tests.operations.backups import typed
from tests.operations.backups.test_city import city, elsewhere

__all__ = ["city", "elsewhere"]


def test_the_next_backup_clears_what_a_killed_one_left_and_can_be_restored(
    city: dict[str, str], elsewhere: dict[str, str], tmp_path: Path
) -> None:
    left = killed_in_the_middle(city, tmp_path)
    other = tmp_path / "backups" / "of-something-else.unfinished"
    other.mkdir()
    ended = typed.command("backup", *typed.to(tmp_path), environ=city)
    assert ended.code == 0, ended.complaint
    for folder in left:
        assert f"Deleted {folder}: a backup that was killed had left it." in ended.complaint
    assert unfinished(tmp_path) == [other]
    made = {part: next(tmp_path.rglob(f"commonhall-*.{part}")) for part in typed.PARTS}
    restored = typed.command("restore", *typed.parts(made), environ=elsewhere)
    assert restored.code == 0, restored.complaint


def test_what_a_backup_still_writes_is_left_alone(tmp_path: Path) -> None:
    with places.made_whole(tmp_path / "commonhall-1.data") as folder:
        assert places.clear_unfinished([tmp_path], "commonhall-") == []
        assert folder.is_dir()
    assert (tmp_path / "commonhall-1.data").is_dir()


def test_parts_that_were_whole_go_with_those_that_were_not(tmp_path: Path) -> None:
    """Killed between the names that two parts take: the data is there, and its keys never were."""
    data, keys = tmp_path / "a", tmp_path / "b"
    of_it = [data / "commonhall-1.data", data / "commonhall-1.files", keys / "commonhall-1.keys.unfinished"]
    others = [data / "commonhall-2.data", keys / "commonhall-2.keys"]
    for folder in (*of_it, *others):
        folder.mkdir(parents=True)
    assert sorted(places.clear_unfinished([data, data, keys], "commonhall-")) == of_it
    assert sorted([*data.iterdir(), *keys.iterdir()]) == others


def killed_in_the_middle(city: dict[str, str], into: Path) -> list[Path]:
    """Kill a backup with -9 while it writes; what it left."""
    process = commands.start(["backup", *map(str, typed.to(into))], running.outside() | city)
    running.until(lambda: process.poll() is not None or bool(unfinished(into)), 60)
    running.end(process, signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    left = unfinished(into)
    assert left
    return left


def unfinished(below: Path) -> list[Path]:
    return sorted(below.rglob("*.unfinished"))
