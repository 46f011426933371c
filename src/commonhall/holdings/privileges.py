"""Which tables the database logins may only add to, or not see at all."""

from django.apps import apps

from commonhall import holdings


def append_only_tables() -> set[str]:
    """Tables the application may insert into and read, but neither change nor delete from."""
    return {_table(model) for model, holding in holdings.all_declared().items() if holding.append_only}


def tables_of_the_owner() -> set[str]:
    """Tables the application only reads."""
    return {_table(model) for model, holding in holdings.all_declared().items() if holding.made_by_owner}


def secret_tables() -> set[str]:
    """Tables of wrapped keys, which the read-only login does not see."""
    return {_table(model) for model, holding in holdings.all_declared().items() if holding.secret}


def _table(model: str) -> str:
    return str(apps.get_model(model)._meta.db_table)
