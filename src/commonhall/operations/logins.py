"""The logins of the embedded server, and the databases they meet in.

Three logins, because one login is no wall (`RESET ROLE` undoes `SET ROLE`): the owner migrates, settles and
erases; the application reads and writes rows; read-only looks. The superuser belongs to the server alone.
"""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from commonhall.errors import Refused

SUPERUSER = "postgres"
OWNER = "commonhall_owner"
APPLICATION = "commonhall_application"
READONLY = "commonhall_readonly"


@dataclass(frozen=True, slots=True)
class Passwords:
    """One password per login."""

    by_login: dict[str, str]

    def __repr__(self) -> str:
        return "Passwords(…)"

    def of(self, login: str) -> str:
        """The password of that login."""
        return self.by_login[login]

    def url(self, login: str, sockets: Path, database: str) -> str:
        """The address of that database for that login, through the socket in that folder."""
        password, name, host = (quote(part, safe="") for part in (self.of(login), database, str(sockets)))
        return f"postgresql://{login}:{password}@/{name}?host={host}"


def new_passwords() -> Passwords:
    """Fresh random passwords for the four logins."""
    return Passwords(
        {login: secrets.token_urlsafe(24) for login in (SUPERUSER, OWNER, APPLICATION, READONLY)}
    )


def keep(passwords: Passwords, file: Path) -> None:
    """Write them to a file that only this user can read; it may not exist yet."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        json.dump(passwords.by_login, out)


def kept(file: Path) -> Passwords:
    """The passwords in that file. Raises Refused when it does not hold all four."""
    try:
        by_login = json.loads(file.read_text())
        return Passwords({login: str(by_login[login]) for login in (SUPERUSER, OWNER, APPLICATION, READONLY)})
    except (OSError, ValueError, KeyError, TypeError):
        raise Refused(
            f"{file} does not hold the database's passwords. Restore it, or choose another home folder."
        ) from None


def create(connection: psycopg.Connection[tuple[object, ...]], passwords: Passwords) -> None:
    """Make the three logins, or give them these passwords; run as superuser."""
    for login in (OWNER, APPLICATION, READONLY):
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [login]).fetchone()
        connection.execute(
            sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {}").format(
                sql.SQL("ALTER" if known else "CREATE"), sql.Identifier(login), passwords.of(login)
            )
        )
    connection.execute(
        sql.SQL("GRANT pg_checkpoint TO {}").format(sql.Identifier(OWNER))
    )  # settle ends with one


def create_database(connection: psycopg.Connection[tuple[object, ...]], name: str) -> bool:
    """Make an empty database that nobody but the three logins may enter; False when it is there already.

    It stays the superuser's: its comment says who made it, and no login of ours can write that.
    """
    if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        return False
    database = sql.Identifier(name)
    connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(database))
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    return True


def open_database(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Let the three logins into this connection's database, each as far as its work needs; may run again."""
    database, owner = sql.Identifier(connection.info.dbname), sql.Identifier(OWNER)
    for login in (OWNER, APPLICATION, READONLY):
        connection.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, sql.Identifier(login))
        )
    connection.execute(sql.SQL("GRANT CREATE, TEMPORARY ON DATABASE {} TO {}").format(database, owner))
    connection.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(owner))
    connection.execute(
        sql.SQL("GRANT EXECUTE ON FUNCTION pg_switch_wal() TO {}").format(owner)
    )  # settle's last step
    connection.execute(
        sql.SQL("GRANT MAINTAIN ON pg_catalog.pg_statistic TO {}").format(owner)
    )  # settle's too
