"""Consent: the answer with the words it was given to, once for each way of reaching somebody."""

import uuid

import pytest
from django.utils import translation

from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.people import aliases, consent, contacts
from commonhall.people.aliases import TooManyNames
from commonhall.people.handles import By
from commonhall.people.record import Answer, AskedBy, Contact, Way
from tests import dump

pytestmark = pytest.mark.django_db
CASEY = By(member=uuid.UUID(int=99))


@pytest.fixture
def rosa() -> int:
    return contacts.keep(Contact(name="Rosa Marin", phone="+13025550147"), request=uuid.uuid4())


def test_nobody_has_been_asked_until_they_were(rosa: int) -> None:
    assert {contacts.open_record(rosa).answer(way) for way in Way} == {Answer.NOT_ASKED}


def test_an_answer_is_kept_with_the_words_their_version_the_channel_and_the_time(rosa: int) -> None:
    with translation.override("es"):
        consent.note(rosa, Way.TEXT, Answer.YES, AskedBy.TELEPHONE, by=CASEY)
    kept = contacts.open_record(rosa).consents[Way.TEXT]
    question = consent.QUESTIONS[Way.TEXT]
    with translation.override("es"):
        assert (kept.words, kept.version) == (str(question.words), question.version)
    assert (kept.answer, kept.channel, kept.at is not None) == (Answer.YES, AskedBy.TELEPHONE, True)


def test_an_answer_is_taken_back(rosa: int) -> None:
    consent.note(rosa, Way.CALL, Answer.NO, AskedBy.DESK, by=CASEY)
    consent.note(rosa, Way.CALL, Answer.NOT_ASKED, AskedBy.DESK, by=CASEY)
    assert contacts.open_record(rosa).answer(Way.CALL) is Answer.NOT_ASKED


def test_that_it_was_noted_stands_in_the_log_and_the_answer_does_not(rosa: int) -> None:
    consent.note(rosa, Way.CALL, Answer.NO, AskedBy.DESK, by=CASEY)
    entry = Entry.objects.get(kind=Entry.Kind.CONSENT_NOTED)
    assert log.subject_of(entry) == log.Subject(person=rosa)
    assert not dump.holds("May we call you")


def test_a_person_is_known_by_other_names_too(rosa: int) -> None:
    for name in ("Rosie Marin", "Rosie Marin", "Rosa Marin"):
        aliases.add(rosa, name, by=CASEY)
    assert contacts.open_record(rosa).aliases == ("Rosie Marin",)
    aliases.remove(rosa, "Rosie Marin", by=CASEY)
    assert contacts.open_record(rosa).names == ("Rosa Marin",)
    assert {entry.actor for entry in Entry.objects.filter(kind=Entry.Kind.NAMES_CHANGED)} == {CASEY.member}


def test_a_person_has_not_dozens_of_names(rosa: int) -> None:
    for number in range(aliases.MOST):
        aliases.add(rosa, f"Rosa {number}", by=CASEY)
    with pytest.raises(TooManyNames, match="Take one out first"):
        aliases.add(rosa, "Rosa again", by=CASEY)
