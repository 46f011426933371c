"""What the database does for an index by itself, as operations of a migration."""

from django.db.migrations.operations import RunSQL

from commonhall.vault.columns import sealed


def searchable(name: str, *, source: str, row: str = "{0}.id", of: str = "") -> list[RunSQL]:
    """The operations that belong behind those that create an index's tables.

    Each change of `source` is noted in the delta, or each change of its column `of`. `row` is the SQL of a row's
    number, with {0} for the row. A settle rewrites rows and changes nothing.
    """
    before, after = row.format("OLD"), row.format("NEW")
    noted = f"INSERT INTO {name}_delta (id, at)"
    return [
        *(sealed(f"{name}_{table}", column) for table, column in _SEALED),
        RunSQL(
            f"""
            CREATE FUNCTION {name}_changed() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF current_setting('commonhall.settling', true) = 'on' THEN RETURN NULL; END IF;
              {noted} VALUES (CASE TG_OP WHEN 'DELETE' THEN {before} ELSE {after} END, pg_current_xact_id())
                ON CONFLICT (id) DO UPDATE SET at = excluded.at;
              RETURN NULL;
            END $$;
            CREATE TRIGGER {name}_changed AFTER INSERT OR DELETE OR UPDATE {f"OF {of}" if of else ""} ON {source}
              FOR EACH ROW EXECUTE FUNCTION {name}_changed();
            {noted} SELECT {row.format(source)}, pg_current_xact_id() FROM {source};
            """,  # noqa: S608  names of our own tables
            f"DROP TRIGGER {name}_changed ON {source}; DROP FUNCTION {name}_changed();",
        ),
    ]


_SEALED = (("epochkey", "wrapped"), ("block0", "sealed"), ("block1", "sealed"))
