"""A city's own database and folder of photos, backed up, and restored into empty ones; and what is refused."""

import hashlib
import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from PIL import Image

from commonhall.operations import logins
from commonhall.operations.backups import manifest, parts, photo_archive, snapshot
from commonhall.service_requests import photos
from commonhall.service_requests.models import Photo
from tests import cluster
from tests.operations import commands
from tests.operations.backups import typed
from tests.operations.backups.typed import Said
from tests.service_requests import making
from tests.service_requests.making import ROSA
from tests.settings import DATABASE


def _jpeg() -> bytes:
    """A picture and nothing else, as intake stores it: `verify` looks."""
    file = io.BytesIO()
    Image.effect_noise((200, 150), 60).save(file, "JPEG")
    return file.getvalue()


JPEG = _jpeg()
ELSEWHERE = f"{DATABASE}_restored"


@pytest.fixture
def city(fresh_database: str, photo_folder: Path) -> dict[str, str]:
    """Settings of a city with named and anonymous requests, and photos of them in files."""
    making.catalogue_of_the_city()
    for number in range(6):
        made = making.reported(f"Hole {number}.", contact=ROSA if number % 2 else None, photos=(JPEG,))
    photos.move_out(before=made.day.replace(year=made.day.year + 1))
    assert len(list(photo_folder.iterdir())) == 6
    return _settings(fresh_database, photo_folder)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Settings of an empty database, an empty folder of photos, and a place for a key file."""
    cluster.make_empty(ELSEWHERE)
    yield _settings(ELSEWHERE, tmp_path / "elsewhere" / "photos")
    cluster.drop(ELSEWHERE)


@pytest.fixture
def made(city: dict[str, str], tmp_path: Path) -> dict[str, Path]:
    """The parts of a backup of the city."""
    return typed.backup(tmp_path, city)


def _settings(database: str, photo_folder: Path) -> dict[str, str]:
    return commands.environment(database) | {
        "COMMONHALL_OWNER_DATABASE_URL": cluster.url(logins.OWNER, database),
        "COMMONHALL_PHOTO_FOLDER": str(photo_folder),
    }


def restore(made: dict[str, Path], environ: dict[str, str], *more: str) -> Said:
    return typed.command("restore", *typed.parts(made), *more, environ=environ)


def rows_of(database: str) -> dict[str, set[str]]:
    """A digest of each row of each table that is in a backup; by other means than the restore's own comparison."""
    with psycopg.connect(cluster.url(logins.OWNER, database), autocommit=True) as connection:
        kept = [table.name for table in parts.tables(connection) if table.name not in parts.COLUMNS_LEFT_OUT]
        return {
            name: {str(row) for (row,) in connection.execute(f'SELECT md5(t::text) FROM "{name}" t')}
            for name in kept
        }


def files_in(folder: Path) -> dict[str, tuple[str, int]]:
    return {
        each.name: (hashlib.sha256(each.read_bytes()).hexdigest(), int(each.stat().st_mtime))
        for each in folder.iterdir()
    }


def _is_untouched(environ: dict[str, str]) -> bool:
    with psycopg.connect(cluster.url(logins.OWNER, ELSEWHERE), autocommit=True) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    return tables == (0,) and not Path(environ["COMMONHALL_PHOTO_FOLDER"]).exists()


def test_every_row_and_photo_is_the_same(
    made: dict[str, Path], elsewhere: dict[str, str], fresh_database: str, photo_folder: Path
) -> None:
    ended = restore(made, elsewhere)
    assert ended.code == 0, ended.complaint
    assert "are back, and the same as when the backup was made" in ended.said
    there = rows_of(ELSEWHERE)
    assert there == rows_of(fresh_database)
    assert len(there["service_requests_servicerequest"]) == 6
    assert len(there["people_personkey"]) == 3
    assert files_in(Path(elsewhere["COMMONHALL_PHOTO_FOLDER"])) == files_in(photo_folder)


def test_rules_hold_again_where_it_was_restored(made: dict[str, Path], elsewhere: dict[str, str]) -> None:
    """Triggers were off while rows came in; and numbers that a sequence gives go on."""
    restore(made, elsewhere)
    with psycopg.connect(cluster.url(logins.OWNER, ELSEWHERE), autocommit=True) as connection:
        off = connection.execute("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'").fetchone()
        unchecked = connection.execute("SELECT count(*) FROM pg_constraint WHERE NOT convalidated").fetchone()
        assert (off, unchecked) == ((0,), (0,))
    with (
        psycopg.connect(cluster.url(logins.APPLICATION, ELSEWHERE), autocommit=True) as application,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        application.execute("DELETE FROM audit_entry")
    assert typed.command("verify", "311.anonymous", environ=elsewhere).code == 0


def test_the_data_holds_no_key_and_nobody_else_can_read_any_part(made: dict[str, Path]) -> None:
    names = {part: {path.name for path in folder.iterdir()} for part, folder in made.items()}
    assert names["keys"] == {
        "appointments_bookingkey.copy.gz",
        "keys.json",
        "manifest.json",
        "people_personkey.copy.gz",
        "service_requests_requestkey.copy.gz",
    }
    assert not names["keys"] & (names["data"] - {"manifest.json"})
    assert names["files"] == {"manifest.json", "photos.tar"}
    for folder in made.values():
        assert folder.stat().st_mode & 0o077 == 0
        assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())


