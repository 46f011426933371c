"""What each login may do with each table, from what the tables are declared as in `holdings`."""

from django.conf import settings
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from commonhall.holdings import privileges as declared


def grant(owner: BaseDatabaseWrapper) -> None:
    """Give the application and read-only logins exactly their rights, in one transaction; may run again.

    The application reads and writes rows, but may not truncate, define or, in append-only tables, change any.
    """
    append_only, secret = declared.append_only_tables(), declared.secret_tables()
    owners = declared.tables_of_the_owner()
    with transaction.atomic(using=owner.alias), owner.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user"
        )
        tables = {str(row[0]) for row in cursor.fetchall()}
        for alias in ("default", "readonly"):
            if alias not in connections:
                continue
            login = sql.Identifier(str(settings.DATABASES[alias]["USER"]))
            cursor.execute(sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(login))
            cursor.execute(sql.SQL("REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {}").format(login))
            cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(login))
            if alias == "default":
                _grant(cursor, "SELECT, INSERT, UPDATE, DELETE", tables - append_only - owners, login)
                _grant(cursor, "SELECT, INSERT", tables & append_only, login)
                _grant(cursor, "SELECT", tables & owners, login)
                cursor.execute(sql.SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}").format(login))
            else:
                _grant(cursor, "SELECT", tables - secret, login)


def _grant(cursor: CursorWrapper, rights: str, tables: set[str], login: sql.Identifier) -> None:
    if tables:
        names = sql.SQL(", ").join(sql.Identifier("public", table) for table in sorted(tables))
        cursor.execute(sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(rights), names, login))
