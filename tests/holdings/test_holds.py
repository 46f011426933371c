"""Holds: placed with a reason, sealed, found again, lifted; each logged."""

import uuid

import pytest

from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.holdings import holds
from commonhall.holdings.holds import Holds, IsHeld, NoReasonToHold
from commonhall.holdings.models import Hold
from tests import dump

pytestmark = pytest.mark.django_db
OFFICER = uuid.UUID(int=99)
PERSON, REQUEST = 711_477, uuid.UUID("0a8c4c0e-5d3f-4f0e-9c39-0d8de76d6d11")


def test_a_hold_says_what_is_held_why_by_whom_and_since_when() -> None:
    holds.place(person=PERSON, reason="  Case 26-114 ", by=OFFICER)
    (held,) = Holds.now().all
    assert (held.person, held.request, held.reason, held.by) == (PERSON, None, "Case 26-114", OFFICER)
    assert Entry.objects.get().at >= held.since


def test_the_table_shows_that_something_is_held_and_nothing_else() -> None:
    holds.place(person=PERSON, reason="Case 26-114", by=OFFICER)
    holds.place(request=REQUEST, reason="Case 26-114", by=OFFICER)
    assert dump.of_the_database().count("holdings_hold: ") == 2
    for secret in ("Case 26-114", str(PERSON), str(REQUEST), str(OFFICER)):
        lines = [line for line in dump.of_the_database().splitlines() if line.startswith("holdings_hold")]
        assert not any(secret in line for line in lines)


def test_what_is_held_is_refused_and_what_is_not_is_let_pass() -> None:
    holds.place(request=REQUEST, reason="Case 26-114", by=OFFICER)
    holds.refuse_held(person=PERSON, requests=[uuid.uuid4()])
    with pytest.raises(IsHeld, match=r"held since \d{4}-\d\d-\d\d") as refusal:
        holds.refuse_held(person=PERSON, requests=[uuid.uuid4(), REQUEST])
    assert "26-114" not in str(refusal.value)


def test_a_hold_needs_a_reason() -> None:
    with pytest.raises(NoReasonToHold, match="Say why"):
        holds.place(person=PERSON, reason="  ", by=OFFICER)
    assert not Hold.objects.exists()


def test_a_hold_that_is_lifted_is_gone_and_lifting_it_again_does_nothing() -> None:
    holds.place(person=PERSON, reason="Case 26-114", by=OFFICER)
    (held,) = Holds.now().of_person(PERSON)
    for _ in range(2):
        holds.lift(held.id, by=OFFICER)
    assert not Holds.now().all
    kinds = Entry.objects.order_by("at").values_list("kind", flat=True)
    assert list(kinds) == [Entry.Kind.HOLD_PLACED, Entry.Kind.HOLD_LIFTED]


def test_the_log_names_what_is_held_sealed() -> None:
    holds.place(request=REQUEST, reason="Case 26-114", by=OFFICER)
    assert log.subject_of(Entry.objects.get()) == log.Subject(request=str(REQUEST))


def test_one_thing_may_be_held_twice_and_stays_until_both_are_lifted() -> None:
    for case in ("26-114", "26-115"):
        holds.place(request=REQUEST, reason=case, by=OFFICER)
    holds.lift(Holds.now().of_request(REQUEST)[0].id, by=OFFICER)
    with pytest.raises(IsHeld):
        holds.refuse_held(requests=[REQUEST])
