"""The search for leaks finds one in each encoding and in each place: else a home without leaks would prove nothing."""

import base64
import gzip
import random
import string
import zlib
from pathlib import Path

import psycopg
import pytest
from django.contrib.sessions.backends.db import SessionStore

from tests.promises import reading
from tests.promises.encodings import ENCODINGS
from tests.promises.home import DATABASE, Home

STEM = "Brélquist"
SENTENCE = f"Ask María {STEM}ham, at 17 Marbelwyck Lane."
PHONE = "302-555-01"


def found(folder: Path, text: str = STEM) -> set[str]:
    """In which encodings the text is found in that folder."""
    return {leak.encoding for leak in reading.leaks(folder, [text])}


@pytest.mark.parametrize("encoding", [name for name in ENCODINGS if "base64" not in name])
def test_it_finds_a_name_in_each_encoding(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "planted").write_bytes(b"\xff\xfe" + ENCODINGS[encoding](SENTENCE))
    assert found(tmp_path)


@pytest.mark.parametrize("alphabet", [b"+/", b"-_"])
@pytest.mark.parametrize("offset", range(3))
def test_it_finds_a_name_in_base64_wherever_it_begins(offset: int, alphabet: bytes, tmp_path: Path) -> None:
    (tmp_path / "planted").write_bytes(base64.b64encode(b"." * offset + SENTENCE.encode(), alphabet))
    assert found(tmp_path)


@pytest.mark.parametrize("written", ["BRÉLQUISTHAM", "brélquist@mail.example"])
def test_it_finds_a_name_in_other_cases(written: str, tmp_path: Path) -> None:
    (tmp_path / "planted").write_text(written)
    assert found(tmp_path)


def test_it_finds_a_phone_number_by_its_digits_alone(tmp_path: Path) -> None:
    (tmp_path / "planted").write_text("+13025550147")
    assert found(tmp_path, PHONE)


def test_it_finds_nothing_where_nothing_is(tmp_path: Path) -> None:
    (tmp_path / "clean").write_bytes(random.Random(1).randbytes(1_000_000))
    assert not found(tmp_path)


def test_it_leaves_out_the_file_it_is_told_to(tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text(SENTENCE)
    assert not reading.leaks(tmp_path, [STEM], except_for=[tmp_path / "keys.json"])


def test_it_finds_a_name_in_each_place_of_a_home(own_home: Home) -> None:
    names = {place: f"Planted{'abcdefghijklmno'[n]}quill" for n, place in enumerate(PLACES)}
    with own_home.server.connect(DATABASE) as superuser:
        _plant_in_tables(superuser, names)
    _plant_in_files(own_home.folder, names)
    own_home.write_out()
    leaks = reading.leaks(own_home.folder, names.values())
    assert {leak.text for leak in leaks} == set(names.values())
    layers = {place: {leak.layer for leak in leaks if leak.text == name} for place, name in names.items()}
    assert {place: needed for place, needed in PLACES.items() if needed not in layers[place]} == {}


# Each place, and what has to be done to the file before the name shows.
PLACES = {
    "a row": "as it is",
    "a compressed value in its row": "pglz",
    "a compressed value in chunks": "pglz",
    "the seam of two chunks": "joined",
    "a row that was deleted": "as it is",
    "a table that was dropped": "joined",
    "the server's log": "as it is",
    "a session": "base64 of zip",
    "a temporary file": "as it is",
    "a photo's file": "as it is",
    "a file of gzip": "zip",
    "gzip in gzip": "zip, zip",
}
CHUNK = 1996  # bytes of a value in one row of its TOAST table


def _plant_in_tables(superuser: psycopg.Connection[tuple[object, ...]], names: dict[str, str]) -> None:
    superuser.execute("CREATE TABLE planted (said text)")
    superuser.execute("CREATE TABLE planted_whole (said text)")
    superuser.execute("ALTER TABLE planted_whole ALTER said SET STORAGE EXTERNAL")
    rows = [
        names["a row"],
        _packable(names["a compressed value in its row"], 3000),
        _packable(names["a compressed value in chunks"], 40_000),
        names["a row that was deleted"],
    ]
    for said in rows:
        superuser.execute("INSERT INTO planted VALUES (%s)", [said])
    superuser.execute("DELETE FROM planted WHERE said = %s", [names["a row that was deleted"]])
    cut = _noise(CHUNK - 4) + names["the seam of two chunks"] + _noise(3000)
    superuser.execute("INSERT INTO planted_whole VALUES (%s)", [cut])
    superuser.execute("CREATE TABLE dropped (said text)")
    superuser.execute("INSERT INTO dropped VALUES (%s)", [names["a table that was dropped"]])
    superuser.execute("DROP TABLE dropped")
    superuser.execute(f"DO $$ BEGIN RAISE LOG 'about {names["the server's log"]}'; END $$")
    session = SessionStore()
    session["typed"] = "Ask them about it, ask them about it. " * 5 + names["a session"]
    session.save()


def _plant_in_files(home: Path, names: dict[str, str]) -> None:
    for place, file in {"a temporary file": "tmp/upload", "a photo's file": "photos/0a1b"}.items():
        (home / file).parent.mkdir(exist_ok=True)
        (home / file).write_text(f"it says {names[place]}")
    (home / "tmp" / "packed").write_bytes(b"?" + gzip.compress(names["a file of gzip"].encode()))
    (home / "tmp" / "packed-twice").write_bytes(gzip.compress(zlib.compress(names["gzip in gzip"].encode())))


def _packable(name: str, length: int) -> str:
    """A text of words that come again and again, the two halves of the name among them; then the name."""
    chance = random.Random(length)
    words = ["Planted", "quill", *(_noise(n) for n in range(3, 60))]
    text = "".join(chance.choices(words, k=length // 30))
    return f"Planted quill {text[:length]} {name} {text[:length]}"


def _noise(length: int) -> str:
    """Text that hardly compresses."""
    return "".join(random.Random(length).choices(string.ascii_letters, k=length))
