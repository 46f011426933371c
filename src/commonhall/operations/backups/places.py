"""Where the parts of a backup go: into folders that one theft, or one broken disk, does not take together."""

import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from commonhall.errors import Refused
from commonhall.operations.backups.manifest import Part

UNFINISHED = ".unfinished"


class TooClose(Refused):
    """Keys beside data: whoever takes the one takes the other."""

    def __init__(self, keys: Path, other: Path) -> None:
        super().__init__(
            f"The keys would lie in {keys}, beside {other}: whoever takes one takes both, and reads everything. "
            "Choose a folder on another disk for --keys, under another folder at least."
        )


class NoRoom(Refused):
    """The disk would fill up; nothing was written."""

    def __init__(self, folder: Path, *, needed: int, free: int) -> None:
        super().__init__(
            f"The disk of {folder} has {free // 1_000_000:,} MB left, and what goes there may take "
            f"{needed // 1_000_000:,} MB. Free some, or choose another folder."
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Places:
    """The folder of each part; each backup makes one of its own in each."""

    data: Path
    files: Path
    keys: Path

    def of(self, part: Part) -> Path:
        """The folder of that part."""
        return {Part.DATA: self.data, Part.FILES: self.files, Part.KEYS: self.keys}[part]

    def refuse_too_close(self, *of_the_city: Path) -> None:
        """Raise TooClose when the keys lie in, around or next to another part, or within the city's own folders."""
        keys = self.keys.resolve()
        for other in (self.data.resolve(), self.files.resolve()):
            beside = keys.parent == other.parent and _disk(keys) == _disk(other)
            if beside or keys.is_relative_to(other) or other.is_relative_to(keys):
                raise TooClose(self.keys, other)
        for other in of_the_city:
            if keys.is_relative_to(other.resolve()):
                raise TooClose(self.keys, other)

    @property
    def share_a_disk(self) -> bool:
        """Whether keys and data lie on one disk, though in different folders."""
        return _disk(self.keys) in {_disk(self.data), _disk(self.files)}


def refuse_no_room(folder: Path, needed: int) -> None:
    """Raise NoRoom when so many bytes do not fit."""
    free = shutil.disk_usage(_nearest(folder)).free
    if free < needed:
        raise NoRoom(folder, needed=needed, free=free)


@contextmanager
def made_whole(folder: Path) -> Iterator[Path]:
    """A folder to write to, readable by us alone; it takes its name when all of it is on the disk, or is gone."""
    unfinished = folder.with_name(f"{folder.name}{UNFINISHED}")
    try:
        unfinished.mkdir(mode=0o700, parents=True)
        with _held(unfinished):
            yield unfinished
            _to_disk(unfinished)
            unfinished.rename(folder)
    except OSError as error:
        reason = os.strerror(error.errno).lower() if error.errno else "no reason given"
        raise Refused(
            f"{error.filename or folder} cannot be written: {reason}. Nothing of it was kept."
        ) from None
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def clear_unfinished(folders: Iterable[Path], named: str) -> list[Path]:
    """Delete what backups that were killed left in these folders, and say which; `named`: how their names begin.

    Its parts that were whole already go too: without the others they are no backup. What a backup still writes,
    another city's perhaps, is held by it and stays. Raises Refused where one cannot go.
    """
    cleared = []
    everywhere = list(dict.fromkeys(folders))
    for left in (each for folder in everywhere for each in sorted(folder.glob(f"{named}*{UNFINISHED}"))):
        try:
            with _held(left):
                for part in (*_whole_parts_of(left, everywhere), left):
                    shutil.rmtree(part)
                    cleared.append(part)
        except (BlockingIOError, FileNotFoundError):  # the latter is cleared by another just now
            continue
        except OSError as error:
            reason = os.strerror(error.errno).lower() if error.errno else "no reason given"
            raise Refused(f"{left}, of a backup that was killed, cannot be deleted: {reason}.") from None
    return cleared


def _whole_parts_of(unfinished: Path, folders: Iterable[Path]) -> list[Path]:
    backup = unfinished.name.removesuffix(UNFINISHED).rpartition(".")[0]
    return [path for folder in folders for part in Part if (path := folder / f"{backup}.{part}").is_dir()]


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Until the end, or the end of this process, no other may hold it. Raises BlockingIOError."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(opened)


def _to_disk(folder: Path) -> None:
    written = sorted(folder.rglob("*"))
    for path in written:
        path.chmod(0o700 if path.is_dir() else 0o600)
    for path in [*written, folder]:
        opened = os.open(path, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _disk(path: Path) -> int:
    return _nearest(path).stat().st_dev


def _nearest(path: Path) -> Path:
    """The folder itself, or the nearest above it that is there."""
    return next(each for each in (path.absolute(), *path.absolute().parents) if each.exists())
