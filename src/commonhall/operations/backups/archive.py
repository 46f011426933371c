"""The parts of one backup that is to be restored. Needs no settings and no database."""

import argparse
from dataclasses import dataclass
from pathlib import Path

from commonhall.operations.backups import manifest
from commonhall.operations.backups.manifest import Manifest, Part, Rows, UnusableBackup


@dataclass(frozen=True, kw_only=True, slots=True)
class Archive:
    """The three parts of one backup, and what each says of itself."""

    data: Path
    files: Path
    keys: Path
    told: dict[Part, Manifest]

    @property
    def is_demo(self) -> bool:
        return self.told[Part.DATA].is_demo

    def rows_of(self, part: Part) -> list[tuple[Rows, Path]]:
        """The tables of a part, and where their rows lie."""
        folder = {Part.DATA: self.data, Part.KEYS: self.keys}[part]
        return [(told, folder / told.file) for told in self.told[part].tables]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How a command names the parts."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR.data", help="the part with the data")
    parser.add_argument("--keys", type=Path, required=True, metavar="DIR.keys", help="the part with the keys")
    parser.add_argument(
        "--files", type=Path, metavar="DIR.files", help="the part with the photos (default: beside the data)"
    )
    parser.add_argument("--json", action="store_true", help="end with one line for programs")


def read(data: Path, files: Path | None, keys: Path) -> Archive:
    """The parts by what they say of themselves. Raises UnusableBackup where they are not the parts of one backup."""
    data, keys = data.absolute(), keys.absolute()
    files = files.absolute() if files else data.with_suffix(f".{Part.FILES}")
    folders = {Part.DATA: data, Part.FILES: files, Part.KEYS: keys}
    told = {part: manifest.read(folder, part) for part, folder in folders.items()}
    if len({each.backup for each in told.values()}) > 1:
        named = ", ".join(f"{part} of {each.backup}" for part, each in told.items())
        raise UnusableBackup(f"These parts do not belong together: {named}. Name the parts of one backup.")
    return Archive(data=data, files=files, keys=keys, told=told)


def refuse_damaged(archive: Archive) -> None:
    """Look at all three parts, to the last byte. Raises UnusableBackup."""
    folders = {Part.DATA: archive.data, Part.FILES: archive.files, Part.KEYS: archive.keys}
    for part, folder in folders.items():
        manifest.refuse_damaged(folder, archive.told[part])
