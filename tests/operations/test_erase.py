"""`commonhall erase`: the person behind a request is gone, with proof, and their bytes are off the disk."""

import uuid
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from commonhall.operations import logins
from commonhall.people.models import Erased, Person, PersonKey
from commonhall.service_requests import own_deeds, photos, ratings, words, work
from commonhall.service_requests.models import Event, Photo, Rating, RequestKey, ServiceRequest
from commonhall.service_requests.own_deeds import Addition
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from commonhall.vault.sealing import CannotOpen
from tests import cluster
from tests.operations import commands
from tests.service_requests import following, making
from tests.service_requests.making import ROSA

pytestmark = pytest.mark.usefixtures("photo_folder")
JPEG = b"\xff\xd8" + bytes(range(256)) * 20
PROOF = """\
                                                        before  after
the person's row                                        yes     no
the person's key                                        yes     no
the keys of their requests' words, notes and photos     yes     no
staff open the contact                                  yes     no
name, phone or e-mail in what opens of their requests   yes     no
the tombstone that keeps them erased                    no      yes
the old bytes of the person's row open                  yes     no
Requests of theirs that this covers: 1.
Other requests searched for the whole name, the phone number and the e-mail address: 1. None holds them.
"""


@pytest.fixture
def named(fresh_database: str) -> ServiceRequest:
    """A named request with words of its own and a photo, in a database of the test's own."""
    making.catalogue_of_the_city()
    return making.reported("My gate is left of it.", contact=ROSA, photos=(JPEG,))


def note(request: ServiceRequest, text: str) -> None:
    """An internal note of the department that has the request."""
    worker, _new = Member.objects.get_or_create(
        email="wren@city.example", name="Wren", role=Role.WORKER, department=request.department
    )
    work.note_internally(request.pk, text, by=worker)


def erase(database: str, reference: str) -> str:
    """What the command prints."""
    environment = commands.environment(database) | {
        "COMMONHALL_OWNER_DATABASE_URL": cluster.url(logins.OWNER, database),
        "COMMONHALL_PHOTO_FOLDER": str(settings.PHOTO_FOLDER),
    }
    process = commands.start(["erase", "--request", reference], environment)
    said, complaint = process.communicate(timeout=60)
    return said if process.returncode == 0 else complaint


def test_it_prints_what_was_there_before_and_what_is_after(
    named: ServiceRequest, fresh_database: str
) -> None:
    note(named, "Ms Marin called, (302) 555-0147.")
    making.reported("Deep, by Rosa Parks Park.")
    assert erase(fresh_database, named.reference) == PROOF


@pytest.mark.parametrize(
    "trace", ["Asked for by Rosa  marin.", "Call 302.555.0147.", "Write to ROSA@example.com."]
)
def test_it_names_other_requests_in_which_staff_still_read_of_the_person(
    named: ServiceRequest, fresh_database: str, trace: str
) -> None:
    other = making.reported("The same hole.")
    another = making.reported("The same hole.", contact=replace(ROSA, name="Ana Ruiz", phone="", email=""))
    making.reported("Deep.")
    note(other, trace)
    note(another, trace)
    told = ", ".join(sorted((other.reference, another.reference)))
    assert f": 3. Found in {told}: look whether" in erase(fresh_database, named.reference)


def test_it_says_so_when_something_of_the_person_is_left(named: ServiceRequest, fresh_database: str) -> None:
    ServiceRequest.objects.update(public_words="Ask for Rosa.")
    assert "Something of the person is still there" in erase(fresh_database, named.reference)


def test_key_record_and_photo_are_gone_and_the_request_stays(
    named: ServiceRequest, fresh_database: str
) -> None:
    erase(fresh_database, f"{named.reference[:3].lower()} {named.reference[3:]}")
    assert (Person.objects.count(), PersonKey.objects.count(), RequestKey.objects.count()) == (0, 0, 0)
    assert Photo.objects.count() == 0
    assert Erased.objects.count() == 1
    stored = ServiceRequest.objects.get(pk=named.pk)
    assert words.stripped(stored) == "My gate is left of it."
    with pytest.raises(CannotOpen):
        words.full(stored)


def test_a_photo_in_a_file_is_deleted(named: ServiceRequest, fresh_database: str, photo_folder: Path) -> None:
    photos.move_out(before=named.day.replace(year=named.day.year + 1))
    assert len(list(photo_folder.iterdir())) == 1
    erase(fresh_database, named.reference)
    assert list(photo_folder.iterdir()) == []


def test_what_they_added_and_said_later_is_gone_too(named: ServiceRequest, fresh_database: str) -> None:
    said = Addition(once=uuid.uuid4(), note="Rosa Marin here, 302-555-0147.", photo=JPEG)
    own_deeds.add(named.pk, said)
    worker = Member.objects.create(
        email="wren@city.example", name="Wren", role=Role.WORKER, department=named.department
    )
    following.close(named, worker)
    ratings.answer(named.pk, is_fixed=False)
    ratings.judge(named.pk, ratings.Score.BAD, "Ask Rosa Marin.", language="en")
    own_deeds.send_back(named.pk, replace(said, once=uuid.uuid4(), photo=b""))
    assert erase(fresh_database, named.reference).startswith(PROOF.partition("Requests")[0])
    key = words.own_key(named)
    for event in Event.objects.filter(own_words_sealed__isnull=False):
        with pytest.raises(CannotOpen):
            words.own_words(event, key)
        with pytest.raises(CannotOpen):
            words.internal(event, key)
    with pytest.raises(CannotOpen):
        words.of_rating(Rating.objects.get(), key)
    assert Photo.objects.count() == 0


@pytest.mark.parametrize("reference", ["4KT7M2", "nonsense", ""])
def test_a_reference_without_a_contact_is_one_sentence(fresh_database: str, reference: str) -> None:
    said = erase(fresh_database, reference)
    assert said == "There is no request with that reference that holds a contact.\n"


def test_an_anonymous_request_has_nobody_to_erase(fresh_database: str) -> None:
    making.catalogue_of_the_city()
    anonymous = making.reported()
    assert "no request with that reference that holds a contact" in erase(fresh_database, anonymous.reference)


def test_erased_twice_is_one_sentence(named: ServiceRequest, fresh_database: str) -> None:
    erase(fresh_database, named.reference)
    assert "was erased" in erase(fresh_database, named.reference)
