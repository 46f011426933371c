"""Finding people while somebody spells them: by name, phone, e-mail or address, in any order, typed with slips.

What may be looked for, by whom and for which reason is not decided here: `people/looks.py`.
"""

from collections.abc import Mapping, Sequence
from functools import cache

from commonhall.people import contacts
from commonhall.people.models import Person
from commonhall.people.search import query as queries
from commonhall.people.search import ranking, slots, tokens
from commonhall.people.search.query import Query
from commonhall.people.search.ranking import GOOD, Fit
from commonhall.vault.blind import Index, Tokens, upkeep
from commonhall.vault.blind.reader import Reader, Slot

OPENED = 100  # records that are opened to find the ten that fit best


def find(typed: str, *, most: int = 10) -> list[Fit]:
    """The people who fit what was typed, best first. Raises IndexIsLost."""
    query = queries.read(typed)
    wide = slots.of(query)
    fits = _fits(query, slots.sure(wide))
    if not fits or fits[0].score < GOOD or (query.is_one_word and len(fits) < most):
        fits = _fits(query, wide)
    return fits[:most]


def warm() -> None:
    """Make this process ready, so that its first search is not slower. Raises IndexIsLost."""
    reader().warm()


@cache
def reader() -> Reader:
    """This process's reader."""
    return Reader(INDEX)


def _fits(query: Query, wanted: Sequence[Slot]) -> list[Fit]:
    found = reader().find(wanted, most=OPENED)
    records = contacts.records([row for row, _score in found])
    return ranking.rank(query, records.items())


def _after(person: int, most: int) -> Sequence[int]:
    return list(Person.objects.filter(pk__gt=person).order_by("pk").values_list("pk", flat=True)[:most])


def _tokens(people: Sequence[int]) -> Mapping[int, Sequence[Tokens]]:
    return {person: tuple(tokens.of(record)) for person, record in contacts.records(people).items()}


INDEX = upkeep.register(Index(name="people_search", table="people_person", after=_after, tokens=_tokens))
