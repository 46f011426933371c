"""Two persons become one, one becomes two, and either is taken back; each with its entry in the log."""

import uuid
from dataclasses import replace

import pytest

from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.holdings import holds
from commonhall.people import aliases, consent, contacts, merging, rows
from commonhall.people.handles import By
from commonhall.people.merging import CannotBeUndone, NothingMoves, SamePerson
from commonhall.people.models import Erased, Person, Retired
from commonhall.people.reasons import Grounds, Reason
from commonhall.people.record import Answer, AskedBy, Contact, Deed, Way
from commonhall.people.rows import PersonIsGone, PersonWasMerged
from tests import dump

pytestmark = pytest.mark.django_db

ROSA = Contact(name="Rosa Marin", phone="+13025550147")
MISSPELT = Contact(name="Rosa Maren", email="rosa@example.com")
FIRST, SECOND, THIRD = (uuid.UUID(int=number) for number in (1, 2, 3))
CASEY = By(member=uuid.UUID(int=99), why=Grounds(reason=Reason.INCOMING_CALL))


@pytest.fixture
def rosa() -> int:
    return contacts.keep(ROSA, request=FIRST)


@pytest.fixture
def misspelt() -> int:
    """The same Rosa, entered a second time with a slip in her name."""
    return contacts.keep(MISSPELT, request=SECOND)


@pytest.fixture
def merged(rosa: int, misspelt: int) -> int:
    merging.merge(rosa, misspelt, by=CASEY)
    return rosa


def test_one_person_has_the_requests_of_both_and_the_names_of_both(merged: int) -> None:
    record = contacts.open_record(merged)
    assert record.given == {FIRST: ROSA, SECOND: MISSPELT}
    assert record.contact == replace(ROSA, email="rosa@example.com")  # filled up, not replaced
    assert record.names == ("Rosa Marin", "Rosa Maren")


def test_the_other_one_says_that_they_were_merged_and_their_id_stays_theirs(
    merged: int, misspelt: int
) -> None:
    with pytest.raises(PersonWasMerged, match="merged into another"):
        contacts.open_record(misspelt)
    assert Retired.objects.filter(pk=misspelt).exists()
    assert not Erased.objects.exists()


def test_both_persons_have_a_line_in_the_log_with_the_reason(merged: int, misspelt: int) -> None:
    entries = Entry.objects.filter(kind=Entry.Kind.PERSONS_MERGED)
    subjects = [log.subject_of(entry) for entry in entries]
    assert {subject.person for subject in subjects} == {merged, misspelt}
    assert {(entry.actor, subject.reason) for entry, subject in zip(entries, subjects, strict=True)} == {
        (CASEY.member, Reason.INCOMING_CALL)
    }


def test_nothing_of_the_history_is_stored_in_the_clear(merged: int) -> None:
    assert f"people_person: ({merged}," in dump.of_the_database()
    for detail in ("Maren", "rosa@example.com", str(SECOND)):
        assert not dump.holds(detail)


def test_a_merge_that_is_undone_gives_each_their_own_back(merged: int, misspelt: int) -> None:
    merging.undo(merged, 0, by=CASEY)
    assert contacts.open_record(merged).given == {FIRST: ROSA}
    assert contacts.open_record(merged).contact == ROSA
    assert contacts.open_record(merged).aliases == ()
    other = contacts.open_record(misspelt)
    assert (other.contact, other.given) == (MISSPELT, {SECOND: MISSPELT})
    assert not Retired.objects.exists()
    assert Entry.objects.filter(kind=Entry.Kind.MERGE_UNDONE).count() == 2


def test_the_history_keeps_the_fact_of_an_undone_merge_and_nothing_of_the_other(merged: int) -> None:
    merging.undo(merged, 0, by=CASEY)
    (change,) = contacts.open_record(merged).history
    assert (change.deed, change.before, change.absorbed, change.requests) == (Deed.MERGED, None, None, ())
    assert change.undone_at is not None


def test_what_changed_since_a_merge_survives_its_undoing(merged: int, misspelt: int) -> None:
    contacts.correct_given(merged, replace(MISSPELT, phone="+13025550188"), request=SECOND)
    contacts.correct(merged, phone="+13025550199")
    contacts.attach(merged, Contact(), request=THIRD)
    aliases.add(merged, "Rosie", by=CASEY)
    merging.undo(merged, 0, by=CASEY)
    record = contacts.open_record(merged)
    assert (record.requests, record.contact.phone, record.aliases) == (
        (FIRST, THIRD),
        "+13025550199",
        ("Rosie",),
    )
    assert contacts.open_record(misspelt).given[SECOND].phone == "+13025550188"


def test_merges_are_undone_in_any_order(merged: int, misspelt: int) -> None:
    joe = contacts.keep(Contact(name="Joe Brown"), request=THIRD)
    merging.merge(merged, joe, by=CASEY)
    merging.undo(merged, 0, by=CASEY)
    assert contacts.open_record(merged).requests == (FIRST, THIRD)
    merging.undo(merged, 1, by=CASEY)
    assert [contacts.open_record(person).requests for person in (merged, misspelt, joe)] == [
        (FIRST,),
        (SECOND,),
        (THIRD,),
    ]


