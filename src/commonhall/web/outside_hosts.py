"""Which other hosts a text makes a browser ask: in templates, style sheets, scripts, pages and policies.

A link that a person may follow (`<a href>`) asks nothing by itself; an image, a style, a form's target does.
"""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import engines
from django.template.backends.django import DjangoTemplates
from django.template.utils import get_app_template_dirs

MARKUP = frozenset({".html", ".svg", ".xml", ".txt"})
STYLE = frozenset({".css"})
SCRIPT = frozenset({".js", ".mjs"})

_HOST = r"(?:https?:|wss?:)?//(?P<host>[^/\s\"'`)>?#,;{}]+)"
_LOADING = re.compile(
    r"<(?!a[\s>])[a-z][^<>]*?\s(?:src|href|xlink:href|action|formaction|srcset|poster|data|background)"
    rf"\s*=\s*[\"']?\s*{_HOST}",
    re.IGNORECASE,
)
_STYLED = re.compile(rf"(?:url\(\s*|@import\s+)[\"']?\s*{_HOST}", re.IGNORECASE)
_SCRIPTED = re.compile(
    r"(?:\bimport\b\s*\(?|\bfrom\b|\bfetch\(|\bimportScripts\(|\bsendBeacon\(|\b(?:Worker|WebSocket|EventSource)\()"
    rf"\s*[\"'`]{_HOST}"
)
_KEYWORD = re.compile(r"'[^']*'|data:|blob:|mediastream:|filesystem:")
_SCHEME = re.compile(r"^(?:https?|wss?)://")
SETS_A_COOKIE = re.compile(r"\bdocument\s*\.\s*cookie\s*=(?!=)|\bcookieStore\s*\.\s*set\(")


def asked_by(text: str, kind: str) -> set[str]:
    """Hosts asked by a text of that kind, told by its file's suffix (".html", ".css", ".js")."""
    patterns = [_SCRIPTED] if kind in SCRIPT else [_STYLED] if kind in STYLE else [_LOADING, _STYLED]
    return {found["host"].lower() for pattern in patterns for found in pattern.finditer(text)}


def allowed_by(security_policy: str) -> set[str]:
    """Hosts that a content security policy lets a page ask. "*" where it leaves out a default."""
    directives = [words.split() for words in security_policy.split(";") if words.strip()]
    sources = {source for _, *allowed in directives for source in allowed}
    hosts = {_SCHEME.sub("", source).split("/")[0] for source in sources if not _KEYWORD.fullmatch(source)}
    return hosts if any(words[0] == "default-src" for words in directives) else hosts | {"*"}


def files() -> Iterator[tuple[str, Path]]:
    """Every template and every static file that holds markup, style or script: how it is named, and where."""
    return chain(_templates(), _static_files())


def _templates() -> Iterator[tuple[str, Path]]:
    folders: set[Path] = {Path(folder) for folder in get_app_template_dirs("templates")}
    for engine in engines.all():
        if isinstance(engine, DjangoTemplates):
            folders.update(Path(folder) for folder in engine.engine.dirs)
    for folder in sorted(folders):
        for path in sorted(folder.rglob("*")):
            if path.suffix in MARKUP:
                yield f"templates/{path.relative_to(folder)}", path


def _static_files() -> Iterator[tuple[str, Path]]:
    """Those of the program, and those that are served: between the two somebody may have written."""
    found = (
        (name, Path(storage.path(name)))
        for finder in finders.get_finders()
        for name, storage in finder.list([])
    )
    served = Path(settings.STATIC_ROOT)
    collected = ((str(path.relative_to(served)), path) for path in served.rglob("*"))
    for name, path in sorted(chain(found, collected)):
        if path.suffix in MARKUP | STYLE | SCRIPT:
            yield f"static/{name}", path
