"""`commonhall erase`: the person behind a request is gone, with proof, and their bytes are off the disk."""

from pathlib import Path

import pytest
from django.conf import settings

from commonhall.operations import logins
from commonhall.people.models import Erased, Person, PersonKey
from commonhall.service_requests import photos, words
from commonhall.service_requests.models import Photo, RequestKey, ServiceRequest
from commonhall.vault.sealing import CannotOpen
from tests import cluster
from tests.operations import commands
from tests.service_requests import making
from tests.service_requests.making import ROSA

pytestmark = pytest.mark.usefixtures("photo_folder")
JPEG = b"\xff\xd8" + bytes(range(256)) * 20
PROOF = """\
                                                    before  after
the person's row                                    yes     no
the person's key                                    yes     no
the keys of their requests' words and photos        yes     no
staff open the contact                              yes     no
the tombstone that keeps them erased                no      yes
the old bytes of the person's row open              yes     no
"""


@pytest.fixture
def named(fresh_database: str) -> ServiceRequest:
    """A named request with words of its own and a photo, in a database of the test's own."""
    making.catalogue_of_the_city()
    return making.reported("My gate is left of it.", contact=ROSA, photo=JPEG)


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
    assert erase(fresh_database, named.reference) == PROOF


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
