"""Contacts: kept sealed, opened, corrected, and erased for good."""

import secrets
import uuid
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.holdings import holds
from commonhall.people import contacts
from commonhall.people.contacts import Contact, PersonIsGone, Record
from commonhall.people.models import Erased, Person, PersonKey
from tests import dump

pytestmark = pytest.mark.django_db

ROSA = Contact(name="Rosa Marin", phone="+13025550147", email="rosa@example.com", address="417 Elm St")
REQUEST, SECOND = uuid.UUID(int=7), uuid.UUID(int=8)


@pytest.fixture
def rosa() -> int:
    """A person."""
    return contacts.keep(ROSA, request=REQUEST)


def test_a_contact_opens_as_it_was_given(rosa: int) -> None:
    assert contacts.open_record(rosa) == Record(contact=ROSA, given={REQUEST: ROSA})


def test_nothing_of_it_is_stored_in_the_clear(rosa: int) -> None:
    assert (
        f"people_person: ({rosa}," in dump.of_the_database()
    )  # the dump sees the row, so the next lines can fail
    for detail in ("Marin", "5550147", "rosa@example.com", "Elm St", str(REQUEST)):
        assert not dump.holds(detail)


def test_each_part_is_optional_and_only_those_given_are_named() -> None:
    assert ROSA.parts == ("name", "phone", "email", "address")
    assert Contact(phone="+13025550147").parts == ("phone",)
    assert Contact().parts == ()


def test_a_correction_changes_what_it_names_and_leaves_the_rest(rosa: int) -> None:
    contacts.correct(rosa, phone="+13025550199")
    record = contacts.open_record(rosa)
    assert record == Record(contact=replace(ROSA, phone="+13025550199"), given={REQUEST: ROSA})


def test_two_people_are_never_under_one_key(rosa: int) -> None:
    joe = contacts.keep(Contact(name="Joe Brown"), request=uuid.uuid4())
    swapped = Person(pk=joe, sealed=Person.objects.get(pk=rosa).sealed)
    assert not contacts.opens(swapped)


def test_an_erased_person_is_found_before_and_not_after(rosa: int) -> None:
    assert contacts.open_record(rosa).contact.name == "Rosa Marin"
    assert contacts.erase(rosa) == Record(contact=ROSA, given={REQUEST: ROSA})
    with pytest.raises(PersonIsGone):
        contacts.open_record(rosa)
    assert not Person.objects.filter(pk=rosa).exists()
    assert not PersonKey.objects.filter(pk=rosa).exists()


def test_the_old_bytes_of_an_erased_person_open_no_more(rosa: int) -> None:
    old = Person.objects.get(pk=rosa)
    assert contacts.opens(old)
    contacts.erase(rosa)
    assert not contacts.opens(old)


def test_an_erasure_leaves_a_tombstone_and_a_line_in_the_log(rosa: int) -> None:
    officer = uuid.uuid4()
    contacts.erase(rosa, actor=officer)
    assert Erased.objects.filter(pk=rosa).exists()
    entry = Entry.objects.get(kind=Entry.Kind.PERSON_ERASED)
    assert (entry.actor, log.subject_of(entry).person) == (officer, rosa)


def test_the_others_are_still_there_after_an_erasure(rosa: int) -> None:
    joe = contacts.keep(Contact(name="Joe Brown"), request=uuid.uuid4())
    contacts.erase(rosa)
    assert contacts.open_record(joe).contact.name == "Joe Brown"


@pytest.mark.parametrize("deed", [contacts.erase, contacts.open_record, contacts.correct])
def test_who_is_gone_cannot_be_opened_corrected_or_erased_again(rosa: int, deed: object) -> None:
    contacts.erase(rosa)
    assert callable(deed)
    with pytest.raises(PersonIsGone, match="was erased"):
        deed(rosa)


def test_an_id_that_lives_or_was_erased_is_not_given_again(
    rosa: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    erased = contacts.keep(Contact(name="Joe Brown"), request=uuid.uuid4())
    contacts.erase(erased)
    drawn = iter([rosa, erased, 4711])
    monkeypatch.setattr(secrets, "randbelow", lambda most: next(drawn))
    assert contacts.keep(Contact(name="Ann Hill"), request=uuid.uuid4()) == 4711


def test_an_erasure_that_fails_half_way_erases_nothing(rosa: int) -> None:
    Erased.objects.create(pk=rosa)  # so that its last step meets a tombstone
    with pytest.raises(IntegrityError), transaction.atomic():
        contacts.erase(rosa)
    assert contacts.open_record(rosa).contact == ROSA


def test_one_person_has_many_requests_and_what_each_gave(rosa: int) -> None:
    later = Contact(name="Rosa Perez", phone="+13025550199")
    contacts.attach(rosa, later, request=SECOND)
    record = contacts.open_record(rosa)
    assert record.given == {REQUEST: ROSA, SECOND: later}
    assert record.contact == replace(ROSA, name="Rosa Perez", phone="+13025550199")  # the rest stays


def test_a_request_that_gives_nothing_changes_nothing_of_the_contact(rosa: int) -> None:
    contacts.attach(rosa, Contact(), request=SECOND)
    record = contacts.open_record(rosa)
    assert (record.contact, record.given[SECOND]) == (ROSA, Contact())


def test_nobody_is_attached_to_who_is_gone(rosa: int) -> None:
    contacts.erase(rosa)
    with pytest.raises(PersonIsGone):
        contacts.attach(rosa, ROSA, request=SECOND)


def test_what_one_request_gave_is_put_right_and_the_language_stays(rosa: int) -> None:
    contacts.attach(rosa, replace(ROSA, language="es"), request=SECOND)
    contacts.correct_given(rosa, Contact(name="Rosa M"), request=SECOND)
    record = contacts.open_record(rosa)
    assert record.given == {REQUEST: ROSA, SECOND: Contact(name="Rosa M", language="es")}


def test_what_another_person_s_request_gave_is_not_theirs_to_put_right(rosa: int) -> None:
    with pytest.raises(PersonIsGone):
        contacts.correct_given(rosa, ROSA, request=SECOND)


def test_a_person_goes_with_the_last_of_their_requests(rosa: int) -> None:
    contacts.attach(rosa, ROSA, request=SECOND)
    contacts.let_go(rosa, request=REQUEST)
    assert contacts.open_record(rosa).requests == (SECOND,)
    contacts.let_go(rosa, request=SECOND)
    assert Erased.objects.filter(pk=rosa).exists()
    with pytest.raises(PersonIsGone):
        contacts.open_record(rosa)


def test_who_is_held_or_has_a_request_that_is_held_is_not_erased(rosa: int) -> None:
    officer = uuid.uuid4()
    for what in ({"person": rosa}, {"request": REQUEST}):
        holds.place(**what, reason="Case 26-114, Marin against the city", by=officer)
        with pytest.raises(holds.IsHeld, match="lift the hold") as refusal:
            contacts.erase(rosa)
        assert "Marin" not in str(refusal.value)
        holds.lift(holds.Holds.now().all[0].id, by=officer)
    contacts.erase(rosa)
    assert Erased.objects.filter(pk=rosa).exists()


def test_the_database_itself_refuses_the_id_of_an_erased_person(rosa: int) -> None:
    row = Person.objects.get(pk=rosa)
    contacts.erase(rosa)
    with pytest.raises(IntegrityError, match="never given again"), transaction.atomic():
        row.save(force_insert=True)
