"""The words of a mail cut into what is new and what is not; joined again they are the text to the last sign.

Measured first on the replies in `tests/messaging/reading/replies`: of 48, mail-parser-reply cuts 11 as a reader would,
email-reply-extractor 13, quotequail 3, email-reply-parser (of 2020) 24; each loses new words in two to six of them, and
each hangs for more than ten seconds on some text of 100 KB. So this is our own: it goes over the lines once.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from commonhall.messaging.reading import wordings

_QUOTED = re.compile(r" {0,3}(?:>|\|\s?>)")
_LONGEST_SIGNATURE = 12  # lines; a person who writes "--" and then more than this is not signing
_LONGEST_HEAD = 8
_LONGEST_FOOTER = 200  # signs
_LONGEST_ATTRIBUTION = 4
MOST_LINES = 20_000  # those after it go with the last one


class Role(StrEnum):
    """What a passage is."""

    NEW = "new"
    QUOTED = "quoted"
    HISTORY = "history"  # earlier mail without quote marks, and the line that announces quoted words
    FORWARDED = "forwarded"
    SIGNATURE = "signature"
    FOOTER = "footer"  # "Sent from my iPhone"
    DISCLAIMER = "disclaimer"


_EARLIER = frozenset({Role.QUOTED, Role.HISTORY})
_BARE = frozenset({Role.HISTORY, Role.FORWARDED})


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines that follow each other, with their line ends."""

    role: Role
    text: str


def own(passages: tuple[Passage, ...]) -> str:
    """The new words, with one blank line at most where something was cut."""
    kept = "".join(each.text if each.role is Role.NEW else "\n" for each in passages)
    return re.sub(r"\n(?:[ \t]*\n){2,}", "\n\n", kept).strip("\n").rstrip()


def rest(passages: tuple[Passage, ...]) -> str:
    """What was cut."""
    return "\n".join(each.text.strip("\n") for each in passages if each.role is not Role.NEW)


def cut(text: str) -> tuple[Passage, ...]:
    """The passages of a text. One without new words keeps as its own what was forwarded, or stood there bare."""
    lines = text.splitlines(keepends=True)
    looked_at = lines[:MOST_LINES]
    roles = _Roles(looked_at).found()
    says_something = any(
        role is Role.NEW and line.strip() for role, line in zip(roles, looked_at, strict=True)
    )
    if not says_something and Role.QUOTED not in roles:
        roles = [Role.NEW if role in _BARE else role for role in roles]
    roles += [roles[-1]] * (len(lines) - len(looked_at)) if roles else []
    return tuple(_joined(roles, lines))


def _joined(roles: list[Role], lines: list[str]) -> Iterator[Passage]:
    start = 0
    for place in range(1, len(lines) + 1):
        if place == len(lines) or roles[place] is not roles[start]:
            yield Passage(roles[start], "".join(lines[start:place]))
            start = place


