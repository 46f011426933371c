"""A message as the rules read it: small letters without accents, words that were cut, spaced or masked put together.

Each word keeps its place in the text as given, so that the editor can mark it there.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import chain, pairwise
from typing import NamedTuple

from commonhall.messaging.asking import spelling
from commonhall.messaging.asking.signs import fold

_INLINE = (
    "a|abbr|b|bdi|bdo|big|center|cite|code|del|em|font|i|ins|mark|q|s|small|span|strong|sub|sup|tt|u|var|wbr"
)
_BLOCKS = "blockquote|body|br|div|dd|dl|dt|footer|form|h[1-6]|header|hr|html|li|ol|p|section|table|tbody|td|th|tr|ul"
_MARKUP = re.compile(
    r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8}[0-9]{0,2});?"
    rf"|<!--[^<>]{{0,300}}-->|</?(?:{_INLINE}|(?P<block>{_BLOCKS}))(?:\s[^<>]{{0,400}})?/?>",
    re.IGNORECASE,
)
_TURNED = re.compile("\u202e([^\u202c\u2069\n]{1,400})")  # shown from right to left
_FOLDED = re.compile(r"[^\n -~]|[\r\t]")

_TOKEN = re.compile(
    r"(?P<word>[a-z0-9@$|](?:[a-z0-9@$|+]|['!*](?=[a-z0-9])|'(?=s\b))*)"
    r"|(?P<blank>_(?:[ ]?_){2,}|\.(?:[ ]?\.){3,}|…{2,}|-{4,}|\[[ _]*\]|\([ _]{3,}\))"
    r"|(?P<break>\n(?:[ ]*\n)+)|(?P<line>\n)"
    r"|(?P<end>[.!?]+(?=[\s\"')\]*]|$)|[?!]+)"
    r"|(?P<sign>[,;:\"()]|[ ]-{1,2}[ ]|--|…|(?<=[\n ])[-*•](?=[ ]))"
)
_NEAR = re.compile(r"[ ]{1,4}|[ ]?[^\sa-z0-9][ ]?|[^\sa-z0-9]{2}|\n")  # between the letters of a spaced word
_LONGEST_RUN = 200  # letters that are cut into words at a time
_STARRED = re.compile(r"(?:[a-z0-9]\*)+[a-z0-9]")  # p*i*n
_SHORT_FORMS = re.compile(r"'(?:ll|re|ve|d|m)$")


class Word(NamedTuple):
    """A word, number or sign of the plain text, and where it stands there."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Plain:
    """The folded text, and for each of its signs where it begins and ends in the text as given; None: the same."""

    text: str
    places: list[tuple[int, int]] | None

    def written(self, start: int, end: int) -> tuple[int, int]:
        """The place in the text as given of a stretch of the plain one."""
        if self.places is None:
            return start, end
        stretch = self.places[start:end]
        return min(place[0] for place in stretch), max(place[1] for place in stretch)


def fold_text(text: str) -> Plain:
    """Fold every sign, character reference and inline tag; what is turned by a direction mark is turned back."""
    is_marked = "&" in text or "<" in text
    if not is_marked and _FOLDED.search(text) is None:
        return Plain(text.lower(), None)
    signs: list[str] = []
    places: list[tuple[int, int]] = []
    for written, start, end in _pieces(text, is_marked):
        for sign in chain.from_iterable(map(fold, written)):
            signs.append(sign)
            places.append((start, end))
    _turn(text, signs, places)
    return Plain("".join(signs), places)


def _pieces(text: str, is_marked: bool) -> Iterator[tuple[str, int, int]]:
    position = 0
    for markup in _MARKUP.finditer(text) if is_marked else ():
        for place in range(position, markup.start()):
            yield text[place], place, place + 1
        position = markup.end()
        if markup[0][0] == "&":
            yield unescape(markup[0]), markup.start(), position
        elif markup["block"]:
            yield "\n", markup.start(), position
    for place in range(position, len(text)):
        yield text[place], place, place + 1


def _turn(text: str, signs: list[str], places: list[tuple[int, int]]) -> None:
    for turned in _TURNED.finditer(text):
        first = bisect_left(places, turned.start(1), key=_beginning)
        after = bisect_left(places, turned.end(1), key=_beginning)
        signs[first:after] = signs[first:after][::-1]
        places[first:after] = places[first:after][::-1]


def _beginning(place: tuple[int, int]) -> int:
    return place[0]


