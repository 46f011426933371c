"""The city's streets in memory, and which of them a written name may mean.

A city has thousands of blocks, not millions: each process keeps them all and asks the database only whether
its copy is the current edition (one row by its key).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz.distance import OSA

from commonhall.places import streets
from commonhall.places.models import Block, Edition
from commonhall.places.streets import StreetName

Point = tuple[float, float]  # latitude, longitude


@dataclass(frozen=True, kw_only=True)
class Street:
    """A street and its blocks, hundred by hundred."""

    label: str
    name: StreetName
    blocks: Mapping[int, Point]

    @property
    def key(self) -> str:
        return self.name.key


@dataclass(frozen=True, kw_only=True, order=True, slots=True)
class Match:
    """A street that may be meant; the smaller, the likelier. `slips` counts mistyped letters."""

    slips: int
    is_begun: bool  # the name was not typed to its end
    other_direction: bool
    other_kind: bool
    label: str
    street: Street = field(compare=False)

    @property
    def is_what_was_written(self) -> bool:
        """Nothing that was written speaks against it; what was left out may."""
        return not (self.slips or self.is_begun or self.other_direction or self.other_kind)

    @property
    def is_as_good_as_written(self) -> bool:
        """As above, but for slips of the finger in the name."""
        return not (self.is_begun or self.other_direction or self.other_kind)


@dataclass(frozen=True, kw_only=True)
class Gazetteer:
    """All streets of one edition."""

    edition: str
    by_key: Mapping[str, Street]

    @cached_property
    def by_name(self) -> Mapping[str, tuple[Street, ...]]:
        """The streets by their name alone, in its compact form: N and S Market St stand together."""
        named: dict[str, list[Street]] = {}
        for street in self.by_key.values():
            named.setdefault(street.name.compact, []).append(street)
        return {name: tuple(same) for name, same in named.items()}

    @cached_property
    def longest(self) -> Street | None:
        """The street with the most blocks: a good example, as everybody knows it."""
        return max(self.by_key.values(), key=lambda street: (len(street.blocks), street.key), default=None)

    def matches(self, written: StreetName) -> list[Match]:
        """Every street that may be meant, likeliest first."""
        return sorted(self._matches(written)) or sorted(self._matches(streets.mended(written)))

    def _matches(self, written: StreetName) -> Iterator[Match]:
        if not written.name:
            return
        for name, same in self.by_name.items():
            slips = _slips(written.compact, name)
            is_begun = slips is None and len(written.compact) >= 3 and name.startswith(written.compact)
            if slips is None and not is_begun:
                continue
            for street in same:
                yield Match(
                    slips=slips or 0,
                    is_begun=is_begun,
                    other_direction=bool(written.direction) and written.direction != street.name.direction,
                    other_kind=bool(written.kind) and written.kind != street.name.kind,
                    label=street.label,
                    street=street,
                )


_kept: Gazetteer | None = None


def current() -> Gazetteer:
    """The streets of the current edition: one query, and one more when the edition has changed."""
    global _kept
    edition = Edition.objects.filter(pk=1).values_list("digest", flat=True).first() or ""
    kept = _kept
    if kept is None or kept.edition != edition:
        rows = Block.objects.order_by("street_key", "hundred")
        kept = _kept = gather(
            rows.values_list("street", "hundred", "latitude", "longitude").iterator(), edition=edition
        )
    return kept


def gather(rows: Iterable[tuple[str, int, float, float]], *, edition: str) -> Gazetteer:
    """A gazetteer of rows of street, hundred, latitude, longitude."""
    names: dict[str, StreetName] = {}
    blocks: dict[str, dict[int, Point]] = {}
    labels: dict[str, str] = {}
    for label, hundred, latitude, longitude in rows:
        name = names.setdefault(label, streets.read(label))
        blocks.setdefault(name.key, {})[hundred] = (latitude, longitude)
        labels[name.key] = label
    by_key = {
        key: Street(label=label, name=names[label], blocks=blocks[key]) for key, label in labels.items()
    }
    return Gazetteer(edition=edition, by_key=by_key)


def _slips(written: str, name: str) -> int | None:
    """How many letters were missed, doubled, mixed up or changed places; None where these are two names.

    A slip in four letters, two in eight, three in twelve. None in a numbered street: 4th and 14th are two.
    """
    if written == name:
        return 0
    if name[0].isdigit() or written[0].isdigit():
        return None
    allowed = min(len(name) // 4, 3)
    slips = OSA.distance(written, name, score_cutoff=allowed)
    return slips if slips <= allowed else None
