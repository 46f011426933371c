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

SAMPLE = 1000


def _past(_day: date, most: int) -> Sequence[Past]:
    holds = Holds.now()
    sample = sampling.some(Person.objects.all(), min(most, SAMPLE), "pk")
    return [
        Past(key=person, is_held=bool(holds.of_person(person)))
        for person, record in rows.records(sample).items()
        if not record.given
    ]


def _delete(row: Past) -> None:
    assert isinstance(row.key, int)
    contacts.erase(row.key)


RULE = Rule(model="people.person", past=_past, delete=_delete)
