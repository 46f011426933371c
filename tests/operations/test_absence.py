"""A database that is away: each command says so in one sentence, and nothing of a stack."""

from pathlib import Path

import pytest
from django.db import OperationalError, connection

from commonhall.operations import absence, logins
from tests import cluster, running
from tests.operations import commands

COMMANDS = {
    "verify": ["verify"],
    "staff": ["staff", "add", "--role", "administrator", "alex@city.example"],
    "audit": ["audit", "verify"],
    "migrate": ["migrate"],
    "settle": ["settle"],
    "erase": ["erase", "--request", "4KT7M2"],
    "serve": ["serve", f"--port={running.free_port()}"],
    "worker": ["worker"],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_it_is_one_sentence(name: str, tmp_path: Path) -> None:
    away = f"postgresql://somebody@/commonhall?host={tmp_path}"
    owner = {} if name == "serve" else {"COMMONHALL_OWNER_DATABASE_URL": away}
    environment = commands.environment("postgres") | {"DATABASE_URL": away} | owner
    process = commands.start(COMMANDS[name], environment)
    said, complaint = process.communicate(timeout=60)
    assert complaint == "The database does not answer. Start it, or correct DATABASE_URL.\n"
    assert said == ""
    assert process.returncode == (3 if name == "verify" else 1)  # 1: a promise is broken


def test_a_wrong_password_is_one_sentence_too(fresh_database: str) -> None:
    wrong = cluster.url(logins.APPLICATION, fresh_database).replace(":tests@", ":wrong@")
    complaint = commands.refusal(["audit", "verify"], commands.environment("x") | {"DATABASE_URL": wrong})
    assert complaint == "The database does not answer. Start it, or correct DATABASE_URL."


def test_a_connection_that_is_cut_off_is_an_absence(fresh_database: str) -> None:
    cursor = connection.cursor()
    with cluster.server().connect() as superuser:
        superuser.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [fresh_database]
        )
    with pytest.raises(absence.NoAnswer), absence.in_words():
        cursor.execute("SELECT 1")


def test_what_a_server_that_answers_says_is_none(fresh_database: str) -> None:
    cursor = connection.cursor()
    cursor.execute("SET statement_timeout = 1")
    with pytest.raises(OperationalError), absence.in_words():
        cursor.execute("SELECT pg_sleep(10)")
