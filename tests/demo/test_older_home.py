"""A home that an earlier version wrote: its key file gets what came later, and opens what it opened."""

import json
from pathlib import Path

import pytest

from commonhall.demo import home
from commonhall.vault import keyring
from commonhall.vault.keyring import Purpose


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A home with data, whose key file knows no second factors."""
    with home.opened(tmp_path / "home") as opened:
        (opened.folder / "postgres" / "data").mkdir()
        content = json.loads(opened.keys.read_text())
        del content["keysets"]["staff"]
        opened.keys.write_text(json.dumps(content))
        return opened.folder


def test_its_key_file_is_brought_up_to_date(older: Path) -> None:
    with home.opened(older) as opened:
        assert set(keyring.load(opened.keys).keysets) == set(Purpose)


def test_a_home_of_this_version_keeps_its_key_file(older: Path) -> None:
    with home.opened(older) as opened:
        before = opened.keys.read_bytes()
    with home.opened(older) as opened:
        assert opened.keys.read_bytes() == before
