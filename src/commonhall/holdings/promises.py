"""Controls over every table at once, from what the tables are declared as."""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall import holdings
from commonhall.evidence import Evidence, control
from commonhall.holdings import Kind, retention, sampling

SAMPLE = 300
_SHORTEST_SEALED = 28  # a nonce and a tag


@control("purpose.protect", "encrypt")
def sealed_columns_hold_nothing_readable() -> Evidence:
    """A sample of each sealed column. Bytes that read as text were not sealed: 28 random ones never do."""
    wrong, count = [], 0
    for model, column in _sealed_columns():
        for value in sampling.some(model._default_manager.exclude(**{column: None}), SAMPLE, column):
            count += 1
            if len(value) < _SHORTEST_SEALED or _is_text(bytes(value)):
                wrong.append(f"{model._meta.db_table}.{column}")
    return Evidence(looked_at=_("values of sealed columns"), count=count, wrong=tuple(sorted(set(wrong))))


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
    """The database as it is: a table or column that can hold words and that nobody declared."""
    declared = _declared_columns()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT table_name, column_name FROM information_schema.columns
            WHERE table_schema = 'public' AND table_name <> 'django_migrations'
              AND data_type IN ('text', 'character varying', 'character', 'json', 'jsonb', 'bytea', 'inet', 'ARRAY')
            """
        )
        found = {(str(table), str(column)) for table, column in cursor.fetchall()}
    wrong = tuple(f"{table}.{column}" for table, column in sorted(found - declared))
    return Evidence(looked_at=_("columns of the database that can hold words"), count=len(found), wrong=wrong)


def _sealed_columns() -> Iterator[tuple[type[models.Model], str]]:
    for label, holding in holdings.all_declared().items():
        for column, declared in holding.columns.items():
            if declared.kind in {Kind.SEALED, Kind.STRIPPED}:
                yield apps.get_model(label), column


def _declared_columns() -> set[tuple[str, str]]:
    columns = set()
    for label, holding in holdings.all_declared().items():
        meta = apps.get_model(label)._meta
        columns |= {(meta.db_table, str(meta.get_field(name).column)) for name in holding.columns}
        columns |= {
            (meta.db_table, str(field.column))
            for field in meta.concrete_fields
            if not holdings.can_speak(field)
        }
    return columns


def _is_text(value: bytes) -> bool:
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True
