"""What the database holds, as text: to see that something is in it nowhere, or that nothing has changed."""

import re

from django.db import connection
from psycopg import sql

_RANDOM = re.compile(r"\\+x[0-9a-f]+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d\d:\d\d:\d\d\.\d+")


def of_the_database() -> str:
    """Every row of every table that the application may read, by table; bytes as hexadecimal."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
            "AND has_table_privilege(oid, 'SELECT') ORDER BY relname"
        )
        tables = [name for (name,) in cursor.fetchall()]
        rows = []
        for table in tables:
            query = sql.SQL("SELECT each::text FROM {} AS each ORDER BY 1").format(sql.Identifier(table))
            cursor.execute(query)
            rows += [f"{table}: {row}" for (row,) in cursor.fetchall()]
    return "\n".join(rows)


def holds(secret: str) -> bool:
    """Whether the words stand in any row, as text or as bytes. Four digits stand in random ones and times by chance."""
    dump = of_the_database()
    return secret in _RANDOM.sub("", dump) or secret.encode().hex() in dump
