"""The text of an HTML message: what is shown, and behind it what is hidden, labelled or put into pictures' captions."""

import re
from html.parser import HTMLParser

_UNSHOWN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.0-9]*[1-9])|opacity\s*:\s*0(?![.0-9]*[1-9])|max-height\s*:\s*0(?![.0-9]*[1-9])",
    re.IGNORECASE,
)
_LINES = {
    "address", "article", "blockquote", "br", "caption", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption", "footer",
    "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "legend", "li", "main", "nav", "ol", "option", "p", "pre",
    "section", "table", "td", "th", "title", "tr", "ul",
}  # fmt: skip
_WITHOUT_END = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "track",
    "wbr",
}
_UNREAD = {"script", "style"}
_SAID = ("alt", "aria-label", "title", "placeholder", "label", "value", "summary")
_BLANK = "____"


def plain(html: str) -> str:
    """The words of an HTML message for `find`: shown text first, what is hidden in lines behind it.

    Hidden words stand apart, so that "pass<span hidden>x</span>word" is read as its reader reads it. Every box to fill in
    becomes a blank.
    """
    page = _Page()
    page.feed(html)
    page.close()
    return "\n\n".join(
        filter(None, ("".join(page.shown).strip(), "\n".join(filter(None, page.unshown)).strip()))
    )


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.shown: list[str] = []
        self.unshown: list[str] = []
        self._open: list[tuple[str, bool]] = []  # each open element, and whether it hides what is in it
        self._hiding = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag not in _WITHOUT_END:
            hides = tag in _UNREAD or "hidden" in known or _UNSHOWN.search(known.get("style", "")) is not None
            self._open.append((tag, hides))
            self._hiding += hides
            if hides:
                self.unshown.append("")
        if tag in _LINES and not self._hiding:
            self.shown.append("\n")
        said = [known[name] for name in _SAID if known.get(name)]
        if tag in {"input", "textarea", "select"} and known.get("type") not in {"hidden", "submit", "button"}:
            kind = "password" if known.get("type") == "password" else ""
            self.shown.append(f" {' '.join([kind, *said])} {_BLANK} ")
        else:
            self.unshown += ["", *said, ""]

    def handle_endtag(self, tag: str) -> None:
        if not any(name == tag for name, _hides in self._open[-_DEEPEST:]):
            return
        while self._open:
            name, hides = self._open.pop()
            self._hiding -= hides
            if name == tag:
                break
        if tag in _LINES and not self._hiding:
            self.shown.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hiding:
            self.shown.append(data)
        elif self._open[-1][0] not in _UNREAD:
            if self.unshown:
                self.unshown[-1] += data
            else:
                self.unshown.append(data)

    def handle_comment(self, data: str) -> None:
        """A comment is seen by nobody and is no way to ask."""


_DEEPEST = 200
