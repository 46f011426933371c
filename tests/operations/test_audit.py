"""`commonhall audit`: the looks at a request, for who has the keys."""

from pathlib import Path

import pytest
from django.utils import timezone

from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.people import look_sessions, looks
from commonhall.people.reasons import Grounds, Reason
from commonhall.service_requests import work
from commonhall.service_requests.models import ServiceRequest
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from commonhall.vault import keyring
from tests.operations import commands
from tests.people.conftest import entries, person_of
from tests.service_requests import making


def audit(database: str, *arguments: str, **more: str) -> tuple[int, str]:
    """How the command ends, and what it says."""
    process = commands.start(["audit", *arguments], commands.environment(database) | more)
    said, complaint = process.communicate(timeout=60)
    return process.returncode, said + complaint


@pytest.fixture
def casey(fresh_database: str) -> Member:
    """A call taker, in a database of the test's own."""
    making.catalogue_of_the_city()
    return Member.objects.create(email="casey@city.example", name="Casey Vale", role=Role.CALL_TAKER)


@pytest.fixture
def named(casey: Member) -> ServiceRequest:
    return making.reported(contact=making.ROSA)


def test_it_lists_who_looked_at_a_request_its_person_and_results_with_them(
    fresh_database: str, casey: Member, named: ServiceRequest
) -> None:
    rosa, other = person_of(named), making.reported(contact=making.ROSA)
    session = look_sessions.begin(casey, Reason.INCOMING_CALL)
    looks.searching(session, "rosa", found=[rosa])
    looks.open_found(session, rosa)
    looks.searching(session, "joe", found=[])
    look_sessions.end(casey)
    work.open_contact(other, Reason.LAW, by=casey)
    code, said = audit(fresh_database, "of", "--request", f"{named.reference[:3]} {named.reference[3:]}")
    assert code == 0
    lines = said.splitlines()
    assert [line[18:52].strip() for line in lines[:-1]] == [
        "searched for a person",
        "opened a contact",
        "read the looks at a request, by command"[:34],
    ]
    assert "Casey Vale, 311 call taker" in lines[0]
    assert "answer a call from this person" in lines[0]
    assert lines[-1].startswith("3 looks")
    for secret in ("rosa", "Marin", str(rosa)):
        assert secret not in said


def test_reading_it_is_logged(fresh_database: str, named: ServiceRequest) -> None:
    audit(fresh_database, "of", "--request", named.reference)
    (entry,) = entries(Entry.Kind.LOG_READ)
    assert entry.actor is None
    assert log.subject_of(entry) == log.Subject(person=person_of(named), request=str(named.pk))


def test_of_an_anonymous_request_the_request_alone_is_sought(fresh_database: str, casey: Member) -> None:
    code, said = audit(fresh_database, "of", "--request", making.reported().reference)
    assert code == 0
    assert said.splitlines()[-1].startswith("1 looks")


def test_without_the_keys_it_refuses(
    fresh_database: str, casey: Member, named: ServiceRequest, tmp_path: Path
) -> None:
    looks.open_person(person_of(named), Grounds(reason=Reason.LAW), by=casey)
    missing = str(tmp_path / "nowhere.json")
    code, said = audit(fresh_database, "of", "--request", named.reference, COMMONHALL_KEYS=missing)
    assert code == 2
    assert "a file that is not there" in said
    keyring.make(others := tmp_path / "others.json")
    code, said = audit(fresh_database, "of", "--request", named.reference, COMMONHALL_KEYS=str(others))
    assert code == 2
    assert "The request does not open with this key file" in said
    assert "Casey" not in said


def test_entries_that_do_not_open_are_told_behind_those_that_do(
    fresh_database: str, casey: Member, named: ServiceRequest
) -> None:
    looks.open_person(person_of(named), Grounds(reason=Reason.LAW), by=casey)
    Entry.objects.create(at=timezone.now(), actor=casey.pk, kind="searched", subject_sealed=b"x" * 160)
    code, said = audit(fresh_database, "of", "--request", named.reference)
    assert code == 2
    assert "Casey Vale" in said
    assert "1 entries of the log do not open" in said


def test_an_unknown_reference_is_refused(fresh_database: str, casey: Member) -> None:
    code, said = audit(fresh_database, "of", "--request", "2222ZZ")
    assert (code, said.strip()) == (2, "There is no request with that reference; look at it again.")


def test_a_whole_chain_is_said_to_be_whole(fresh_database: str) -> None:
    assert audit(fresh_database, "verify") == (0, "The audit log is whole: 0 batches.\n")
