"""A record: every version of it opens, and what changes in it changes everywhere in it."""

import json
import uuid
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhall.people import record as records
from commonhall.people.record import Answer, AskedBy, Change, Consent, Contact, Deed, Record, Way

ROSA = Contact(name="Rosa Marin", phone="+13025550147", email="rosa@example.com", address="417 Elm St")
FIRST, SECOND, THIRD = (uuid.UUID(int=number) for number in (1, 2, 3))
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)

words = st.text(max_size=20)
contacts = st.builds(Contact, name=words, phone=words, email=words, address=words)
consents = st.builds(
    Consent,
    answer=st.sampled_from(Answer),
    words=words,
    version=words,
    channel=st.sampled_from(AskedBy),
    at=st.datetimes(timezones=st.just(UTC)),
)
plain_records = st.builds(
    Record,
    contact=contacts,
    given=st.dictionaries(st.uuids(), contacts, max_size=3),
    aliases=st.lists(words, max_size=3).map(tuple),
    consents=st.dictionaries(st.sampled_from(Way), consents),
)
changes = st.builds(
    Change,
    deed=st.sampled_from(Deed),
    other=st.integers(0, 2**31 - 1),
    by=st.none() | st.uuids(),
    at=st.datetimes(timezones=st.just(UTC)),
    requests=st.lists(st.uuids(), max_size=2).map(tuple),
    before=st.none() | plain_records,
    absorbed=st.none() | plain_records,
    undone_at=st.none() | st.datetimes(timezones=st.just(UTC)),
)


def yes(at: datetime = NOON) -> Consent:
    return Consent(answer=Answer.YES, words="May we?", version="1", channel=AskedBy.WEB, at=at)


def merged(record: Record, other: int, absorbed: Record) -> Record:
    """The record with another one in its history."""
    change = Change(
        deed=Deed.MERGED,
        other=other,
        by=None,
        at=NOON,
        requests=absorbed.requests,
        before=record,
        absorbed=absorbed,
    )
    return replace(record, given={**record.given, **absorbed.given}, history=(change,))


@given(record=plain_records, history=st.lists(changes, max_size=2))
def test_what_is_written_is_read_again(record: Record, history: list[Change]) -> None:
    whole = replace(record, history=tuple(history))
    assert records.read(records.write(whole)) == whole


def test_a_record_of_the_first_version_still_opens() -> None:
    old = {
        "name": "Rosa Marin",
        "phone": "+13025550147",
        "email": "",
        "address": "",
        "language": "es",
        "requests": [str(FIRST), str(SECOND)],
    }
    record = records.read(json.dumps(old).encode())
    contact = Contact(name="Rosa Marin", phone="+13025550147", language="es")
    assert record == Record(contact=contact, given={FIRST: contact, SECOND: contact})
    assert json.loads(records.write(record))["version"] == records.VERSION


def test_each_contact_and_each_name_is_told_once_the_current_first() -> None:
    then = replace(ROSA, name="Rosa Perez")
    record = Record(
        contact=ROSA, given={FIRST: then, SECOND: ROSA, THIRD: then}, aliases=("Rosie", "Rosa Perez")
    )
    assert record.contacts == (ROSA, then)
    assert record.names == ("Rosa Marin", "Rosa Perez", "Rosie")


def test_a_nameless_contact_gives_no_name() -> None:
    assert Record(contact=Contact(phone="+13025550147")).names == ()


def test_a_yes_ends_with_the_number_it_was_given_for_and_a_no_stays() -> None:
    no = replace(yes(), answer=Answer.NO)
    record = Record(contact=ROSA, consents={Way.TEXT: yes(), Way.CALL: no, Way.EMAIL: yes()})
    moved = record.with_contact(replace(ROSA, phone="+13025550199"))
    assert {way: moved.answer(way) for way in Way} == {
        Way.EMAIL: Answer.YES,
        Way.TEXT: Answer.NOT_ASKED,
        Way.CALL: Answer.NO,
    }


def test_a_correction_changes_the_current_contact_where_it_held_the_old_value() -> None:
    record = Record(contact=replace(ROSA, phone="+13025550199"), given={FIRST: ROSA})
    new = replace(ROSA, phone="+13025550111", email="marin@example.com")
    corrected = record.corrected(FIRST, new)
    assert corrected.given == {FIRST: new}
    assert corrected.contact == replace(ROSA, phone="+13025550199", email="marin@example.com")


def test_a_correction_reaches_what_the_history_holds() -> None:
    joe = Contact(name="Joe Brown", phone="+13025550122")
    record = merged(Record(contact=ROSA, given={FIRST: ROSA}), 9, Record(contact=joe, given={SECOND: joe}))
    nameless = replace(joe, name="")
    (change,) = record.corrected(SECOND, nameless).history
    assert change.absorbed == Record(contact=nameless, given={SECOND: nameless})


def test_a_request_that_goes_leaves_the_history_too() -> None:
    joe = Contact(name="Joe Brown")
    absorbed = Record(contact=joe, given={SECOND: joe, THIRD: joe})
    record = merged(Record(contact=ROSA, given={FIRST: ROSA}), 9, absorbed).without(SECOND)
    assert record.requests == (FIRST, THIRD)
    assert record.history[0].absorbed == Record(contact=joe, given={THIRD: joe})


def test_the_ids_of_all_who_were_merged_are_known() -> None:
    inner = merged(Record(contact=ROSA, given={SECOND: ROSA}), 8, Record(contact=ROSA, given={THIRD: ROSA}))
    assert merged(Record(contact=ROSA, given={FIRST: ROSA}), 9, inner).absorbed == (9, 8)


@pytest.mark.parametrize(("way", "part"), [(Way.EMAIL, "email"), (Way.TEXT, "phone"), (Way.CALL, "phone")])
def test_each_way_needs_one_part_of_the_contact(way: Way, part: str) -> None:
    assert way.part == part
