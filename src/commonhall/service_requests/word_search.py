"""Finding requests by words in what was reported and answered, without personal details, as the office keeps it;
and those that came from an earlier system by their number there, which goes with the request's own key.

Through sealed blocks, as people are found: nothing that is stored joins a word to a request.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.db.models.expressions import RawSQL
from rapidfuzz.distance import OSA

from commonhall.people.search import spelling
from commonhall.places.streets import plain
from commonhall.service_requests import answers, references, words
from commonhall.service_requests.models import Questionnaire, ServiceRequest, ServiceRequests
from commonhall.vault.blind import Index, Tokens
from commonhall.vault.blind.reader import Reader, Slot

SHORTEST = 3  # letters of a word that counts
MOST_WORDS = 6
MOST_FOUND = 100
MOST_LOOKED_THROUGH = 20_000  # that the index finds in the whole city; those one may see are among them
_SPARE = 50  # candidates that may turn out to be none
_PREFIXES = range(SHORTEST, 7)
_AS_TYPED, _BEGINS, _SLIP, _TWO_SLIPS, _ENOUGH = 1.0, 0.9, 0.75, 0.7, 0.69
_READ = (
    "id", "reference", "is_anonymous", "stripped_sealed", "stripped_answers_sealed", "questionnaire_id",
    "old_number_sealed", "key__wrapped", "key__epoch",
)  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
_WORD_AS_WRITTEN = re.compile(r"[^\W_]+(?:['’`][^\W_]+)*")  # apostrophes do not count
_LEAD = 60  # characters before the first word that was found, where a line has no room for all


@dataclass(frozen=True, kw_only=True, slots=True)
class Matches:
    """Requests that hold what was sought, best first, then due first. `is_all`: no other one does."""

    requests: tuple[ServiceRequest, ...]
    is_all: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A stretch of text, and whether it is a word that was sought."""

    text: str
    is_sought: bool = False


def find(typed: str, among: ServiceRequests) -> Matches:
    """Of these requests those that hold every word typed, or a word one slip from it. Raises IndexIsLost."""
    wanted = sought(typed)
    slots = [_slot(word) for word in wanted]
    found = reader().find(slots, most=MOST_LOOKED_THROUGH)
    scores = {references.of_number(row): score for row, score in found if score > _ENOUGH * len(slots)}
    best = _best(scores, among)
    rows = among.filter(pk__in=best[: MOST_FOUND + _SPARE]).select_related("questionnaire", "key").due_first()
    held = [row for row in rows if _holds(row, wanted)]
    held.sort(key=lambda row: -scores[row.reference])
    return Matches(
        requests=tuple(held[:MOST_FOUND]),
        is_all=len(found) < MOST_LOOKED_THROUGH
        and len(best) <= MOST_FOUND + _SPARE
        and len(held) <= MOST_FOUND,
    )


def sought(typed: str) -> tuple[str, ...]:
    """The words that count among those typed, each once: long enough, and not too many."""
    return tuple(_words([typed])[:MOST_WORDS])


def excerpt(texts: Sequence[str], wanted: Sequence[str]) -> tuple[Piece, ...]:
    """One line of the first of these texts that holds some of the words, with them marked; else of the first."""
    marked = [_marked(text, wanted) for text in texts]
    best = next((each for each in marked if any(piece.is_sought for piece in each)), marked[0])
    first, *others = best
    if first.is_sought or len(first.text) <= _LEAD or not others:
        return tuple(best)
    _before, _space, near = first.text[-_LEAD:].partition(" ")
    return (Piece(text=f"… {near}"), *others)


@cache
def reader() -> Reader:
    """This process's reader."""
    return Reader(INDEX)


def _best(scores: Mapping[str, float], among: ServiceRequests) -> list[UUID]:
    """The ids of the candidates one may see, best first, then due first."""
    # One array: a parameter for each would be more than a statement can have.
    listed = RawSQL("SELECT unnest(%s::text[])", [list(scores)])
    rows = among.filter(reference__in=listed).due_first().values_list("reference", "pk")
    return [pk for reference, pk in sorted(rows, key=lambda row: -scores[row[0]])]


def _words(texts: Iterable[str]) -> list[str]:
    each = dict.fromkeys(word for text in texts for word in _WORD.findall(plain(text)))
    return [word for word in each if len(word) >= SHORTEST]


def _texts(row: ServiceRequest) -> list[str]:
    return [words.stripped(row), *answers.findable(row), words.old_number(row)]


def _holds(row: ServiceRequest, wanted: Sequence[str]) -> bool:
    """Whether the words are there indeed: fingerprints of other tokens may be the same."""
    there = _words(_texts(row))
    return all(any(_may_be(word, other) for other in there) for word in wanted)


def _marked(text: str, wanted: Sequence[str]) -> list[Piece]:
    pieces, at = [], 0
    for word in _WORD_AS_WRITTEN.finditer(text):
        if any(_may_be(each, plain(word[0])) for each in wanted):
            pieces += [Piece(text=text[at : word.start()]), Piece(text=word[0], is_sought=True)]
            at = word.end()
    pieces.append(Piece(text=text[at:]))
    return [piece for piece in pieces if piece.text] or pieces


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
    found = ServiceRequest.objects.filter(reference__in=map(references.of_number, numbers))
    rows = list(found.select_related("key").only(*_READ))
    asked = Questionnaire.objects.in_bulk({row.questionnaire_id for row in rows if row.questionnaire_id})
    for row in rows:
        row.questionnaire = asked.get(row.questionnaire_id)
    return {
        references.number(row.reference): [
            *(_tokens_of(word) for word in _words([words.stripped(row), *answers.findable(row)])),
            *(
                (f"w{word}",) for word in _words([words.old_number(row)])
            ),  # the next number is another request
        ]
        for row in rows
    }


INDEX = Index(
    name="service_requests_words",
    table="service_requests_servicerequest",
    after=_after,
    tokens=_tokens,
)