def test_a_merge_of_a_merged_person_is_undone_with_theirs_still_to_undo(merged: int, misspelt: int) -> None:
    joe = contacts.keep(Contact(name="Joe Brown"), request=THIRD)
    merging.merge(joe, merged, by=CASEY)
    merging.undo(joe, 0, by=CASEY)
    merging.undo(merged, 0, by=CASEY)
    assert contacts.open_record(misspelt).requests == (SECOND,)


def test_nothing_is_undone_twice(merged: int) -> None:
    merging.undo(merged, 0, by=CASEY)
    for place in (0, 1, -1):
        with pytest.raises(CannotBeUndone):
            merging.undo(merged, place, by=CASEY)


def test_a_merge_whose_requests_are_gone_cannot_be_undone(merged: int) -> None:
    contacts.let_go(merged, request=SECOND)
    with pytest.raises(CannotBeUndone, match="no longer here"):
        merging.undo(merged, 0, by=CASEY)


def test_nobody_is_merged_with_themselves_or_with_who_is_gone(rosa: int, misspelt: int) -> None:
    with pytest.raises(SamePerson):
        merging.merge(rosa, rosa, by=CASEY)
    contacts.erase(misspelt)
    for pair in ((rosa, misspelt), (misspelt, rosa)):
        with pytest.raises(PersonIsGone):
            merging.merge(*pair, by=CASEY)
    assert contacts.open_record(rosa).history == ()


def test_an_erasure_reaches_all_that_were_merged(merged: int, misspelt: int) -> None:
    contacts.erase(merged)
    assert set(Erased.objects.values_list("pk", flat=True)) == {merged, misspelt}
    assert not Retired.objects.exists()
    assert not Person.objects.exists()


def test_a_no_of_either_counts_and_a_yes_for_another_number_does_not(rosa: int, misspelt: int) -> None:
    contacts.correct(misspelt, phone="+13025550122")
    consent.note(rosa, Way.CALL, Answer.YES, AskedBy.TELEPHONE, by=CASEY)
    for way, answer in {Way.CALL: Answer.NO, Way.TEXT: Answer.YES, Way.EMAIL: Answer.YES}.items():
        consent.note(misspelt, way, answer, AskedBy.TELEPHONE, by=CASEY)
    merging.merge(rosa, misspelt, by=CASEY)
    record = contacts.open_record(rosa)
    assert {way: record.answer(way) for way in Way} == {
        Way.CALL: Answer.NO,
        Way.TEXT: Answer.NOT_ASKED,
        Way.EMAIL: Answer.YES,  # the address came with the merge
    }


def test_chosen_requests_get_a_person_of_their_own(merged: int) -> None:
    new = merging.split(merged, [SECOND], by=CASEY)
    record = contacts.open_record(new)
    assert (record.given, record.contact) == ({SECOND: MISSPELT}, MISSPELT)
    assert record.history[0].deed is Deed.SPLIT_FROM
    left = contacts.open_record(merged)
    assert (left.given, left.contact, left.names) == ({FIRST: ROSA}, ROSA, ("Rosa Marin",))


def test_a_value_that_both_gave_stays_with_both(rosa: int) -> None:
    contacts.attach(rosa, ROSA, request=SECOND)
    new = merging.split(rosa, [SECOND], by=CASEY)
    assert contacts.open_record(rosa).contact == contacts.open_record(new).contact == ROSA


def test_a_no_goes_along_with_a_split(rosa: int) -> None:
    contacts.attach(rosa, ROSA, request=SECOND)
    consent.note(rosa, Way.CALL, Answer.NO, AskedBy.TELEPHONE, by=CASEY)
    consent.note(rosa, Way.TEXT, Answer.YES, AskedBy.TELEPHONE, by=CASEY)
    record = contacts.open_record(merging.split(rosa, [SECOND], by=CASEY))
    assert (record.answer(Way.CALL), record.answer(Way.TEXT)) == (Answer.NO, Answer.NOT_ASKED)


@pytest.mark.parametrize("chosen", [[], [FIRST, SECOND], [THIRD]])
def test_a_split_leaves_something_on_each_side(merged: int, chosen: list[uuid.UUID]) -> None:
    with pytest.raises(NothingMoves):
        merging.split(merged, chosen, by=CASEY)


def test_a_split_is_taken_back(rosa: int) -> None:
    contacts.attach(rosa, MISSPELT, request=SECOND)
    new = merging.split(rosa, [SECOND], by=CASEY)
    merging.undo(rosa, 0, by=CASEY)
    record = contacts.open_record(rosa)
    assert set(record.given) == {FIRST, SECOND}
    assert record.history[0].undone_at is not None
    with pytest.raises(PersonWasMerged):
        contacts.open_record(new)


def test_who_is_held_is_neither_merged_away_nor_split_nor_taken_apart(merged: int, misspelt: int) -> None:
    holds.place(person=merged, reason="Case 26-114", by=CASEY.member)
    other = contacts.keep(ROSA, request=THIRD)
    for deed in (
        lambda: merging.merge(other, merged, by=CASEY),
        lambda: merging.split(merged, [SECOND], by=CASEY),
        lambda: merging.undo(merged, 0, by=CASEY),
    ):
        with pytest.raises(holds.IsHeld):
            deed()
    assert contacts.open_record(merged).requests == (FIRST, SECOND)


def test_the_id_of_a_merged_person_is_not_drawn_again(
    merged: int, misspelt: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter([misspelt, 4711])
    monkeypatch.setattr(rows.secrets, "randbelow", lambda most: next(drawn))
    assert contacts.keep(ROSA, request=THIRD) == 4711
