"""Controls over every table at once, from what the tables are declared as."""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall import holdings
from commonhall.evidence import Evidence, control
from commonhall.holdings import Kind, opening, retention, sampling

SAMPLE = 100

# Types whose values are no words, for columns that a model says hold none.
HARMLESS = frozenset(
    {"smallint", "integer", "bigint", "real", "double precision", "numeric", "boolean", "date", "uuid", "interval",
     "time without time zone", "timestamp with time zone"}
)  # fmt: skip
_MIGRATIONS = {(f"django_migrations.{column}") for column in ("id", "app", "name", "applied")}


@control("purpose.protect", "encrypt")
def sealed_values_open() -> Evidence:
    """A sample of each sealed column and folder is opened: what does not was not sealed here."""
    wrong, count = set(), 0
    for label, column in _sealed_columns():
        model = apps.get_model(label)
        for row in sampling.some(model._default_manager.exclude(**{column: None}), SAMPLE):
            count += 1
            if not opening.is_sealed(label, column, row):
                wrong.add(f"{model._meta.db_table}.{column}")
    for folder, files in opening.folders(SAMPLE):
        count += len(files)
        if not all(files):
            wrong.add(folder)
    return Evidence(looked_at=_("sealed values and files"), count=count, wrong=tuple(sorted(wrong)))


@control("purpose.protect", "schedule")
def nothing_is_kept_past_its_schedule() -> Evidence:
    """Rows that were to be deleted two days ago and are still there, though nothing holds them."""
    wrong: list[str] = []
    count = 0
    for rule in retention.rules():
        count += apps.get_model(rule.model)._default_manager.all()[:SAMPLE].count()
        found = retention.past(rule, timezone.localdate() - retention.GRACE, SAMPLE)
        wrong += [row.name or rule.model for row in found if not row.is_held]
    return Evidence(
        looked_at=_("rows that have a schedule, the oldest first"),
        count=count,
        wrong=tuple(sorted(set(wrong))),
    )


@control("purpose.share-less", "store-nothing-else")
def every_column_is_declared() -> Evidence:
    """The database as it is, in every schema: a column that no model has or nobody declared, whatever its type.

    The catalogue shows also what this login may not read.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT CASE namespace.nspname WHEN 'public' THEN '' ELSE namespace.nspname || '.' END
                   || relation.relname || '.' || attribute.attname,
                   format_type(attribute.atttypid, NULL)
            FROM pg_attribute AS attribute
            JOIN pg_class AS relation ON relation.oid = attribute.attrelid
            JOIN pg_namespace AS namespace ON namespace.oid = relation.relnamespace
            WHERE relation.relkind IN ('r', 'p', 'm', 'f') AND attribute.attnum > 0 AND NOT attribute.attisdropped
              AND namespace.nspname !~ '^pg_' AND namespace.nspname <> 'information_schema'
            """
        )
        found = {str(column): str(kind) for column, kind in cursor.fetchall()}
    declared, speechless = _declared_columns() | _MIGRATIONS, _speechless_columns()
    wrong = tuple(
        column
        for column, kind in sorted(found.items())
        if column not in declared and not (column in speechless and kind in HARMLESS)
    )
    return Evidence(looked_at=_("columns of the database"), count=len(found), wrong=wrong)


def _sealed_columns() -> Iterator[tuple[str, str]]:
    for label, holding in holdings.all_declared().items():
        for column, declared in holding.columns.items():
            if declared.kind in {Kind.SEALED, Kind.STRIPPED}:
                yield label, column


def _declared_columns() -> set[str]:
    """Columns that a room declared, and keys to other tables: what those may hold is declared there."""
    return {
        _named(field)
        for label, holding in holdings.all_declared().items()
        for field in apps.get_model(label)._meta.concrete_fields
        if field.name in holding.columns or field.is_relation
    }


def _speechless_columns() -> set[str]:
    """Columns of declared tables that hold no words, by their models."""
    return {
        _named(field)
        for label in holdings.all_declared()
        for field in apps.get_model(label)._meta.concrete_fields
        if not holdings.can_speak(field)
    }


def _named(field: "models.Field[object, object]") -> str:
    return f"{field.model._meta.db_table}.{field.column}"