class _Roles:
    """A role for each line. `said`: the lines without emphasis and ends, `quoted`: whether a quote mark begins them."""

    def __init__(self, lines: list[str]) -> None:
        self.said = [wordings.plain(line) for line in lines]
        self.quoted = [bool(_QUOTED.match(line)) for line in lines]
        self.last_quoted = max((place for place, quoted in enumerate(self.quoted) if quoted), default=-1)
        self.roles = [Role.QUOTED if each else Role.NEW for each in self.quoted]

    def found(self) -> list[Role]:
        end = self._history()
        self._attributions(end)
        self._disclaimers(end)
        self._footers(end)
        self._signatures(end)
        self._contact_lines(end)
        return self.roles

    def _mark(self, role: Role, start: int, end: int) -> None:
        self.roles[start:end] = [role] * (end - start)

    def _history(self) -> int:
        """Cut earlier mail that goes on to the end without quote marks; the line where it begins."""
        for place, said in enumerate(self.said):
            if self.quoted[place] or not said:
                continue
            role = self._begins(place, said)
            if role is not None:
                self._mark(role, place, len(self.said))
                return place
        return len(self.said)

    def _begins(self, place: int, said: str) -> Role | None:
        """What begins at a line and goes on to the end."""
        if wordings.FORWARDED.match(said):
            return Role.FORWARDED
        if wordings.ORIGINAL.match(said) or wordings.REPLY_ABOVE.match(said):
            return Role.HISTORY
        if wordings.RULE.match(said):
            after = self._speaking(place + 1)
            return Role.HISTORY if after is not None and self._is_head(after) else None
        if self._is_head(place):
            return Role.HISTORY
        end = self._attribution(place)
        if end is None:
            return None
        after = self._speaking(end)
        # What follows it bare is the earlier mail, unless that is quoted further down.
        return Role.HISTORY if after is not None and after > self.last_quoted else None

    def _speaking(self, place: int) -> int | None:
        """The first line from there that is not blank."""
        return next((each for each in range(place, min(place + 20, len(self.said))) if self.said[each]), None)

    def _is_head(self, place: int) -> bool:
        """From/Sent/To/Subject, as Outlook writes them above the earlier mail."""
        if not wordings.HEAD_FIRST.match(self.said[place]):
            return False
        names = {
            found["name"].lower()
            for said in self.said[place + 1 : place + _LONGEST_HEAD]
            if (found := wordings.HEAD_OTHER.match(said))
        }
        return len(names) >= 2

    def _attribution(self, place: int) -> int | None:
        """Where "On …, … wrote:" ends that begins here, None where none does."""
        said = self.said[place]
        if wordings.ATTRIBUTION_BY_NAME.match(said):
            return place + 1
        if not wordings.BEGINS_ATTRIBUTION.match(said):
            return None
        sentence = ""
        for end in range(place, min(place + _LONGEST_ATTRIBUTION, len(self.said))):
            if not self.said[end] or self.quoted[end] is not self.quoted[place]:
                return None
            sentence += " " + self.said[end]
            if wordings.ENDS_ATTRIBUTION.search(self.said[end]):
                return end + 1 if wordings.SAYS_WHEN_OR_WHO.search(sentence) else None
        return None

    def _attributions(self, bound: int) -> None:
        """Cut the lines that announce quoted words."""
        for place in range(bound):
            if self.roles[place] is Role.NEW and self.said[place] and (end := self._attribution(place)):
                self._mark(Role.HISTORY, place, end)

    def _disclaimers(self, bound: int) -> None:
        """Cut paragraphs that begin as a disclaimer does, and those right after that go on like one."""
        was_one = False
        for start, end in self._paragraphs(bound):
            words = " ".join(self.said[start:end])[:600]
            was_one = bool(wordings.DISCLAIMER.match(words)) or (
                was_one and bool(wordings.GOES_ON.search(words))
            )
            if was_one:
                self._mark(Role.DISCLAIMER, start, end)

    def _paragraphs(self, bound: int) -> Iterator[tuple[int, int]]:
        start = None
        for place in range(bound + 1):
            speaks = place < bound and self.roles[place] is Role.NEW and bool(self.said[place])
            if speaks and start is None:
                start = place
            elif not speaks and start is not None:
                yield start, place
                start = None

    def _footers(self, bound: int) -> None:
        for place in range(bound):
            said = self.said[place]
            if (
                said
                and len(said) <= _LONGEST_FOOTER
                and self.roles[place] is Role.NEW
                and wordings.FOOTER.match(said)
            ):
                self._mark(Role.FOOTER, place, place + 1)

    def _signatures(self, bound: int) -> None:
        """Cut from a line "--" to the end of the new words there, where that is as short as a signature."""
        for place in range(bound):
            if self.roles[place] is not Role.NEW or not wordings.SIGNATURE.match(self.said[place]):
                continue
            end, speaking = place + 1, 0
            while end < bound and self.roles[end] not in _EARLIER and speaking <= _LONGEST_SIGNATURE:
                speaking += bool(self.said[end])
                end += 1
            if 0 < speaking <= _LONGEST_SIGNATURE:
                self._mark(Role.SIGNATURE, place, end)
                return

    def _contact_lines(self, bound: int) -> None:
        """Cut title, company and numbers under a farewell and a name; the name stays, and a postscript does."""
        end = bound
        while end and (self.roles[end - 1] is not Role.NEW or not self.said[end - 1]):
            end -= 1
        start = max(
            (place for place in range(max(0, end - 14), end) if self._says_farewell(place)), default=None
        )
        if start is None:
            return
        below = [
            place for place in range(start + 1, end) if self.said[place] and self.roles[place] is Role.NEW
        ]
        said = [self.said[place] for place in below[1:]]
        if len(said) < 2 or not any(map(wordings.REACHES.search, said)):
            return
        if any(
            len(each) > 90 or each.endswith(("?", "!")) or wordings.POSTSCRIPT.match(each) for each in said
        ):
            return
        self._mark(Role.SIGNATURE, below[1], end)

    def _says_farewell(self, place: int) -> bool:
        return self.roles[place] is Role.NEW and bool(wordings.FAREWELL.match(self.said[place]))
