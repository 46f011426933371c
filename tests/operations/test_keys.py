"""`commonhall keys`, as an operator types it."""

import json
from pathlib import Path

import pytest

from commonhall.vault.keyring import Purpose
from tests.config.test_cli import typed


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A key file of a version that knew no second factors."""
    file = tmp_path / "keys.json"
    assert typed("keys", "make", str(file)).returncode == 0
    content = json.loads(file.read_text())
    del content["keysets"]["staff"]
    file.write_text(json.dumps(content))
    return file


def test_a_new_file_is_whole(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    typed("keys", "make", str(file))
    assert typed("keys", "check", str(file)).stdout.startswith(
        f"The key file is whole: {len(Purpose)} purposes, epoch 1."
    )


def test_an_older_file_is_refused_in_a_sentence_that_says_what_to_do(older: Path) -> None:
    said = typed("keys", "check", str(older))
    assert (said.returncode, said.stdout) == (2, "")
    assert "Run `commonhall keys upgrade keys.json`" in said.stderr
    assert "Traceback" not in said.stderr


def test_an_upgrade_makes_it_whole_and_says_to_copy_it(older: Path) -> None:
    said = typed("keys", "upgrade", str(older))
    assert said.stdout.startswith("Added: staff. Copy the file")
    assert typed("keys", "check", str(older)).returncode == 0
    assert "nothing was changed" in typed("keys", "upgrade", str(older)).stdout


@pytest.mark.parametrize("action", ["check", "upgrade"])
def test_without_a_name_it_asks_for_one(action: str) -> None:
    assert typed("keys", action).stderr == "Name the key file, or set COMMONHALL_KEYS.\n"
