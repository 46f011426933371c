"""nginx's configuration as a tree of directives: what `proxy_rules.py` looks through.

The grammar is nginx's own (`ngx_conf_file.c`): words, quoted or not; `;` ends a directive, braces hold those of a
block, `#` begins a comment where a word could begin. `include` brings in other files in its place.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from commonhall.web import beside
from commonhall.web.beside import Unreadable

DEEPEST_INCLUDE: Final = 10
_TOKEN: Final = re.compile(
    r"""(?P<space>\s+) | (?P<comment>\#[^\n]*) | (?P<mark>[;{}])
      | "(?P<double>(?:\\.|[^"\\])*)" | '(?P<single>(?:\\.|[^'\\])*)'
      | (?P<bare>(?!["'])(?:\\.|\$\{[^}]*\}|[^\s;{}\\])+)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(kw_only=True, slots=True, eq=False)
class Directive:
    """One directive, such as `listen 443 ssl;`, and where it stands. `inside`: those of its block."""

    name: str
    words: tuple[str, ...]
    file: Path
    line: int
    parent: "Directive | None" = None
    inside: "list[Directive]" = field(default_factory=list)

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}"

    def every(self) -> "Iterator[Directive]":
        """All that stand in it, at any depth, in their order."""
        for each in self.inside:
            yield each
            yield from each.every()

    def in_force(self, name: str) -> "list[Directive]":
        """Those of that name that hold in this block: its own, else those of the nearest block around it."""
        block: Directive | None = self
        while block is not None:
            if own := [each for each in block.inside if each.name == name]:
                return own
            block = block.parent
        return []


def read(file: Path) -> Directive:
    """The whole configuration, under a directive without a name. Raises Unreadable."""
    whole = Directive(name="", words=(), file=file, line=1)
    _read_into(whole, file, file.absolute().parent, 0)
    return whole


def parse(text: str, file: Path = Path("nginx.conf")) -> Directive:
    """The same of a text, which includes no other file. Raises Unreadable."""
    whole = Directive(name="", words=(), file=file, line=1)
    _parse_into(whole, text, file)
    return whole


def _read_into(block: Directive, file: Path, folder: Path, depth: int) -> None:
    if depth > DEEPEST_INCLUDE:
        raise Unreadable(f"{file} includes itself. Take one of the includes out.")
    _parse_into(block, beside.text_of(file), file)
    _include(block, folder, depth)


def _include(block: Directive, folder: Path, depth: int) -> None:
    brought: list[Directive] = []
    for each in block.inside:
        brought.append(each)
        if each.name == "include" and each.words:
            among = Directive(name="", words=(), file=each.file, line=each.line)
            for file in _files(folder, each):
                _read_into(among, file, folder, depth + 1)
            for one in among.inside:
                one.parent = block
            brought += among.inside
        else:
            _include(each, folder, depth)
    block.inside = brought


def _files(folder: Path, include: Directive) -> list[Path]:
    """Named ones must be there; a pattern may find none, as in nginx."""
    named = folder / include.words[0]
    if not re.search(r"[*?\[]", include.words[0]):
        return [named]
    return sorted(Path(named.anchor).glob(str(named.relative_to(named.anchor))))


def _parse_into(block: Directive, text: str, file: Path) -> None:
    words: list[str] = []
    began, line = 1, 1
    for kind, word in _tokens(text, file):
        if kind not in {"space", "comment", "mark"}:
            began = began if words else line
            words.append(word if kind == "bare" else re.sub(r"\\(.)", r"\1", word, flags=re.DOTALL))
        elif word in {";", "{"} and kind == "mark":
            if not words:
                raise Unreadable(f"{file}:{line} has {word} where a directive should begin.")
            one = Directive(name=words[0], words=tuple(words[1:]), file=file, line=began, parent=block)
            block.inside.append(one)
            block, words = one if word == "{" else block, []
        elif kind == "mark":
            if words or block.parent is None or not block.name:
                raise Unreadable(
                    f"{file}:{line} closes a block that is not open, or a directive without its ;."
                )
            block = block.parent
        line += word.count("\n")
    if words or block.name:
        raise Unreadable(f"{file} ends in the middle of {words[0] if words else block.name}.")


def _tokens(text: str, file: Path) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found or found.lastgroup is None:
            line = text.count("\n", 0, at) + 1
            raise Unreadable(f"{file}:{line} cannot be read as nginx would. Try `nginx -t`.")
        yield found.lastgroup, found[found.lastgroup]
        at = found.end()
