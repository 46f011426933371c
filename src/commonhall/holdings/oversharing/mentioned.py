"""Names that are known to belong to a text, because somebody gave one with it."""

import re
from collections.abc import Iterable

from commonhall.holdings.oversharing.details import Advice, Detail, Kind

_SHORTEST = 3  # letters; a part such as "de" stands in every text


def mentions(text: str, names: Iterable[str]) -> tuple[Detail, ...]:
    """Where the text names these people: by the whole name or a part of it, in any case, in order."""
    parts = {part for name in names for part in re.findall(r"[\w’'-]+", name) if len(part) >= _SHORTEST}
    if not parts or not _may_stand_in(text, parts):
        return ()
    either = "|".join(re.escape(part) for part in sorted(parts, key=len, reverse=True))
    name = re.compile(rf"\b(?:{either})\b(?:[ .]+(?:\w[ .]+)?(?:{either})\b)*", re.IGNORECASE)
    return tuple(
        Detail(found.start(), found.end(), Kind.NAME, Advice.REMOVE) for found in name.finditer(text)
    )


def _may_stand_in(text: str, parts: Iterable[str]) -> bool:
    """Whether an expression is worth making: of most texts none. Beyond ASCII other letters may be the same as one."""
    if not text.isascii():
        return True
    lower = text.lower()
    return any(not part.isascii() or part.lower() in lower for part in parts)
