"""What is other in one revision of the policy than in the one before: sentence by sentence, word by word."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from commonhall.policy.texts import PolicyText

_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
_TITLE, _OF_A_SECTION = "title", "section "  # no sentence is called so: ids have no space


class Kind(StrEnum):
    SAME = "same"
    ADDED = "added"
    TAKEN_OUT = "taken out"


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """Some words of a sentence, and what became of them."""

    words: str
    kind: Kind


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A heading or sentence that is not as it was: all of it added, all taken out, or some of its words."""

    id: str
    kind: Kind  # SAME: it stands in both, with other words
    pieces: tuple[Piece, ...]

    @property
    def fragment(self) -> str:
        """Where it stands on a revision's page; empty of the title."""
        return "" if self.id == _TITLE else self.id.removeprefix(_OF_A_SECTION)

    @property
    def before(self) -> str:
        """As it stood; empty of what was added."""
        return "".join(piece.words for piece in self.pieces if piece.kind != Kind.ADDED)

    @property
    def after(self) -> str:
        """As it stands; empty of what was taken out."""
        return "".join(piece.words for piece in self.pieces if piece.kind != Kind.TAKEN_OUT)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """How many headings and sentences became other ones, by what became of them."""

    added: int
    taken_out: int
    changed: int

    @property
    def total(self) -> int:
        return self.added + self.taken_out + self.changed


def tally(changes: Iterable[Change]) -> Tally:
    """Count them by kind."""
    kinds = Counter(change.kind for change in changes)
    return Tally(added=kinds[Kind.ADDED], taken_out=kinds[Kind.TAKEN_OUT], changed=kinds[Kind.SAME])


def between(before: PolicyText, after: PolicyText, language: str) -> tuple[Change, ...]:
    """In the order of the newer one; then what was taken out."""
    old, new = _units(before, language), _units(after, language)
    return tuple(
        _change(unit, old.get(unit), new.get(unit))
        for unit in {**new, **old}
        if old.get(unit) != new.get(unit)
    )


def _units(text: PolicyText, language: str) -> Mapping[str, str]:
    """The title, the headings and the sentences, each by a name that it keeps."""
    found = {_TITLE: text.title.of(language)}
    for section in text.sections:
        found[f"{_OF_A_SECTION}{section.id}"] = section.heading.of(language)
        found.update({sentence.id: sentence.says.of(language) for sentence in section.sentences})
    return found


def _change(unit: str, old: str | None, new: str | None) -> Change:
    if old is None or new is None:
        kind = Kind.ADDED if old is None else Kind.TAKEN_OUT
        return Change(id=unit, kind=kind, pieces=(Piece(words=new or old or "", kind=kind),))
    return Change(id=unit, kind=Kind.SAME, pieces=tuple(_pieces(old, new)))


def _pieces(old: str, new: str) -> Iterator[Piece]:
    was, is_now = _WORDS.findall(old), _WORDS.findall(new)
    for tag, a, b, c, d in SequenceMatcher(a=was, b=is_now, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece(words="".join(was[a:b]), kind=Kind.SAME)
            continue
        if taken_out := "".join(was[a:b]):
            yield Piece(words=taken_out, kind=Kind.TAKEN_OUT)
        if added := "".join(is_now[c:d]):
            yield Piece(words=added, kind=Kind.ADDED)
