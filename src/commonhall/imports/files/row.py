"""A row of a file, whatever its form."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from commonhall.errors import Refused

MOST_SIGNS = 128 * 1024  # of one value: what is longer is no row, but a file that lost a quotation mark
MOST_BYTES = 1024 * 1024  # of one row


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """Where it begins, and its values by `key` of their column; an empty one was not given.

    `refusal`: why this row cannot be read; then it has no values. `is_last`: nor can what comes behind it.
    """

    line: int
    values: Mapping[str, str]
    refusal: str = ""
    is_last: bool = False


class BrokenFile(Refused):
    """The file cannot be read beyond a line. What came before it is in."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(
            f"Line {line}: {why}. Rows behind it were not read. Repair the file and run it again."
        )
        self.line = line


def key(column: str) -> str:
    """One name for "Created Date", "created_date" and "CREATED_DATE": files of one city differ in it."""
    return re.sub(r"[^0-9a-z]+", "_", column.casefold()).strip("_")
