"""Finding people by what a caller says and somebody types, before an index was ever made and with one."""

import uuid

import pytest

from commonhall.people import aliases, contacts, merging, search
from commonhall.people.contacts import Contact
from commonhall.people.handles import By
from tests.people.search import people

TYPED = [
    ("rosa marin", "Rosa Marin"),
    ("Marin, Rosa", "Rosa Marin"),
    ("ROSA MAR", "Rosa Marin"),
    ("roza marinn", "Rosa Marin"),
    ("r marin", "Rosa Marin"),
    ("smith", "John Smith"),
    ("jon smyth", "Jon Smyth"),
    ("john smiht", "John Smith"),
    ("bob obrien", "Robert O’Brien"),
    ("o'brien", "Robert O’Brien"),
    ("jose cruz", "José de la Cruz"),
    ("nguyen hoa", "Nguyễn Thị Hoa"),
    ("kathy mcalister", "Catherine McAllister"),
    ("katherine macallister", "Catherine McAllister"),
    ("302-555-0147", "Rosa Marin"),
    ("+1 (302) 555 0147", "Rosa Marin"),
    ("3025550174", "Rosa Marin"),
    ("555-0147", "Rosa Marin"),
    ("302555014", "Rosa Marin"),
    ("0188", "Catherine McAllister"),
    ("+52 55 1234 5678", "José de la Cruz"),
    ("rosa.marin@example.com", "Rosa Marin"),
    ("rosamarin@exmaple.com", "Rosa Marin"),
    ("rosa.mar@", "Rosa Marin"),
    ("jsmyth@example.org", "Jon Smyth"),
    ("417 elm", "Rosa Marin"),
    ("417 elm st", "Rosa Marin"),
    ("417 elmm street", "Rosa Marin"),
    ("1200 4th", "John Smith"),
    ("1200 fourth st apt 3", "John Smith"),
    ("12 dupont", "Robert O’Brien"),
    ("2019 w 17th street", "Catherine McAllister"),
    ("maple", "Nguyễn Thị Hoa"),
    ("417 elm st rosa", "Rosa Marin"),
    ("1200 N Fourth Street, Apt 3, Wilton, DE 19801", "John Smith"),
    ("rosa 417 elm", "Rosa Marin"),
    ("marin 0147", "Rosa Marin"),
    ("0147 rosa.marin@example.com", "Rosa Marin"),
]


@pytest.fixture(params=["before the first index", "with an index"])
def folk(request: pytest.FixtureRequest, fresh_database: str) -> dict[str, int]:
    """The people, by name."""
    kept = people.kept()
    if request.param == "with an index":
        people.index_made()
    return kept


def test_each_is_found_however_they_are_typed(folk: dict[str, int]) -> None:
    missed = [(typed, people.names(typed)[:2]) for typed, name in TYPED if people.names(typed)[:1] != [name]]
    assert missed == []


def test_what_fits_is_said(folk: dict[str, int]) -> None:
    (fit, *_others) = search.find("marin 417 elm 302-555-0147")
    assert (fit.parts, fit.words) == ({"name", "address", "phone"}, {"marin"})


def test_a_word_alone_brings_others_who_may_be_meant(folk: dict[str, int]) -> None:
    assert people.names("smith")[:2] == ["John Smith", "Jon Smyth"]
    assert set(people.names("marin")) >= {"Rosa Marin", "Rosalind Marino"}
    assert set(people.names("elm")) == {"Rosa Marin", "Rosalind Marino"}


@pytest.mark.parametrize(
    "typed", ["", " ", "@", "?", "x", "zzyzx qwrt", "999999999999999999999", "()", "ñ", "a" * 5000]
)
def test_what_nobody_has_finds_nobody(folk: dict[str, int], typed: str) -> None:
    assert people.names(typed) == []


def test_who_comes_is_found_at_once_and_who_goes_is_not(folk: dict[str, int]) -> None:
    assert people.names("grace hopper") == []
    contacts.correct(folk["Rosa Marin"], name="Grace Hopper")
    assert people.names("grace hopper") == ["Grace Hopper"]
    assert "Rosa Marin" not in people.names("rosa marin")
    contacts.erase(folk["Rosa Marin"])
    assert people.names("grace hopper") == []
    assert people.names("302-555-0147") == []


def test_ten_are_shown_at_the_most(folk: dict[str, int]) -> None:
    for _ in range(3):
        people.kept()
    assert len(search.find("elm")) == 8
    assert len(search.find("elm", most=5)) == 5


@pytest.mark.django_db
def test_people_are_found_by_all_that_their_requests_gave_and_by_other_names() -> None:
    rosa = people.kept()["Rosa Marin"]
    married = Contact(name="Rosa Castellanos", phone="+13025550177", address="88 Pine St")
    contacts.attach(rosa, married, request=uuid.uuid4())
    aliases.add(rosa, "Rosie Quintero", by=By(member=uuid.uuid4()))
    for typed in (
        "rosa marin",
        "castellanos",
        "rosie quintero",
        "quinterro",
        "302-555-0147",
        "0177",
        "417 elm",
        "88 pine",
    ):
        assert search.find(typed)[0].person == rosa, typed


@pytest.mark.django_db
def test_who_was_merged_is_found_as_one_person() -> None:
    kept = people.kept()
    merging.merge(kept["John Smith"], kept["Jon Smyth"], by=By(member=uuid.uuid4()))
    for typed in ("john smith", "jon smyth", "302-555-0101", "jsmyth@example.org"):
        found = [fit.person for fit in search.find(typed)]
        assert found[0] == kept["John Smith"], typed
        assert kept["Jon Smyth"] not in found
