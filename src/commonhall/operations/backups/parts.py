"""Which table goes into which part of a backup, and how it is read: whole, in an order that tells nothing."""

from dataclasses import dataclass
from graphlib import TopologicalSorter

from psycopg import Connection, sql

from commonhall.holdings import privileges
from commonhall.operations.backups.manifest import Part
from commonhall.vault.blind import upkeep

# Who is signed in, which workers live, when which job did what: of no use in another cluster, and full of times.
LEFT_OUT = frozenset({"django_session", "django_migrations", "procrastinate_workers", "procrastinate_events"})
# The worker that had a job does not come along: without one the job counts as stalled, and is begun again.
COLUMNS_LEFT_OUT = {"procrastinate_jobs": frozenset({"worker_id"})}
_INDEX_TABLES = ("epoch", "epochkey", "delta", "block0", "block1")

_COLUMNS = """
SELECT attname FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum"""
_KEY = """
SELECT attname, attcollation <> 0 FROM pg_index
JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey)
WHERE indrelid = %s::regclass AND indisprimary ORDER BY array_position(indkey::int2[], attnum)"""
_SEQUENCES = """
SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"""
_AT_ONCE = """
SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint
WHERE contype = 'f' AND NOT condeferrable AND connamespace = 'public'::regnamespace AND conrelid <> confrelid"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A table as it is written out: these columns, in the order of its primary key."""

    name: str
    columns: tuple[str, ...]
    key: tuple[tuple[str, bool], ...]  # each with whether it is text, which sorts by the cluster's language

    def copy_out(self) -> sql.Composed:
        """The statement that gives all rows."""
        return sql.SQL("COPY ({}) TO STDOUT").format(self.rows())

    def copy_out_as_json(self) -> sql.Composed:
        """The statement that gives each row as one JSON object, which has no line break."""
        return sql.SQL("COPY (SELECT to_jsonb(each)::text FROM ({}) AS each) TO STDOUT").format(self.rows())

    def rows(self) -> sql.Composed:
        """The query behind them: all rows, in the order of the primary key."""
        order = [
            sql.SQL('{} COLLATE "C"' if is_text else "{}").format(sql.Identifier(column))
            for column, is_text in self.key
        ]
        return sql.SQL("SELECT {} FROM {} ORDER BY {}").format(
            _names(self.columns), sql.Identifier("public", self.name), sql.SQL(", ").join(order)
        )

    def copy_in(self) -> sql.Composed:
        """The statement that takes them."""
        return sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier("public", self.name), _names(self.columns)
        )


def part_of(table: str) -> Part | None:
    """Where a table goes; None for one that is made again, or means nothing elsewhere."""
    if table in LEFT_OUT or table in _of_indexes():
        return None
    return Part.KEYS if table in privileges.secret_tables() else Part.DATA


def tables(connection: Connection, part: Part | None = None) -> list[Table]:
    """The tables of a part, or of all parts, by name."""
    names = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
    ).fetchall()
    placed = [(name, part_of(name)) for (name,) in names]
    return [_table(connection, name) for name, its in placed if its is not None and part in {None, its}]


def size(connection: Connection, table: Table) -> int:
    """How many bytes it takes on the disk of the database."""
    (taken,) = connection.execute("SELECT pg_table_size(%s::regclass)", [table.name]).fetchone() or (0,)
    return int(taken)


def in_order(connection: Connection, names: list[str]) -> list[str]:
    """The same tables, so that what a rule looks for at once is there first; other rules wait for the end."""
    graph = TopologicalSorter[str](dict.fromkeys(sorted(names), ()))
    for table, other in connection.execute(_AT_ONCE).fetchall():
        if table in names and other in names:
            graph.add(table, other)
    return list(graph.static_order())


def sequences(connection: Connection) -> dict[str, int]:
    """The last number each sequence gave."""
    return {str(name): int(value) for name, value in connection.execute(_SEQUENCES).fetchall()}


def _table(connection: Connection, name: str) -> Table:
    without = COLUMNS_LEFT_OUT.get(name, frozenset())
    columns = [str(column) for (column,) in connection.execute(_COLUMNS, [name]).fetchall()]
    key = connection.execute(_KEY, [name]).fetchall()
    return Table(
        name=name,
        columns=tuple(column for column in columns if column not in without),
        key=tuple((str(column), bool(is_text)) for column, is_text in key),
    )


def _of_indexes() -> frozenset[str]:
    return frozenset(f"{index.name}_{each}" for index in upkeep.registered() for each in _INDEX_TABLES)


def _names(columns: tuple[str, ...]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))
