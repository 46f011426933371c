"""Names that ring when they are sought or opened."""

import uuid

import pytest

from commonhall.people import names
from commonhall.people.models import Alarm, ListedName
from commonhall.people.names import ListIsFull, NoName
from commonhall.staff.models import Member
from tests import dump

pytestmark = pytest.mark.django_db
Kind = Alarm.Kind


def rung_by(words: str, member: Member) -> set[Kind]:
    return names.rung_by_each([words], member)[words]


@pytest.mark.parametrize("words", ["Casey Demo", "demo casey", "CASEY  B. DEMO", "casey demo 12 elm st"])
def test_ones_own_name_rings_however_it_is_written(casey: Member, words: str) -> None:
    assert rung_by(words, casey) == {Kind.OWN_NAME}


@pytest.mark.parametrize("words", ["Demo", "Casey", "", "casey marin", "302 555 0147"])
def test_half_a_name_does_not_ring(casey: Member, words: str) -> None:
    assert rung_by(words, casey) == set()


def test_a_colleagues_name_rings(casey: Member, wren: Member) -> None:
    assert rung_by("wren demo", casey) == {Kind.COLLEAGUE}


def test_a_listed_name_rings_also_without_its_accents(casey: Member) -> None:
    names.put("José  Núñez")
    assert rung_by("jose nunez", casey) == {Kind.LISTED}
    assert rung_by("Núñez, José".replace(",", ""), casey) == {Kind.LISTED}
    assert rung_by("jose marin", casey) == set()


def test_a_listed_colleague_rings_twice(casey: Member, wren: Member) -> None:
    names.put("Wren Demo")
    assert rung_by("Wren Demo", casey) == {Kind.LISTED, Kind.COLLEAGUE}


def test_the_list_is_stored_sealed_and_can_be_shortened() -> None:
    names.put("Rosa Marin")
    assert "people_listedname: (" in dump.of_the_database()
    assert not dump.holds("Marin")
    ((name, written),) = names.listed().items()
    assert written == "Rosa Marin"
    names.take_out(name)
    names.take_out(uuid.uuid4())
    assert names.listed() == {}


@pytest.mark.parametrize("name", ["", "Rosa", "x y" * 60])
def test_what_is_no_name_is_not_listed(name: str) -> None:
    with pytest.raises(NoName):
        names.put(name)


def test_the_list_has_an_end() -> None:
    ListedName.objects.bulk_create(
        ListedName(pk=uuid.uuid4(), sealed=b"x" * 128) for _ in range(names.MOST_LISTED)
    )
    with pytest.raises(ListIsFull, match="200"):
        names.put("Rosa Marin")
