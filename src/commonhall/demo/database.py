"""The demo's database: made by the superuser, who marks it; the marks allows links that sign in at once."""

from psycopg import sql

from commonhall.operations import logins, postgres
from commonhall.operations.logins import Passwords
from commonhall.staff.demo_mark import DEMO_MARK

NAME = "commonhall"


def prepare(server: postgres.Server, passwords: Passwords) -> None:
    """Make the logins and the database where they are missing; may run again."""
    with server.connect() as connection:
        logins.create(connection, passwords)
        logins.create_database(connection, NAME)
        connection.execute(
            sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(NAME), sql.Literal(DEMO_MARK))
        )
    with server.connect(NAME) as connection:
        logins.open_database(connection)
