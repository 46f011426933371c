"""What must hold before `serve` or `worker` may start; each that does not is one sentence."""

from pathlib import Path

from django.conf import settings
from django.db import connection, connections

from commonhall.errors import Refused
from commonhall.operations import absence, migrating, ports, postgres
from commonhall.operations.backups import unfinished
from commonhall.service_requests import words
from commonhall.service_requests.models import ServiceRequest
from commonhall.vault.sealing import CannotOpen

_TRIED = 8


class TooMuchRight(Refused):
    """The login could do more than an application may."""


def of_the_database() -> None:
    """Raise unless database, login and schema are what they must be, and the key file opens what is there.

    Raises Refused or NoAnswer.
    """
    try:
        with absence.in_words():
            refuse_old(_version())
            _application_login()
            unfinished.refuse()
            migrating.refuse_another_schema()
            refuse_foreign_keys()
    finally:
        connections.close_all()  # processes forked from here must not share one


def refuse_old(version: int) -> None:
    """Raise Refused when the server is older than ours may be; `version` as PostgreSQL counts (18.6: 180006)."""
    major = version // 10_000
    if major < postgres.OLDEST_MAJOR:
        raise Refused(f"The database is PostgreSQL {major}. Upgrade it to {postgres.OLDEST_MAJOR} or newer.")


def refuse_foreign_keys() -> None:
    """Raise Refused when the key file is another database's: it opens none of the first few requests.

    What another key file sealed would lie beside what this one seals, and neither would open all of it. One request
    that is damaged keeps no city from starting.
    """
    requests = ServiceRequest.objects.order_by("pk")[:_TRIED]
    if requests and not any(map(_opens, requests)):
        raise Refused(
            f"{settings.KEYS_FILE} is a key file that does not open what this database holds. "
            "Put back the one it was set up with."
        )


def refuse_missing_assets(folder: Path) -> None:
    """Raise Refused when the static files were not collected into that folder."""
    if not (folder / "staticfiles.json").is_file():
        raise Refused("The pages' style sheets and scripts are missing. Run `make assets`.")


def of_the_web(host: str, port: int) -> None:
    """Raise Refused unless the static files are there, the owner's login is not, and the port is free."""
    if "owner" in connections:
        raise TooMuchRight(
            "`commonhall serve` must not know the owner's login: unset COMMONHALL_OWNER_DATABASE_URL."
        )
    refuse_missing_assets(Path(settings.STATIC_ROOT))
    ports.refuse_busy(host, port)


def of_the_owner() -> None:
    """Raise Refused unless the owner's login is known."""
    if "owner" not in connections:
        raise Refused("This needs the owner's login: set COMMONHALL_OWNER_DATABASE_URL.")


def _opens(request: ServiceRequest) -> bool:
    try:
        words.stripped(request)
    except CannotOpen:
        return False
    return True


def _version() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int")
        (version,) = cursor.fetchone() or (0,)
    return int(version)


def _application_login() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, EXISTS (SELECT 1 FROM pg_tables"
            " WHERE schemaname = 'public' AND pg_has_role(tableowner, 'MEMBER'))"
            " FROM pg_roles WHERE rolname = current_user"
        )
        login, is_superuser, owns_tables = cursor.fetchone() or ("", False, False)
    if is_superuser or owns_tables:
        what = "is a superuser" if is_superuser else "owns tables or may become their owner"
        raise TooMuchRight(
            f"DATABASE_URL logs in as {login}, who {what} and so could change what only grows. "
            "Use the application's login."
        )
