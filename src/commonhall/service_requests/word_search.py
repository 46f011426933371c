"""Finding requests by words in them: what was reported, without personal details, as the office keeps it.

Through sealed blocks, as people are found: nothing that is stored joins a word to a request.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from rapidfuzz.distance import OSA

from commonhall.people.search import spelling
from commonhall.places.streets import plain
from commonhall.service_requests import references, words
from commonhall.service_requests.models import ServiceRequest, ServiceRequests
from commonhall.vault.blind import Index, Tokens, upkeep
from commonhall.vault.blind.reader import Reader, Slot

SHORTEST = 3  # letters of a word that counts
MOST_WORDS = 6
MOST_FOUND = 200
_PREFIXES = range(SHORTEST, 7)
_AS_TYPED, _BEGINS, _SLIP, _TWO_SLIPS, _ENOUGH = 1.0, 0.9, 0.75, 0.7, 0.69
_WORD = re.compile(r"[^\W_]+")


def find(typed: str, among: ServiceRequests) -> list[ServiceRequest]:
    """Of these requests the ones that hold every word typed, or a word one slip from it; best first, then due first.

    At most MOST_FOUND; of a word that stands in more, some of them. Raises IndexIsLost.
    """
    wanted = _words(typed)[:MOST_WORDS]
    slots = [_slot(word) for word in wanted]
    found = reader().find(slots, most=MOST_FOUND)
    scores = {references.of_number(row): score for row, score in found if score > _ENOUGH * len(slots)}
    rows = [row for row in among.filter(reference__in=scores).due_first() if _holds(row, wanted)]
    return sorted(rows, key=lambda row: -scores[row.reference])


@cache
def reader() -> Reader:
    """This process's reader."""
    return Reader(INDEX)


def _words(text: str) -> list[str]:
    each = dict.fromkeys(_WORD.findall(plain(text)))
    return [word for word in each if len(word) >= SHORTEST]


def _holds(row: ServiceRequest, wanted: Sequence[str]) -> bool:
    """Whether the words are there indeed: fingerprints of other tokens may be the same."""
    there = _words(words.stripped(row))
    return all(any(_may_be(word, other) for other in there) for word in wanted)


def _may_be(word: str, other: str) -> bool:
    return other.startswith(word) or OSA.distance(word, other) <= (len(word) >= spelling.SHORTEST_WITH_A_SLIP)


def _slot(word: str) -> Slot:
    less = spelling.with_one_less(word)
    slot = {f"x{each}": _TWO_SLIPS for each in less} | {f"w{each}": _SLIP for each in less}
    if len(word) >= spelling.SHORTEST_WITH_A_SLIP:
        slot[f"x{word}"] = _SLIP
    slot[f"p{word[: _PREFIXES[-1]]}"] = _BEGINS if len(word) in _PREFIXES else _SLIP
    return slot | {f"w{word}": _AS_TYPED}


@cache
def _tokens_of(word: str) -> Tokens:
    return (
        f"w{word}",
        *(f"p{word[:length]}" for length in _PREFIXES if length <= len(word)),
        *(f"x{less}" for less in spelling.with_one_less(word)),
    )


def _after(number: int, most: int) -> Sequence[int]:
    """References sort as their numbers do: the signs of the alphabet stand in its order."""
    following = ServiceRequest.objects.order_by("reference")
    if number >= 0:
        following = following.filter(reference__gt=references.of_number(number))
    return [references.number(each) for each in following.values_list("reference", flat=True)[:most]]


def _tokens(numbers: Sequence[int]) -> Mapping[int, Sequence[Tokens]]:
    rows = ServiceRequest.objects.filter(reference__in=map(references.of_number, numbers))
    return {
        references.number(row.reference): [_tokens_of(word) for word in _words(words.stripped(row))]
        for row in rows.only("id", "reference", "stripped_sealed")
    }


INDEX = upkeep.register(
    Index(
        name="service_requests_words",
        table="service_requests_servicerequest",
        after=_after,
        tokens=_tokens,
    )
)
