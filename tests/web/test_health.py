"""A process says whether it lives, and which part it waits for."""

from pathlib import Path

import pytest
from django.db import connections
from django.test import Client, override_settings


def test_a_process_lives_without_asking_the_database(client: Client) -> None:
    answer = client.get("/healthz")  # without the mark `django_db` a query fails
    assert (answer.status_code, answer.json()) == (200, {"lives": True})


@pytest.mark.django_db
def test_a_process_with_everything_is_ready(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        200,
        {"ready": True, "missing": {}, "warnings": {}},
    )
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_without_its_key_file_it_is_not_ready(client: Client, tmp_path: Path) -> None:
    with override_settings(KEYS_FILE=tmp_path / "none.json"):
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert list(answer.json()["missing"]) == ["keys"]


def test_without_a_migration_of_its_own_it_is_not_ready(client: Client, fresh_database: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'web'")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert (
        answer.json()["missing"]["schema"]
        == "The database lacks migrations of web. Run `commonhall migrate`."
    )


def test_without_its_database_it_is_not_ready_and_says_nothing_of_where_that_is(
    client: Client, fresh_database: str
) -> None:
    connections["default"].close()
    connections["default"].settings_dict["NAME"] = "not_there"
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert set(answer.json()["missing"]) == {"database", "schema"}
    assert "not_there" not in answer.content.decode()
