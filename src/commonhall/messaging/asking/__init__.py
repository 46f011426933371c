"""Finding where a message asks its reader for confidential data, in English and Spanish.

Rules over words and no model, so that a writer can be told which words to change. A warning that names the data
without asking for it passes: "We never ask for your PIN".
"""

from commonhall.messaging.asking import rules, sentences
from commonhall.messaging.asking.asks import Ask, Confidential
from commonhall.messaging.asking.hidden import plain

__all__ = ["Ask", "Confidential", "find", "plain"]


def find(text: str) -> tuple[Ask, ...]:
    """Each request for confidential data, in order and without overlap; the places are those of `text`."""
    read = sentences.read(text)
    asks: list[Ask] = []
    for start, end, kind in sorted(_asked(read)):
        if not asks or start >= asks[-1].end:
            asks.append(Ask(start, end, kind))
    return tuple(asks)


def _asked(read: sentences.Sentences) -> set[tuple[int, int, Confidential]]:
    found: set[tuple[int, int, Confidential]] = set()
    for asking in rules.find(read):
        kind = read.parts[asking.term].kind
        if kind is not None:
            start, end = read.plain.written(read.parts[asking.first].start, read.parts[asking.last].end)
            found.add((start, end, kind))
    return found
