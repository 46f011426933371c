"""The text of an HTML message: what is shown, and behind it what is hidden, labelled or put into pictures' captions."""

import re
from collections.abc import Iterator
from html import unescape

# Not html.parser: it takes quadratic time over tags that are never closed.
_PIECE = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<raw>script|style)\b.*?(?:</(?P=raw)\s*>|\Z)"
    r"|<(?P<end>/)?(?P<tag>[a-z][a-z0-9:-]{0,30})(?P<attributes>(?:[^<>\"']|\"[^\"]{0,600}\"|'[^']{0,600}'){0,800}+)>"
    r"|<[!?][^<>]{0,300}>",
    re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTE = re.compile(
    r"([a-z-]{1,30})(?:\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?", re.IGNORECASE
)
_NOTHING = r"\s*:\s*0(?:\.0+)?(?![.0-9])"
_UNSHOWN = re.compile(
    rf"display\s*:\s*none|visibility\s*:\s*hidden|(?:font-size|opacity|max-height|max-width){_NOTHING}",
    re.IGNORECASE,
)
_LINES = re.compile(
    "address|article|blockquote|br|caption|center|dd|div|dl|dt|fieldset|figcaption|footer|form|h[1-6]|header|hr|legend"
    "|li|main|nav|ol|option|p|pre|section|table|td|th|title|tr|ul"
)
_WITHOUT_END = re.compile("area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr")
_BOXES = frozenset(("input", "textarea", "select"))
_NO_BOXES = frozenset(("hidden", "submit", "button", "image", "reset"))
_SAID = ("alt", "aria-label", "title", "placeholder", "label", "value", "summary")
_LEADING = frozenset(("href", "src", "action", "formaction", "background", "cite", "data"))
_BLANK = "____"
_DEEPEST = 200


def plain(html: str) -> str:
    """The words of an HTML message for `find`: shown text first, what is hidden in lines behind it.

    Hidden words stand apart, so that "pass<span hidden>x</span>word" is read as its reader reads it. Every box to fill
    in becomes a blank.
    """
    page = _Page()
    position = 0
    for piece in _PIECE.finditer(html):
        page.say(html[position : piece.start()])
        position = piece.end()
        if piece["end"]:
            page.close(piece["tag"].lower())
        elif piece["tag"]:
            page.open(piece["tag"].lower(), piece["attributes"])
    page.say(html[position:])
    return "\n\n".join(filter(None, ("".join(page.shown).strip(), "".join(page.unshown).strip())))


def addresses(html: str) -> Iterator[str]:
    """Where the elements of an HTML message lead to, or what they fetch; as it is written, in order."""
    for piece in _PIECE.finditer(html):
        for found in _ATTRIBUTE.finditer(piece["attributes"] or ""):
            if found[1].lower() in _LEADING:
                yield unescape(found[2] or found[3] or found[4] or "").strip()


class _Page:
    def __init__(self) -> None:
        self.shown: list[str] = []
        self.unshown: list[str] = []
        self._within: list[tuple[str, bool]] = []  # each open element, and whether it hides what is in it
        self._hiding = 0

    def say(self, written: str) -> None:
        if written:
            (self.unshown if self._hiding else self.shown).append(unescape(written))

    def open(self, tag: str, attributes: str) -> None:
        known = {
            match[1].lower(): unescape(match[2] or match[3] or match[4] or "")
            for match in _ATTRIBUTE.finditer(attributes)
        }
        if not _WITHOUT_END.fullmatch(tag) and len(self._within) < _DEEPEST:
            hides = "hidden" in known or _UNSHOWN.search(known.get("style", "")) is not None
            self._within.append((tag, hides))
            self._hiding += hides
            if hides:
                self.unshown.append("\n")
        self._break(tag)
        said = [known[name] for name in _SAID if known.get(name)]
        if tag in _BOXES and known.get("type", "").lower() not in _NO_BOXES:
            kind = ["password"] if known.get("type", "").lower() == "password" else []
            self.shown.append(f" {' '.join([*kind, *said])} {_BLANK} ")
        else:
            self.unshown += [f"\n{each}\n" for each in said]

    def close(self, tag: str) -> None:
        if any(name == tag for name, _hides in self._within):
            while True:
                name, hides = self._within.pop()
                self._hiding -= hides
                if name == tag:
                    break
        self._break(tag)

    def _break(self, tag: str) -> None:
        if _LINES.fullmatch(tag):
            (self.unshown if self._hiding else self.shown).append("\n")
