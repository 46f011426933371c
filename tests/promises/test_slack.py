"""What settle and erasure leave of old row versions on the disk."""

import threading
import uuid
from datetime import date
from pathlib import Path

import pytest

from commonhall.operations import erasure
from commonhall.people import contacts
from commonhall.people.contacts import Contact
from commonhall.people.models import Person, PersonKey
from commonhall.service_requests import words
from commonhall.service_requests.models import RequestKey
from commonhall.vault import settle
from commonhall.vault.settle import Pass
from tests.promises.home import DATABASE, Home
from tests.service_requests import making
from tests.service_requests.making import ROSA

DAY = date(2026, 3, 10)


@pytest.fixture
def people(own_home: Home) -> list[int]:
    """Twenty people whose rows were rewritten by a pass."""
    kept = [contacts.keep(Contact(name="Rosa Marin"), request=uuid.uuid4()) for _ in range(20)]
    settle.run(Pass.NIGHT, day=DAY)
    return kept


def copies(home: Home, people: list[int]) -> int:
    """How many copies of their records stand in the table's file, dead ones included."""
    with home.server.connect(DATABASE) as superuser:
        (path,) = superuser.execute("SELECT pg_relation_filepath('people_person')").fetchone() or ("",)
    home.write_out()
    content = (Path(home.server.data) / str(path)).read_bytes()
    return sum(content.count(bytes(person.sealed)[:20]) for person in Person.objects.filter(pk__in=people))


def test_a_pass_leaves_the_old_versions_beside_the_new(own_home: Home, people: list[int]) -> None:
    assert copies(own_home, people) == 2 * len(people)


def test_a_vacuum_marks_their_bytes_as_free_and_leaves_them(own_home: Home, people: list[int]) -> None:
    assert "people_person" in settle.clear(most_bytes=0)
    assert copies(own_home, people) > len(people)


def test_clearing_leaves_one_copy_of_each(own_home: Home, people: list[int]) -> None:
    assert settle.clear(most_bytes=settle.MOST_BYTES_BY_THE_HOUR) == ()
    assert copies(own_home, people) == len(people)


def test_who_was_under_way_before_the_pass_is_waited_for(own_home: Home, people: list[int]) -> None:
    """What a running transaction may still see would be copied along."""
    with own_home.server.connect(DATABASE) as other:
        other.execute("BEGIN")
        other.execute("SELECT pg_current_xact_id()")
        contacts.correct(people[0], name="Rosa Martin")
        assert settle.run(Pass.NIGHT, day=DAY) == 2  # the record, and that it changed
        commit = threading.Timer(0.3, other.execute, ["COMMIT"])
        commit.start()
        settle.clear(most_bytes=settle.MOST_BYTES_BY_THE_HOUR)
        assert commit.finished.is_set()
        commit.join()
    assert copies(own_home, people) == len(people)


def test_the_bytes_of_an_erased_person_are_in_no_file(own_home: Home) -> None:
    request = making.reported("My gate is left of it.", contact=ROSA)
    link = words.contact_link(request)
    assert link is not None
    keys = (*PersonKey.objects.all(), *RequestKey.objects.all())
    kept = {
        bytes(Person.objects.get(pk=link.person).sealed)[:40],
        *(bytes(key.wrapped)[-40:] for key in keys),
    }
    own_home.write_out()
    assert _in_files(own_home.folder, kept) == kept
    erasure.erase(link.person)
    assert _in_files(own_home.folder, kept) == set()


def _in_files(folder: Path, needles: set[bytes]) -> set[bytes]:
    contents = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return {needle for needle in needles if any(needle in content for content in contents)}
