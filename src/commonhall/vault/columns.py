"""Sealed columns in the database: no statistics, which keep values, and no compression, which tells sizes."""

from django.db.migrations.operations import RunSQL


def sealed(table: str, *columns: str) -> RunSQL:
    """The operation that belongs into the migration that creates these columns."""
    changes = (
        f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0, ALTER COLUMN {column} SET STORAGE EXTERNAL"
        for column in columns
    )
    return RunSQL(";\n".join(changes), RunSQL.noop)


def append_only(table: str, because: str) -> RunSQL:
    """The operation that makes the database refuse to change or delete rows, whoever asks."""
    function = f"{table}_only_grows"
    return RunSQL(
        f"""
        CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{because}'; END $$;
        CREATE TRIGGER {function} BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
          FOR EACH STATEMENT EXECUTE FUNCTION {function}();
        """,
        f"DROP TRIGGER {function} ON {table}; DROP FUNCTION {function}();",
    )
