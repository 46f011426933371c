"""Parks and public buildings that people know by their name, and which of them a written name may mean."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import OSA

from commonhall.places import streets
from commonhall.places.geometry import Point

_FILLERS = frozenset({"the", "el", "la", "los", "las", "de", "del", "of"})
_IN_FULL = {
    "ctr": "center",
    "centre": "center",
    "ft": "fort",
    "hosp": "hospital",
    "saint": "st",
    "sch": "school",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Landmark:
    """A landmark. `names`: by language, the one that is shown first."""

    code: str
    names: Mapping[str, list[str]]
    point: Point

    @property
    def shown(self) -> dict[str, str]:
        return {language: names[0] for language, names in self.names.items() if names}


@dataclass(frozen=True, kw_only=True)
class Landmarks:
    """All of one edition."""

    by_code: Mapping[str, Landmark] | None = None

    @cached_property
    def _by_name(self) -> dict[str, Landmark]:
        """By each name in its plain form."""
        found: dict[str, Landmark] = {}
        for landmark in self.all:
            for names in landmark.names.values():
                for name in names:
                    found.setdefault(plain(name), landmark)
        return found

    @property
    def all(self) -> Collection[Landmark]:
        return (self.by_code or {}).values()

    def of_code(self, code: str) -> Landmark | None:
        return (self.by_code or {}).get(code)

    def named(self, written: str) -> Landmark | None:
        """The one whose name this is."""
        return self._by_name.get(plain(written))

    def mended(self, written: str) -> Landmark | None:
        """The one whose name this is but for slips of the finger: one in five letters, three at most."""
        wanted = plain(written)
        allowed = min(len(wanted) // 5, 3)
        if not allowed:
            return None
        near = {name: OSA.distance(wanted, name, score_cutoff=allowed) for name in self._by_name}
        best = min(near.values(), default=allowed + 1)
        meant = {self._by_name[name].code for name, slips in near.items() if slips == best <= allowed}
        return self.of_code(meant.pop()) if len(meant) == 1 else None

    def begun(self, written: str) -> Iterator[Landmark]:
        """Those with a name in which each word that was written begins a word."""
        words = plain(written).split()
        if len("".join(words)) < 3:
            return
        seen = set()
        for name, landmark in self._by_name.items():
            theirs = name.split()
            if landmark.code not in seen and all(
                any(their.startswith(word) for their in theirs) for word in words
            ):
                seen.add(landmark.code)
                yield landmark


def gather(rows: Iterable[tuple[str, Mapping[str, list[str]], float, float]]) -> Landmarks:
    """Landmarks of rows of code, names, latitude, longitude."""
    return Landmarks(
        by_code={
            code: Landmark(code=code, names=names, point=(latitude, longitude))
            for code, names, latitude, longitude in rows
        }
    )


def plain(name: str) -> str:
    """The name's words in one form and in full, without those that some leave out."""
    words = (word for word in streets.bare(name).split() if word not in _FILLERS)
    return " ".join(_IN_FULL.get(word) or streets.in_full(word) for word in words)
