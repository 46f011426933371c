"""The parts of one backup that is to be restored. Needs no settings and no database."""

import argparse
from dataclasses import dataclass
from pathlib import Path

from commonhall.operations.backups import manifest
from commonhall.operations.backups.manifest import Manifest, Part, Rows, UnusableBackup


@dataclass(frozen=True, kw_only=True, slots=True)
class Archive:
    """The three parts of one backup, and what each says of itself."""

    folders: dict[Part, Path]
    told: dict[Part, Manifest]

    @property
    def name(self) -> str:
        """The name that all three have."""
        return self.told[Part.DATA].backup

    @property
    def is_demo(self) -> bool:
        return self.told[Part.DATA].is_demo

    def rows_of(self, part: Part) -> list[tuple[Rows, Path]]:
        """The tables of a part, and where their rows lie."""
        return [(told, self.folders[part] / told.file) for told in self.told[part].tables]


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
    given = {Part.DATA: data, Part.FILES: files or data.with_suffix(f".{Part.FILES}"), Part.KEYS: keys}
    folders = {part: folder.absolute() for part, folder in given.items()}
    told = {part: manifest.read(folder, part) for part, folder in folders.items()}
    if len({each.backup for each in told.values()}) > 1:
        named = ", ".join(f"{part} of {each.backup}" for part, each in told.items())
        raise UnusableBackup(f"These parts do not belong together: {named}. Name the parts of one backup.")
    return Archive(folders=folders, told=told)


def refuse_damaged(archive: Archive) -> None:
    """Look at all three parts, to the last byte. Raises UnusableBackup."""
    for part, folder in archive.folders.items():
        manifest.refuse_damaged(folder, archive.told[part])