def test_rows_lie_in_the_order_of_random_keys(made: dict[str, Path], fresh_database: str) -> None:
    told = manifest.read(made["data"], manifest.Part.DATA)
    (requests,) = [each for each in told.tables if each.table == "service_requests_servicerequest"]
    with psycopg.connect(cluster.url(logins.OWNER, fresh_database), autocommit=True) as connection:
        (table,) = [each for each in parts.tables(connection) if each.name == requests.table]
    assert table.key == (("id", False),)
    assert "ctid" not in requests.columns


@pytest.mark.parametrize(
    ("data", "keys"), [("b", "b"), ("b", "b/keys"), ("b/data", "b"), ("b/data", "b/keys")]
)
def test_keys_beside_the_data_are_refused(city: dict[str, str], tmp_path: Path, data: str, keys: str) -> None:
    ended = typed.command("backup", "--data", tmp_path / data, "--keys", tmp_path / keys, environ=city)
    assert (ended.code, ended.said) == (2, "")
    assert "whoever takes one takes both, and reads everything" in ended.last
    assert not (tmp_path / "b").exists()


def test_a_disk_with_no_room_is_refused_before_it_is_full(city: dict[str, str], tmp_path: Path) -> None:
    """/proc is a disk that has none, on every machine."""
    ended = typed.command("backup", "--data", "/proc/b", "--keys", tmp_path / "safe" / "k", environ=city)
    assert (ended.code, ended.said) == (2, "")
    assert "The disk of /proc/b has 0 MB left" in ended.last
    assert list(tmp_path.glob("safe/k/*")) == []


def test_keys_in_the_folder_of_the_photos_are_refused(
    city: dict[str, str], tmp_path: Path, photo_folder: Path
) -> None:
    ended = typed.command("backup", "--data", tmp_path / "b", "--keys", photo_folder / "k", environ=city)
    assert (ended.code, (tmp_path / "b").exists()) == (2, False)


