"""How long persons are kept: they go with the last of their requests, in the transaction that deletes it.

Records are sealed, so that one without requests is found by opening some at random; there is none unless
something went wrong. While a person is held so are their requests, so that a held one always has some.
"""

from collections.abc import Sequence
from datetime import date

from commonhall.holdings import sampling
from commonhall.holdings.holds import Holds
from commonhall.holdings.retention import Past, Rule
from commonhall.people import contacts, rows
from commonhall.people.models import Person
from commonhall.vault.sealing import CannotOpen

SAMPLE = 1000


def _past(_day: date, most: int) -> Sequence[Past]:
    holds = Holds.now()
    found = sampling.some(Person.objects.all(), min(most, SAMPLE))
    return [
        Past(key=row.pk, is_held=bool(holds.of_person(row.pk))) for row in found if _has_no_request(row.pk)
    ]


def _has_no_request(person: int) -> bool:
    try:
        return not rows.open_record(person).given
    except (CannotOpen, rows.PersonIsGone):  # another control tells what does not open
        return False


def _delete(row: Past) -> None:
    assert isinstance(row.key, int)
    contacts.erase(row.key)


RULE = Rule(model="people.person", past=_past, delete=_delete)
