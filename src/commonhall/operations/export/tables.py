"""The rows of a table as JSON Lines, and what stands in the manifest of its columns."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db.models import Model
from psycopg import Connection, sql

from commonhall import holdings
from commonhall.operations.backups import parts
from commonhall.operations.backups.manifest import Part
from commonhall.operations.backups.parts import Table
from commonhall.operations.backups.rows import Hashed
from commonhall.operations.export import opening
from commonhall.operations.export.manifest import Column, Exported, LeftOut
from commonhall.operations.export.opening import Opener, Opening, Outcome

_TYPES = """
SELECT attname, format_type(atttypid, atttypmod), NOT attnotnull FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"""
_ALL = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
_OURS = "commonhall"


def write_out(connection: Connection, table: Table, folder: Path) -> Exported:
    """All rows of a table into a file in its room's folder, as they lie; one row is in memory at a time."""
    columns = _columns(connection, table, models()[table.name])
    return _write(connection, table, folder, columns, table.copy_out_as_json(), lambda row: row[0] or "")


def write_out_opened(connection: Connection, table: Table, folder: Path, outcome: Outcome) -> Exported:
    """The same with what is sealed opened; what did not open is told to `outcome`. Photos are no rows here."""
    model, opener = models()[table.name], opening.OPENERS.get(table.name)
    kept = (name for name in table.columns if (table.name, name) not in opening.IN_THE_ARCHIVE)
    table = replace(table, columns=tuple(kept))
    if opener is None:
        return write_out(connection, table, folder)
    columns = [_opened(each, opener) for each in _columns(connection, table, model)]
    line = Opening(table=table, model=model, opener=opener, outcome=outcome).line
    return _write(connection, table, folder, columns, opener.copy_out(table), line)


def _write(
    connection: Connection,
    table: Table,
    folder: Path,
    columns: list[Column],
    statement: sql.Composed,
    line: Callable[[tuple[str | None, ...]], str],
) -> Exported:
    room = room_of(models()[table.name])
    name = f"{room}/{table.name}.jsonl"
    (folder / room).mkdir(mode=0o700, exist_ok=True)
    with (folder / name).open("xb") as file:
        hashed = Hashed(file)
        cursor = connection.cursor()
        with cursor.copy(statement) as copy:
            for row in copy.rows():
                hashed.write(f"{line(row)}\n".encode())
    member = hashed.member(name)
    return Exported(
        table=table.name,
        room=room,
        file=name,
        rows=cursor.rowcount,
        bytes=member.bytes,
        sha256=member.sha256,
        columns=columns,
    )


def _opened(column: Column, opener: Opener) -> Column:
    its = opener.columns.get(column.name)
    return replace(column, name=its.name, type=its.type, nullable=True) if its else column


def left_out(connection: Connection) -> list[LeftOut]:
    """The tables that `write_out` is not asked for, and why."""
    names = [str(name) for (name,) in connection.execute(_ALL).fetchall()]
    return [LeftOut(table=name, why=_why(name)) for name in names if parts.part_of(name) is not Part.DATA]


def room_of(model: type[Model]) -> str:
    """The room that holds a table; of a library's table its app."""
    package, _, rest = model.__module__.partition(".")
    return rest.split(".")[0] if package == _OURS else str(model._meta.app_label)


def _why(table: str) -> str:
    if parts.part_of(table) is Part.KEYS:
        return "wrapped keys: never beside what they open; they are in the keys of a backup"
    if table in parts.LEFT_OUT:
        return "who is signed in, and what the program did when; of no use elsewhere"
    return "the search index, made anew from the rest"


def _columns(connection: Connection, table: Table, model: type[Model]) -> list[Column]:
    types = {name: rest for name, *rest in connection.execute(_TYPES, [table.name]).fetchall()}
    declared = holdings.all_declared()[model._meta.label_lower].columns
    fields = {field.column: field.name for field in model._meta.concrete_fields}
    told = []
    for name in table.columns:
        kind, nullable = types[name]
        its = declared.get(fields.get(name, ""))
        told.append(Column(name=name, type=kind, nullable=nullable, holds=its.kind.value if its else None))
    return told


@cache
def models() -> dict[str, type[Model]]:
    """Every model of the program and its libraries, by its table."""
    return {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
