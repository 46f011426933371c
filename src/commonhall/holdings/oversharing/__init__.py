"""Over-sharing: finding and taking out personal details in what people write, in English and Spanish.

The rules stand in one JSON table that the browser's twin (`oversharing.js`) reads too; both run the same vectors.
No rule here is a promise: rules miss names, therefore the writer sees the stripped text and confirms it.
"""

from bisect import bisect
from collections.abc import Iterable

from commonhall.holdings.oversharing import addresses, health, names, patterns
from commonhall.holdings.oversharing.details import NOTHING_KNOWN, Advice, Detail, Kind, Known
from commonhall.holdings.oversharing.mentioned import mentions
from commonhall.holdings.oversharing.reading import Reading, read
from commonhall.holdings.oversharing.stripping import Segment, Stripped, marked, take_out

__all__ = [
    "NOTHING_KNOWN", "Advice", "Detail", "Kind", "Known", "Segment", "Stripped",
    "find", "marked", "mentions", "remove", "take_out",
]  # fmt: skip


def find(
    text: str, *, known: Known = NOTHING_KNOWN, contact_address: str | None = None
) -> tuple[Detail, ...]:
    """Find personal details, in order and without overlap.

    What is `known` to be the city's own is left out. An address is advised to be removed when it is a home by its
    words or equals `contact_address`, else it is asked about, since it is most often the place of the problem.
    """
    return _find(text, (), known, contact_address)


def remove(
    text: str,
    *,
    keep: frozenset[Kind] = frozenset(),
    language: str = "en",
    known: Known = NOTHING_KNOWN,
    contact_address: str | None = None,
    names: Iterable[str] = (),
) -> Stripped:
    """Take out every detail that is advised to be removed, but for the kinds to `keep`.

    `names` are those of people known to belong to the text, taken out wherever they stand, in part too.
    For an anonymous report keep nothing. Done again it changes nothing: what is taken out may uncover another detail
    ("Mr. Rosa's neighbor"), so it looks until there is none.
    """
    taken = list(mentions(text, names))
    while found := [
        detail
        for detail in _find(text, taken, known, contact_address)
        if detail.advice is Advice.REMOVE and detail.kind not in keep
    ]:
        taken = sorted([*taken, *found])
    return take_out(text, taken, language=language)


def _find(
    text: str, taken: Iterable[Detail], known: Known, contact_address: str | None
) -> tuple[Detail, ...]:
    if not text:
        return ()
    reading = read(text, [(detail.start, detail.end) for detail in taken])
    found = [*patterns.find(reading, known)]
    if reading.digits:
        found += addresses.find(reading, contact_address)
    found += [*names.find(reading, known), *health.find(reading)]
    return _placed(reading, found) if found else ()


def _placed(reading: Reading, found: Iterable[Detail]) -> tuple[Detail, ...]:
    """Where details overlap the one found first stays; places become those of the written text."""
    kept: list[Detail] = []
    for detail in found:
        at = bisect(kept, detail)
        is_free = at == 0 or kept[at - 1].end <= detail.start
        if is_free and (at == len(kept) or detail.end <= kept[at].start):
            kept.insert(at, detail)
    return tuple(
        Detail(*reading.written(detail.start, detail.end), detail.kind, detail.advice) for detail in kept
    )