def words(plain: str) -> list[Word]:
    """The words and signs in order: numbers are "0", blanks to fill in "_", line breaks "n", of paragraphs "¶"."""
    tokens: list[Word] = []
    for match in _TOKEN.finditer(plain):
        name, start, end = match.lastgroup, match.start(), match.end()
        if name == "word":
            text = match[0].replace("*", "") if _STARRED.fullmatch(match[0]) else match[0].rstrip("*|+")
            text = _SHORT_FORMS.sub("", text).replace("'", "")
            tokens.append(Word(text or "o", start, end))
        elif name == "end":
            if not _is_of_an_abbreviation(plain, match, tokens):
                tokens.append(Word("?" if "?" in match[0] else ".", start, end))
        else:
            tokens.append(Word(_SIGN_OF.get(name or "", match[0].strip()), start, end))
    return list(_respelled(list(_joined(plain, tokens))))


_ABBREVIATIONS = {
    "soc",
    "sec",
    "seg",
    "num",
    "nro",
    "acct",
    "dr",
    "st",
    "mr",
    "mrs",
    "ms",
    "sr",
    "sra",
    "srta",
    "ave",
    "lic",
}
_AFTER_NUMBER = re.compile(r"[ ]?(?:[0-9#:_(]|de\b|of\b)")
_SIGN_OF = {"blank": "_", "break": "¶", "line": "\n"}


def _is_of_an_abbreviation(plain: str, match: re.Match[str], tokens: list[Word]) -> bool:
    """Say whether a full stop ends no sentence: that of "S. S. N.", "soc. sec." or of "no." before a number."""
    if match[0] != "." or not tokens or tokens[-1].end != match.start():
        return False
    if tokens[-1].text in _ABBREVIATIONS:
        return True
    if tokens[-1].text == "no":
        return _AFTER_NUMBER.match(plain, match.end()) is not None
    following = plain[match.end() : match.end() + 3].strip()
    return len(tokens[-1].text) == 1 and following[1:2] in {".", " ", ""} and following[:1].isalnum()


def _joined(plain: str, tokens: list[Word]) -> Iterator[Word]:
    """Letters that stand alone are put together: "s.s.n", "p a s s w o r d"."""
    run: list[Word] = []
    for token in tokens:
        is_letter = len(token.text) == 1 and (token.text.isalnum() or token.text in "@$|")
        if run and (not is_letter or not _NEAR.fullmatch(plain[run[-1].end : token.start])):
            if not is_letter and token.text in "\n,.:*-" and token.end - token.start < 4:
                waiting = plain[run[-1].end : token.end + 1]
                if len(run) > 1 and _NEAR.fullmatch(waiting[:-1]) and waiting[-1:].isalnum():
                    continue  # a sign between two letters
            yield from _run(plain, run)
            run = []
        if is_letter:
            run.append(token)
        else:
            yield token
    yield from _run(plain, run)


def _run(plain: str, run: list[Word]) -> Iterator[Word]:
    if len(run) < 3:
        yield from run
        return
    gaps = [plain[left.end : right.start] for left, right in pairwise(run)]
    usual = min(map(_width, gaps))
    piece = [run[0]]
    for gap, letter in zip(gaps, run[1:], strict=True):
        if _width(gap) > usual or len(piece) == _LONGEST_RUN:
            yield from _segments(piece)
            piece = []
        piece.append(letter)
    yield from _segments(piece)


def _width(gap: str) -> tuple[bool, int]:
    """How wide letters stand apart: a space is wider than a point."""
    return gap.isspace(), len(gap)


def _segments(letters: list[Word]) -> Iterator[Word]:
    """The words that a row of letters makes: "yourssn" is two."""
    at = 0
    for part in spelling.split("".join(letter.text for letter in letters)):
        stretch = letters[at : at + len(part)]
        yield Word(part, stretch[0].start, stretch[-1].end)
        at += len(part)


def _respelled(tokens: list[Word]) -> Iterator[Word]:
    """Words as the vocabulary spells them; "pass word" and "con tra se na" are one."""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if not token.text[0].isalnum() and token.text[0] not in "@$|":
            yield token
            at += 1
            continue
        taken = spelling.pieces([each.text for each in tokens[at : at + spelling.MOST_PIECES]])
        if taken:
            yield Word(
                "".join(each.text for each in tokens[at : at + taken]),
                token.start,
                tokens[at + taken - 1].end,
            )
            at += taken
            continue
        if token.text.isdigit():
            yield Word("0", token.start, token.end)
        else:
            for part in spelling.respell(token.text):
                yield Word(part, token.start, token.end)
        at += 1
