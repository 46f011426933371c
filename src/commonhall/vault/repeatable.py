"""Steps of a migration that may be stopped between any two of them, by a busy table or a kill, and run again.

A migration with `atomic = False` is made of these, or writes the same again: each either does its whole work, or finds
it done.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddConstraint, AddField, CreateModel, SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import CheckConstraint, UniqueConstraint

from commonhall.errors import NotNow

PATIENCE = "10min"  # for what waits beside people at work and holds up nobody


class OlderTransactionsAreOpen(NotNow):
    """An index is of use to all once every transaction has ended that began before it."""

    def __init__(self) -> None:
        super().__init__(
            "An index waits for transactions that began before it, as a backup does, and they have not ended. "
            "Nobody was held up. Run `commonhall migrate` again when they have."
        )


@contextmanager
def patience(connection: BaseDatabaseWrapper, most: str = PATIENCE) -> Iterator[None]:
    """Wait longer for locks than a step may that holds up others. Raises OlderTransactionsAreOpen."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('lock_timeout'), set_config('lock_timeout', %s, false)", [most]
        )
        before, _ = cursor.fetchone()
        try:
            yield
        except OperationalError as error:
            if isinstance(error.__cause__, psycopg.errors.LockNotAvailable):
                raise OlderTransactionsAreOpen from None
            raise
        finally:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [before])


class Together(SeparateDatabaseAndState):
    """Operations in one transaction, with the keys and indexes that Django would add at the migration's end.

    All or none: so that the first one's table or column tells whether they are done.
    """

    def __init__(self, first: CreateModel | AddField, *others: Operation) -> None:
        super().__init__([first, *others], [first, *others])
        self.first = first

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        if not self._is_done(app_label, schema_editor, to_state):
            with schema_editor.connection.schema_editor(atomic=True) as editor:
                super().database_forwards(app_label, editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        if self._is_done(app_label, schema_editor, from_state):
            with schema_editor.connection.schema_editor(atomic=True) as editor:
                super().database_backwards(app_label, editor, from_state, to_state)

    def _is_done(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, after: ProjectState) -> bool:
        name = self.first.model_name if isinstance(self.first, AddField) else self.first.name
        model: Any = after.apps.get_model(app_label, name)
        field = model._meta.get_field(self.first.name) if isinstance(self.first, AddField) else model._meta.pk
        return _finds(
            schema_editor,
            "SELECT true FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attname = %s",
            schema_editor.quote_name(model._meta.db_table),
            field.column,
        )


class AddIndex(AddIndexConcurrently):
    """Build an index beside people at work; one that a stopped run left half built is dropped first."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        with patience(schema_editor.connection):
            if not _stands(schema_editor, self.index.name):
                super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        with patience(schema_editor.connection):
            super().database_backwards(app_label, schema_editor, from_state, to_state)


class RemoveIndex(RemoveIndexConcurrently):
    """Drop an index beside people at work, if it is there."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        with patience(schema_editor.connection):
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        with patience(schema_editor.connection):
            if not _stands(schema_editor, self.name):
                super().database_backwards(app_label, schema_editor, from_state, to_state)


class AddUnique(AddConstraint):
    """A unique constraint over an index that was built beside people at work."""

    constraint: UniqueConstraint

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model: Any = to_state.apps.get_model(app_label, self.model_name)
        table = schema_editor.quote_name(model._meta.db_table)
        name = schema_editor.quote_name(self.constraint.name)
        if _finds(
            schema_editor,
            "SELECT true FROM pg_constraint WHERE conrelid = to_regclass(%s) AND conname = %s",
            table,
            self.constraint.name,
        ):
            return
        columns = ", ".join(
            schema_editor.quote_name(model._meta.get_field(field).column) for field in self.constraint.fields
        )
        with patience(schema_editor.connection):
            if not _stands(schema_editor, self.constraint.name):
                schema_editor.execute(f"CREATE UNIQUE INDEX CONCURRENTLY {name} ON {table} ({columns})")
        schema_editor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE USING INDEX {name}")

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model: Any = from_state.apps.get_model(app_label, self.model_name)
        name = schema_editor.quote_name(self.constraint.name)
        table = schema_editor.quote_name(model._meta.db_table)
        schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")  # and its index


class Rule(AddConstraint):
    """A check in place of the one of that name, if any: at once for new rows, then looked at in the old ones."""

    constraint: CheckConstraint

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        if self._of(app_label, state):
            state.remove_constraint(app_label, self.model_name_lower, self.constraint.name)
        super().state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        self._replace(app_label, schema_editor, to_state)
        model = to_state.apps.get_model(app_label, self.model_name)
        table, name = map(schema_editor.quote_name, (model._meta.db_table, self.constraint.name))
        schema_editor.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}")

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """The rule of before holds for new rows; old ones may follow the newer."""
        self._replace(app_label, schema_editor, to_state)

    def _replace(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, state: ProjectState) -> None:
        """In one statement, so that no row comes in between."""
        model: Any = state.apps.get_model(app_label, self.model_name)
        table, name = map(schema_editor.quote_name, (model._meta.db_table, self.constraint.name))
        changes = [f"DROP CONSTRAINT IF EXISTS {name}"]
        if rule := self._of(app_label, state):
            changes.append(f"ADD {rule.constraint_sql(model, schema_editor)} NOT VALID")
        schema_editor.execute(f"ALTER TABLE {table} {', '.join(changes)}", params=None)

    def _of(self, app_label: str, state: ProjectState) -> Any:
        constraints = state.models[app_label, self.model_name_lower].options.get("constraints", ())
        return next((rule for rule in constraints if rule.name == self.constraint.name), None)


def _stands(schema_editor: BaseDatabaseSchemaEditor, index: str) -> bool:
    """Whether the index is there and whole. One that is not is dropped."""
    name = schema_editor.quote_name(index)
    if _finds(schema_editor, "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)", name):
        return True
    schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
    return False


def _finds(schema_editor: BaseDatabaseSchemaEditor, query: str, *names: str) -> bool:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(query, names)
        return bool(cursor.fetchone() == (True,))
