"""The words that the rules are made of, read once from `phrases.txt` and `names.txt`, when the first text is read."""

import re
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

type Phrase = tuple[str, ...]

_HERE = Path(__file__).parent
_CHOICE = re.compile(r"\(([^()]*)\)")


@cache
def under_headings() -> dict[str, list[Phrase]]:
    """All phrases, by their heading."""
    return _read(_HERE / "phrases.txt") | _read(_HERE / "names.txt")


def words_under(*headings: str) -> frozenset[str]:
    """Every word of the phrases once. A heading is named by its first word: "confidential" means all of its kinds."""
    return frozenset(
        word
        for heading, phrases in under_headings().items()
        if heading in headings or heading.partition(" ")[0] in headings
        for phrase in phrases
        for word in phrase
    )


def _read(path: Path) -> dict[str, list[Phrase]]:
    """The phrases under each heading, as words; of a heading such as "S: hand over" what stands before the colon."""
    written: dict[str, list[str]] = {}
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("## "):
            lines = written.setdefault(line.removeprefix("## ").partition(":")[0], [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return {heading: list(_phrases(" ".join(lines))) for heading, lines in written.items()}


def _phrases(written: str) -> Iterable[Phrase]:
    waiting = written.split(",")
    while waiting:
        phrase = waiting.pop()
        choice = _CHOICE.search(phrase)
        if choice is None:
            if words := tuple(map(sys.intern, phrase.split())):  # few words in many phrases
                yield words
        else:
            before, after = phrase[: choice.start()], phrase[choice.end() :]
            waiting += [f"{before}{part}{after}" for part in choice[1].split("|")]
