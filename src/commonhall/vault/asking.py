"""Questions that are asked at every report: Django writes their statement once for each process.

It writes a statement anew at each call, which takes this process three times as long as the question itself.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import FETCH_ONE, Model, QuerySet
from django.db.models.query import get_related_populators


class Question[M: Model]:
    """What finds one row, perhaps with rows it refers to. `ask` makes the query set of its arguments, which are all
    the values that stand in the statement, in that order.
    """

    def __init__(self, ask: Callable[..., QuerySet[M]]) -> None:
        self._ask = ask
        self._made: _Made | None = None

    def first(self, *given: Any) -> M | None:
        """The first row for these arguments, as the query set would give it; None where there is none."""
        made = self._made = self._made or _Made(self._ask(*given), len(given))
        with connection.cursor() as cursor:
            cursor.execute(made.statement, given)
            row = cursor.fetchone()
        return made.read(row) if row else None


class _Made:
    """A statement, and how its rows are read: as `django.db.models.query.ModelIterable` does."""

    def __init__(self, asked: QuerySet[Any], count: int) -> None:
        compiler = asked.query.get_compiler(DEFAULT_DB_ALIAS)
        self.statement, parameters = compiler.as_sql()
        if len(parameters) != count:
            raise TypeError("other values stand in this statement than those it is asked with")
        self._compiler = compiler
        found = compiler.klass_info
        self._model = found["model"]
        first, *_between, last = found["select_fields"]
        self._own = slice(first, last + 1)
        self._names = [column.target.attname for column, *_more in compiler.select[self._own]]
        self._others = get_related_populators(found, compiler.select, DEFAULT_DB_ALIAS, FETCH_ONE)
        self._converters = compiler.get_converters(column for column, *_more in compiler.select)

    def read(self, row: Iterable[Any]) -> Any:
        (converted,) = self._compiler.apply_converters([row], self._converters)
        made = self._model.from_db(DEFAULT_DB_ALIAS, self._names, converted[self._own])
        for other in self._others:
            other.populate(converted, made)
        return made
