"""Taking details out of a text, and showing in place what was found or taken out."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from commonhall.holdings.oversharing import addresses
from commonhall.holdings.oversharing.details import Advice, Detail, Kind
from commonhall.holdings.oversharing.table import TABLE


@dataclass(frozen=True, kw_only=True, slots=True)
class Segment:
    """A stretch of a text for a template to show: `kind` is None for ordinary words."""

    text: str = field(repr=False)
    kind: Kind | None = None
    advice: Advice | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Stripped:
    """A text without the details taken out of it, and the kinds of these."""

    segments: tuple[Segment, ...]

    @property
    def text(self) -> str:
        """The text to keep."""
        return "".join(segment.text for segment in self.segments)

    @property
    def removed(self) -> frozenset[Kind]:
        """The kinds of what was taken out."""
        return frozenset(segment.kind for segment in self.segments if segment.kind is not None)


def marked(text: str, details: Iterable[Detail]) -> tuple[Segment, ...]:
    """Cut a text at its details, so that a template can mark them in place."""
    segments: list[Segment] = []
    position = 0
    for detail in sorted(details):
        if detail.start > position:
            segments.append(Segment(text=text[position : detail.start]))
        if detail.start >= position:
            found = text[detail.start : detail.end]
            segments.append(Segment(text=found, kind=detail.kind, advice=detail.advice))
            position = detail.end
    if position < len(text):
        segments.append(Segment(text=text[position:]))
    return tuple(segments)


def take_out(text: str, details: Iterable[Detail], *, language: str = "en") -> Stripped:
    """Replace these details by their kind, such as "[name]", and a house number by its hundred block.

    Replacements are in `language` ("en" or "es"; any other gets English).
    """
    words = TABLE.replacements.get(language[:2], TABLE.replacements["en"])
    return Stripped(
        segments=tuple(
            segment if segment.kind is None else Segment(text=_replacement(segment, words), kind=segment.kind)
            for segment in marked(text, details)
        )
    )


def _replacement(segment: Segment, words: dict[str, str]) -> str:
    if segment.kind is Kind.ADDRESS:
        return addresses.block_of(segment.text, words)
    return words[str(segment.kind)]
