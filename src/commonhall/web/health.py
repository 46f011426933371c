"""Whether this process lives, and whether it can serve: for load balancers and the operator."""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse

from commonhall.vault import keyring
from commonhall.web.requests import private_page, unlogged


@unlogged
@private_page
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while the process answers at all. Asks nothing of anybody."""
    return JsonResponse({"lives": True})


@unlogged
@private_page
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when everything a page needs is there, else 503 with what each missing part says.

    Beside it, where it can serve, what soon will be wrong: that takes no process out of service.
    """
    missing = {part: said for part, look in PARTS.items() if (said := look())}
    told = {"ready": not missing, "missing": missing, "warnings": {} if missing else warnings()}
    return JsonResponse(told, status=503 if missing else 200)


def warn(part: str, look: Callable[[], str]) -> None:
    """Let `/readyz` warn of a part: `look` answers with a sentence, or with none. Raises ValueError the second time."""
    if part in _warnings:
        raise ValueError(f"{part} is warned of already")
    _warnings[part] = look


def warnings() -> dict[str, str]:
    """What soon will be wrong, by its part, each with what to do."""
    return {part: said for part, look in _warnings.items() if (said := look())}


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "The database does not answer. Look whether it runs and whether DATABASE_URL is right."
    return ""


def _schema() -> str:
    """A newer schema will do: until an upgrade is through, old and new processes serve side by side."""
    try:
        applied = MigrationRecorder(connection).applied_migrations()
    except DatabaseError:
        return "The database does not say which schema it has."
    lacking = sorted({room for room, _ in _newest_migrations() - set(applied)})
    return (
        f"The database lacks migrations of {', '.join(lacking)}. Run `commonhall migrate`." if lacking else ""
    )


def _keys() -> str:
    try:
        keyring.load(settings.KEYS_FILE)
    except keyring.UnusableKeys:
        return "The key file cannot be used. `commonhall keys check` says why."
    return ""


@cache
def _newest_migrations() -> frozenset[tuple[str, str]]:
    """The last migration of each room; read from disk once, since a process does not change its code."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


_warnings: dict[str, Callable[[], str]] = {}
PARTS: dict[str, Callable[[], str]] = {"database": _database, "schema": _schema, "keys": _keys}