def test_a_folder_that_cannot_be_written_leaves_nothing(city: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ended = typed.command(
        "backup", "--data", tmp_path / "file" / "b", "--keys", tmp_path / "safe" / "k", environ=city
    )
    assert ended.code == 2
    assert "cannot be written" in ended.last
    assert list(tmp_path.glob("safe/k/*")) == []


def test_a_photo_that_is_in_no_file_is_told_when_all_else_is_kept(
    city: dict[str, str], tmp_path: Path, photo_folder: Path
) -> None:
    next(photo_folder.iterdir()).unlink()
    ended = typed.command("backup", *typed.to(tmp_path), "--json", environ=city)
    assert ended.code == 2
    assert '"missing": 1' in ended.said
    assert "1 photos that the database names are in no file" in ended.last


@pytest.mark.parametrize("part", ["data", "files", "keys"])
@pytest.mark.parametrize("harm", ["cut short", "damaged", "missing"])
def test_a_broken_part_is_refused_before_anything_is_written(
    made: dict[str, Path], elsewhere: dict[str, str], part: str, harm: str
) -> None:
    victim = max(made[part].glob("*.[cgt]*"), key=lambda path: path.stat().st_size)
    content = victim.read_bytes()
    match harm:
        case "cut short":
            victim.write_bytes(content[:-1])
        case "damaged":
            victim.write_bytes(content[:-9] + bytes([content[-9] ^ 1]) + content[-8:])
        case _:
            victim.unlink()
    ended = restore(made, elsewhere)
    assert (ended.code, ended.said) == (2, "")
    assert f"{victim.name} " in ended.last
    assert harm in ended.last
    assert _is_untouched(elsewhere)


@pytest.mark.parametrize("written", ["", "{", "[]", '{"format": 99}', '{"format": 1, "part": "data"}'])
def test_a_manifest_that_is_none_is_refused(
    made: dict[str, Path], elsewhere: dict[str, str], written: str
) -> None:
    (made["data"] / "manifest.json").write_text(written)
    assert restore(made, elsewhere).code == 2
    assert _is_untouched(elsewhere)


def test_parts_of_two_backups_are_refused(
    city: dict[str, str], made: dict[str, Path], elsewhere: dict[str, str], tmp_path: Path
) -> None:
    other = typed.backup(tmp_path, city)
    ended = restore({**made, "keys": other["keys"]}, elsewhere)
    assert "do not belong together" in ended.last
    assert _is_untouched(elsewhere)


def test_a_database_that_holds_a_city_is_refused(
    made: dict[str, Path], city: dict[str, str], fresh_database: str, tmp_path: Path
) -> None:
    before = rows_of(fresh_database)
    ended = restore(made, city | {"COMMONHALL_PHOTO_FOLDER": str(tmp_path / "new")})
    assert (ended.code, ended.last[:36]) == (2, "The database holds a city already. R")
    assert rows_of(fresh_database) == before


def test_a_folder_of_photos_that_holds_some_is_refused(
    made: dict[str, Path], elsewhere: dict[str, str], photo_folder: Path
) -> None:
    before = files_in(photo_folder)
    ended = restore(made, elsewhere | {"COMMONHALL_PHOTO_FOLDER": str(photo_folder)})
    assert "holds files already" in ended.last
    assert files_in(photo_folder) == before


def test_what_was_only_migrated_and_set_up_is_empty_still(
    made: dict[str, Path], elsewhere: dict[str, str]
) -> None:
    assert typed.command("migrate", environ=elsewhere).code == 0
    assert restore(made, elsewhere).code == 0
    assert restore(made, elsewhere).code == 2


def test_the_key_file_comes_back_where_there_is_none(
    made: dict[str, Path], elsewhere: dict[str, str], tmp_path: Path
) -> None:
    keys = tmp_path / "new" / "keys.json"
    assert restore(made, elsewhere | {"COMMONHALL_KEYS": str(keys)}).code == 0
    assert keys.read_bytes() == (made["keys"] / "keys.json").read_bytes()
    assert keys.stat().st_mode & 0o777 == 0o600


def test_another_key_file_is_refused_and_stays(
    made: dict[str, Path], elsewhere: dict[str, str], tmp_path: Path
) -> None:
    keys = tmp_path / "other.json"
    typed.command("keys", "make", keys, environ={})
    before = keys.read_bytes()
    ended = restore(made, elsewhere | {"COMMONHALL_KEYS": str(keys)})
    assert "is not the key file of this backup" in ended.last
    assert keys.read_bytes() == before
    assert _is_untouched(elsewhere)


def test_a_city_does_not_become_a_demo(made: dict[str, Path], tmp_path: Path) -> None:
    """Whose links sign in at once."""
    ended = typed.command("restore", *typed.parts(made), "--home", tmp_path / "home", environ={})
    assert "This is the backup of a city, not of a demo." in ended.last
    assert not (tmp_path / "home").exists()


def test_it_needs_the_owner(city: dict[str, str], tmp_path: Path) -> None:
    del city["COMMONHALL_OWNER_DATABASE_URL"]
    ended = typed.command("backup", *typed.to(tmp_path), environ=city)
    assert (ended.code, ended.last) == (
        2,
        "This needs the owner's login: set COMMONHALL_OWNER_DATABASE_URL.",
    )


def test_two_backups_at_once_do_not_run(city: dict[str, str], tmp_path: Path, fresh_database: str) -> None:
    with psycopg.connect(cluster.url(logins.OWNER, fresh_database), autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(x'6261636B7570'::bigint)")
        ended = typed.command("backup", *typed.to(tmp_path), environ=city)
    assert (ended.code, ended.last[:14]) == (1, "Another backup")


def test_a_person_whose_row_breaks_a_rule_is_not_taken_in(
    made: dict[str, Path], elsewhere: dict[str, str]
) -> None:
    """Rules among tables are looked at once all is in: keys of nobody, say, whose person the data does not hold."""
    shutil.copy(made["data"] / "staff_signinlink.copy.gz", made["data"] / "people_person.copy.gz")
    assert restore(made, elsewhere).code == 2
    assert _is_untouched(elsewhere)


def test_a_photo_that_is_erased_while_a_backup_is_made_is_no_fault(
    city: dict[str, str], tmp_path: Path, photo_folder: Path
) -> None:
    """The moment of the backup names it, its file is gone, and nobody misses it."""
    first, second = sorted(photo_folder.iterdir())[:2]
    with snapshot.taken() as moment:
        first.unlink()
        second.unlink()
        Photo.objects.filter(id=first.name).delete()
        with moment.read() as connection:
            _, kept, missing = photo_archive.write_out(connection, tmp_path, lambda: None)
        with snapshot.own_connection() as now:
            wanted = photo_archive.still_named(now, missing)
    assert (kept, {name.hex for name in missing}, wanted) == (4, {first.name, second.name}, (second.name,))
