"""Rows of a CSV file (RFC 4180), with the names of its columns in its first line."""

import csv
from collections.abc import Iterator, Sequence
from typing import TextIO

from commonhall.imports.files.row import MOST_SIGNS, BrokenFile, Row, key


def rows(file: TextIO) -> Iterator[Row]:
    """Each row, with the line in which it begins. Raises BrokenFile where there is no header."""
    csv.field_size_limit(MOST_SIGNS)
    reader = csv.reader(file, strict=True)
    columns = _header(reader)
    while True:
        line = reader.line_num + 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(line=line, values={}, refusal=f"the row cannot be read as CSV: {error}")
            continue
        if any(value.strip() for value in values):
            yield _row(line, columns, values)


def _header(reader: Iterator[list[str]]) -> list[str]:
    try:
        columns = [key(column) for column in next(reader)]
    except StopIteration:
        raise BrokenFile(1, "the file is empty") from None
    except csv.Error as error:
        raise BrokenFile(1, f"the header cannot be read as CSV: {error}") from None
    twice = {column for column in columns if column and columns.count(column) > 1}
    if twice:
        raise BrokenFile(1, f"more than one column is called {min(twice)}")
    return columns


def _row(line: int, columns: Sequence[str], values: Sequence[str]) -> Row:
    if len(values) != len(columns):
        return Row(
            line=line, values={}, refusal=f"the row has {len(values)} columns, the header has {len(columns)}"
        )
    return Row(line=line, values=dict(zip(columns, map(str.strip, values), strict=True)))
