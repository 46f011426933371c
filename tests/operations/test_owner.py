"""What only the owner of the tables can do is not begun without their login."""

import pytest

from tests.operations import commands


@pytest.mark.parametrize("arguments", [["settle"], ["erase", "--request", "4KT7M2"], ["migrate"]])
def test_it_asks_for_the_owners_login(fresh_database: str, arguments: list[str]) -> None:
    said = commands.refusal(arguments, commands.environment(fresh_database))
    assert said.endswith("set COMMONHALL_OWNER_DATABASE_URL.")
    assert "\n" not in said
