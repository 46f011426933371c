"""Whether what lies in sealed columns and files was sealed here: the room that holds it tries to open it.

Nothing that is opened is kept or shown. Where the key was deleted, as for somebody who was erased, nobody can try;
then the bytes must at least not read as text.
"""

from collections.abc import Callable, Iterator
from typing import Any

_SHORTEST_SEALED = 28  # a nonce and a tag
_MOST_PRINTABLE = 0.6  # of random bytes 37 % are printable or zero; of 156, the fewest sealed, never so many

type Opens = Callable[[Any], bool | None]
type FilesOpen = Callable[[int], Iterator[bool]]

_openers: dict[tuple[str, str], Opens] = {}
_folders: dict[str, FilesOpen] = {}


def register(model: str, column: str, opens: Opens) -> None:
    """Sign in what says of a row whether its column opens; None where no key is left to try.

    Raises ValueError when the column is signed in twice.
    """
    if (model, column) in _openers:
        raise ValueError(f"{model} {column} signed in twice")
    _openers[model, column] = opens


def register_folder(name: str, files_open: FilesOpen) -> None:
    """Sign in a folder of sealed files: of up to so many files, whether each opens."""
    _folders[name] = files_open


def is_sealed(model: str, column: str, row: Any) -> bool:
    """Whether a row's column was sealed here, or may have been where no key is left."""
    opens = _openers.get((model, column))
    opened = opens(row) if opens else None
    return _may_be_sealed(bytes(getattr(row, column))) if opened is None else opened


def folders(most: int) -> Iterator[tuple[str, list[bool]]]:
    """Each folder, and of up to `most` of its files whether they open."""
    for name, files_open in _folders.items():
        yield name, list(files_open(most))


def _may_be_sealed(value: bytes) -> bool:
    if len(value) < _SHORTEST_SEALED:
        return False
    readable = sum(byte == 0 or 0x20 <= byte < 0x7F for byte in value)
    return readable < len(value) * _MOST_PRINTABLE
