"""Several at once, and in any order: nothing of a request is lost, and each belongs to one person."""

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonhall.errors import Refused
from commonhall.holdings import holds
from commonhall.people import contacts, merging
from commonhall.people.contacts import Contact, PersonIsGone
from commonhall.people.handles import By
from commonhall.people.merging import SamePerson
from commonhall.people.models import Erased, Person, PersonKey, Retired
from tests import running

CASEY = By(member=uuid.UUID(int=99))
DEEDS = ("merge", "split", "undo", "attach", "correct", "let go")


class World:
    """A few persons, and what each request is expected to hold."""

    def __init__(self) -> None:
        self.gave: dict[uuid.UUID, Contact] = {}
        self.number = 0
        for _ in range(4):
            contacts.keep(self.contact(), request=self.request())

    def contact(self) -> Contact:
        self.number += 1
        return Contact(name=f"Name {self.number}", phone=f"+1302555{self.number:04}")

    def request(self) -> uuid.UUID:
        request = uuid.uuid4()
        self.gave[request] = Contact(name=f"Name {self.number}", phone=f"+1302555{self.number:04}")
        return request

    def living(self) -> list[int]:
        return list(Person.objects.order_by("pk").values_list("pk", flat=True))

    def does(self, deed: str, first: int, second: int) -> None:
        """What staff or residents may do, to whom the numbers point; some of it is refused."""
        living = self.living()
        if not living:
            return
        person, other = living[first % len(living)], living[second % len(living)]
        requests = contacts.open_record(person).requests
        request = requests[second % len(requests)]
        with transaction.atomic():
            match deed:
                case "merge":
                    merging.merge(person, other, by=CASEY)
                case "split":
                    merging.split(person, [request], by=CASEY)
                case "undo":
                    merging.undo(person, second % 3, by=CASEY)
                case "attach":
                    contacts.attach(person, self.contact(), request=self.request())
                case "correct":
                    self.gave[request] = self.contact()
                    contacts.correct_given(person, self.gave[request], request=request)
                case "let go":
                    contacts.let_go(person, request=request)
                    del self.gave[request]


@contextmanager
def rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 7), st.integers(0, 7)), max_size=14))
def test_whatever_is_done_each_request_belongs_to_one_person_with_what_it_gave(
    deeds: list[tuple[str, int, int]],
) -> None:
    with rolled_back():
        world = World()
        for deed, first, second in deeds:
            try:
                world.does(deed, first, second)
            except Refused:
                continue
        records = [contacts.open_record(person) for person in world.living()]
        held = [item for record in records for item in record.given.items()]
        assert len(held) == len(world.gave)
        assert dict(held) == world.gave
        assert all(record.given for record in records)
        ids = [{row.pk for row in table.objects.all()} for table in (Person, Retired, Erased)]
        assert sum(map(len, ids)) == len(set.union(*ids))
        assert ids[0] == {row.pk for row in PersonKey.objects.all()}


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(DEEDS[:5]), st.integers(0, 7), st.integers(0, 7)), max_size=8))
def test_a_merge_that_is_undone_at_once_leaves_both_as_they_were(deeds: list[tuple[str, int, int]]) -> None:
    with rolled_back():
        world = World()
        for deed, first, second in deeds:
            try:
                world.does(deed, first, second)
            except Refused:
                continue
        if len(living := world.living()) < 2:
            return
        before = [contacts.open_record(person) for person in living[:2]]
        merging.merge(living[0], living[1], by=CASEY)
        merging.undo(living[0], len(before[0].history), by=CASEY)
        kept, other = (contacts.open_record(person) for person in living[:2])
        assert other == before[1]
        assert (kept.contact, kept.given, kept.aliases) == (
            before[0].contact,
            before[0].given,
            before[0].aliases,
        )
        assert kept.history[:-1] == before[0].history


def at_once(*deeds: Callable[[], object]) -> list[BaseException | None]:
    """Do them in threads of their own; what each raised."""
    raised: list[BaseException | None] = [None] * len(deeds)
    together = threading.Barrier(len(deeds))

    def do(place: int, deed: Callable[[], object]) -> None:
        try:
            together.wait()
            deed()
        except BaseException as error:
            raised[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=do, args=[place, deed]) for place, deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.fixture
def two(fresh_database: str) -> tuple[int, int]:
    """Two persons, in a database where others see what is done."""
    first, second = (
        contacts.keep(Contact(name=name), request=uuid.uuid4()) for name in ("Rosa Marin", "Rosa Maren")
    )
    return first, second


def test_two_who_merge_the_same_two_towards_each_other_make_one_person(two: tuple[int, int]) -> None:
    first, second = two
    raised = at_once(
        lambda: merging.merge(first, second, by=CASEY), lambda: merging.merge(second, first, by=CASEY)
    )
    assert sorted(type(error).__name__ for error in raised) == ["NoneType", "PersonWasMerged"]
    (person,) = Person.objects.values_list("pk", flat=True)
    assert len(contacts.open_record(person).requests) == 2


def test_requests_that_are_attached_at_once_are_all_there(two: tuple[int, int]) -> None:
    person, _other = two
    requests = [uuid.uuid4() for _ in range(6)]

    def attach(request: uuid.UUID) -> Callable[[], None]:
        return lambda: contacts.attach(person, Contact(), request=request)

    assert at_once(*map(attach, requests)) == [None] * 6
    assert set(requests) < set(contacts.open_record(person).requests)


def test_a_request_attached_while_its_person_is_merged_away_is_refused_or_moves_along(
    two: tuple[int, int],
) -> None:
    kept, gone = two
    request = uuid.uuid4()
    merged, attached = at_once(
        lambda: merging.merge(kept, gone, by=CASEY),
        lambda: contacts.attach(gone, Contact(), request=request),
    )
    assert merged is None
    assert (request in contacts.open_record(kept).requests) is (attached is None)
    assert attached is None or isinstance(attached, PersonIsGone)


def test_a_hold_waits_for_a_deletion_under_way_and_none_begins_beside_it(two: tuple[int, int]) -> None:
    person, _other = two
    placed = threading.Event()

    def place() -> None:
        holds.place(person=person, reason="Case 26-114", by=CASEY.member)
        placed.set()
        connections.close_all()

    with transaction.atomic():
        holds.refuse_held(person=person)
        waits = threading.Thread(target=place)
        waits.start()
        running.until(lambda: _waiting_for_the_lock())
        assert not placed.is_set()
    waits.join()
    with pytest.raises(holds.IsHeld):
        contacts.erase(person)


def _waiting_for_the_lock() -> bool:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return bool(cursor.fetchone()[0])


def test_nobody_is_merged_with_themselves_by_a_slip(two: tuple[int, int]) -> None:
    with pytest.raises(SamePerson):
        merging.merge(two[0], two[0], by=CASEY)
