"""The key file: made once, opened only whole, and one sentence for each thing that can be wrong with it."""

import json
import resource
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commonhall.errors import Refused
from commonhall.vault import keyring
from commonhall.vault.keyring import Purpose, UnusableKeys


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A key file."""
    file = tmp_path / "keys.json"
    keyring.make(file)
    return file


def change(file: Path, how: Callable[[dict[str, Any]], object]) -> None:
    """Change what a key file holds."""
    content = json.loads(file.read_text())
    how(content)
    file.write_text(json.dumps(content))


def refusal(file: Path) -> str:
    """The sentences in which a key file is refused."""
    with pytest.raises(UnusableKeys) as refused:
        keyring.load(file)
    assert isinstance(refused.value, Refused)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_a_new_file_opens_with_a_key_for_each_purpose_and_the_first_epoch(keys: Path) -> None:
    ring = keyring.load(keys)
    assert set(ring.keysets) == set(Purpose)
    assert ring.epoch == 1


def test_a_new_file_is_its_owners_alone(keys: Path) -> None:
    assert keys.stat().st_mode & 0o777 == 0o600


def test_each_new_file_holds_other_keys(keys: Path, tmp_path: Path) -> None:
    keyring.make(tmp_path / "other.json")
    sealed = keyring.load(keys).keysets[Purpose.OFFICE].encrypt(b"deep", b"here")
    with pytest.raises(Exception, match="Decryption failed"):
        keyring.load(tmp_path / "other.json").keysets[Purpose.OFFICE].decrypt(sealed, b"here")


def test_a_key_file_is_never_overwritten(keys: Path) -> None:
    before = keys.read_bytes()
    with pytest.raises(UnusableKeys, match="never overwritten; choose another name"):
        keyring.make(keys)
    assert keys.read_bytes() == before


def test_a_file_that_is_missing(tmp_path: Path) -> None:
    assert refusal(tmp_path / "keys.json") == (
        "keys.json cannot be read (No such file or directory). Set COMMONHALL_KEYS to your key file."
    )


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o622, 0o777])
def test_a_file_that_others_can_reach(keys: Path, mode: int) -> None:
    keys.chmod(mode)
    assert (
        refusal(keys) == "keys.json can be read by others. Run `chmod 600 keys.json` and look who had access."
    )


@pytest.mark.parametrize("left", [0, 1, 100, -2])
def test_a_file_that_was_cut_short(keys: Path, left: int) -> None:
    keys.write_bytes(keys.read_bytes()[:left])
    assert refusal(keys) == "keys.json is not a key file, or it was cut short. Put back the copy you keep."


@pytest.mark.parametrize("content", ["[]", '"keys"', "{}", '{"format": 2}'])
def test_a_file_of_something_else(keys: Path, content: str) -> None:
    keys.write_text(content)
    assert "not a key file of this version" in refusal(keys)


DAMAGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "a purpose is missing": lambda content: content["keysets"].pop("audit"),
    "a keyset is empty": lambda content: content["keysets"].update(office={}),
    "a key is spoiled": lambda content: content["keysets"]["office"]["key"][0]["keyData"].update(
        value="AAAA"
    ),
    "no key is the first": lambda content: content["keysets"]["office"].update(primaryKeyId=7),
    "an epoch has no number": lambda content: content["wrapping"].update(first=content["wrapping"].pop("1")),
    "Django's secret is missing": lambda content: content.pop("django_secret"),
    "the epochs are a list": lambda content: content.update(wrapping=["1"]),
    "the keysets are a list": lambda content: content.update(keysets=[]),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_file_with_a_damaged_part(keys: Path, damage: str) -> None:
    change(keys, DAMAGES[damage])
    said = refusal(keys)
    assert said.startswith("keys.json is a key file, but a part of it is missing or damaged")
    assert said.endswith("Put back the copy you keep.")


@pytest.fixture
def older(keys: Path) -> Path:
    """A key file of a version that knew no second factors."""
    change(keys, lambda content: content["keysets"].pop("staff"))
    return keys


def test_a_file_of_an_earlier_version_says_what_to_do(older: Path) -> None:
    assert refusal(older) == (
        "keys.json was made by an earlier version and has no key for: staff. "
        "Run `commonhall keys upgrade keys.json`, which adds it, and copy the file to where you keep it."
    )


def test_an_upgrade_adds_what_is_missing_and_changes_nothing_else(older: Path) -> None:
    before = json.loads(older.read_text())
    assert keyring.upgrade(older) == (Purpose.STAFF,)
    after = json.loads(older.read_text())
    assert set(keyring.load(older).keysets) == set(Purpose)
    del after["keysets"]["staff"]
    assert after == before
    assert older.stat().st_mode & 0o777 == 0o600
    assert list(older.parent.iterdir()) == [older]


def test_what_was_sealed_before_an_upgrade_opens_after_it(keys: Path) -> None:
    sealed = keyring.load(keys).keysets[Purpose.OFFICE].encrypt(b"deep", b"here")
    change(keys, lambda content: content["keysets"].pop("staff"))
    keyring.upgrade(keys)
    assert keyring.load(keys).keysets[Purpose.OFFICE].decrypt(sealed, b"here") == b"deep"


def test_a_file_that_has_every_key_is_left_alone(keys: Path) -> None:
    before = keys.read_bytes(), keys.stat().st_mtime_ns
    assert keyring.upgrade(keys) == ()
    assert (keys.read_bytes(), keys.stat().st_mtime_ns) == before


def test_a_damaged_file_is_not_made_to_look_whole_by_an_upgrade(older: Path) -> None:
    change(older, DAMAGES["a purpose is missing"])
    before = older.read_bytes()
    with pytest.raises(UnusableKeys, match="missing or damaged"):
        keyring.upgrade(older)
    assert older.read_bytes() == before


def test_an_upgrade_that_cannot_be_written_leaves_the_file(older: Path) -> None:
    before = older.read_bytes()
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, most))  # as on a full disk
    try:
        with pytest.raises(UnusableKeys, match="Nothing was changed"):
            keyring.upgrade(older)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    assert older.read_bytes() == before
    assert list(older.parent.iterdir()) == [older]


def test_a_file_without_an_epoch(keys: Path) -> None:
    change(keys, lambda content: content.update(wrapping={}))
    assert refusal(keys).endswith("Put back the copy you keep.")


def test_no_refusal_shows_what_the_file_holds(keys: Path) -> None:
    secret = json.loads(keys.read_text())["django_secret"]
    for damage in DAMAGES.values():
        copy = keys.with_name(f"copy{len(list(keys.parent.iterdir()))}.json")
        copy.write_bytes(keys.read_bytes())
        copy.chmod(0o600)
        change(copy, damage)
        with pytest.raises(UnusableKeys) as refused:
            keyring.load(copy)
        assert secret not in str(refused.value)
        assert refused.value.__suppress_context__


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "keys.json").mkdir(mode=0o700)
    assert refusal(tmp_path / "keys.json").startswith("keys.json cannot be read (Is a directory).")
