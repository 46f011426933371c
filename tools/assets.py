"""Build what the pages are made of: `uv run python tools/assets.py`.

The npm packages of the lock file, the style sheet out of the Sass theme, and beside it the fonts, images
and icons that it names. Node comes as a Python package, so a bare machine needs none. Where nothing changed,
nothing is done.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from commonhall.web import icons

PROJECT = Path(__file__).parents[1]
WEB = PROJECT / "src/commonhall/web"
THEME = WEB / "theme"
BUILT = WEB / "static/commonhall/built"
PACKAGES = PROJECT / "node_modules"
USWDS = PACKAGES / "@uswds/uswds"
LOCK = PROJECT / "package-lock.json"
STAMP = ".inputs"

FONTS = ("atkinson-hyperlegible-next", "atkinson-hyperlegible-mono", "besley")
SUBSETS = ("latin", "latin-ext")


class CannotBuild(Exception):
    """The message says what is missing and what to do."""


def main() -> int:
    """Build what is not built yet; 1 and one sentence when that cannot be done."""
    try:
        build()
    except CannotBuild as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def build() -> None:
    """Bring node_modules and the built folder up to date. Raises CannotBuild."""
    if _stamp_of(PACKAGES) != (lock := _hash([LOCK])):
        with _Step("npm packages"):
            _run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
            (PACKAGES / STAMP).write_text(lock)
    if _stamp_of(BUILT) == (inputs := _hash(_inputs())):
        print("Web assets: as they were")
        return
    shutil.rmtree(BUILT, ignore_errors=True)
    with _Step("Style sheet"):
        style = _style_sheet()
    with _Step("Fonts, images, icons, scripts"):
        _copy_fonts()
        _copy_images(style)
        _cut_sprite()
        _copy_script(PACKAGES / "htmx.org/dist/htmx.min.js")
        for name in ("maplibre-gl", "maplibre-gl-worker"):
            _copy_script(PACKAGES / f"maplibre-gl/dist/{name}.mjs", f"{name}.js")
    (BUILT / STAMP).write_text(inputs)


def _inputs() -> Iterator[Path]:
    yield from (LOCK, Path(__file__), Path(icons.__file__))
    yield from sorted(THEME.rglob("*.scss"))


def _hash(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _stamp_of(folder: Path) -> str:
    stamp = folder / STAMP
    return stamp.read_text() if stamp.is_file() else ""


def _style_sheet() -> str:
    target = BUILT / "css/site.css"
    load_paths = (f"--load-path={path}" for path in (USWDS / "packages", THEME))
    compiler = PACKAGES / "sass/sass.js"
    options = ("--no-source-map", "--no-error-css", "--style=compressed", "--quiet-deps")
    _run("node", str(compiler), *options, *load_paths, str(THEME / "site.scss"), str(target))
    return target.read_text()


def _copy_fonts() -> None:
    for family in FONTS:
        for subset in SUBSETS:
            name = f"{family}-{subset}-wght-normal.woff2"
            _copy(PACKAGES / "@fontsource-variable" / family / "files" / name, BUILT / "fonts" / name)


def _copy_images(style: str) -> None:
    """The images that the style sheet names: hashing of static files stops at one that is not there."""
    for name in set(re.findall(r"url\([\"']?\.\./img/([^\"')]+)", style)):
        _copy(USWDS / "dist/img" / name, BUILT / "img" / name)


def _cut_sprite() -> None:
    """The icons that the pages use: a twelfth of the 71 kB of all."""
    sprite = (USWDS / "dist/img/sprite.svg").read_text()
    symbols = dict(re.findall(r'(?s)<symbol id="(\w+)"(.*?)</symbol>', sprite))
    if missing := icons.MEANING.keys() - symbols.keys():
        raise CannotBuild(
            f"web/icons.py names {', '.join(sorted(missing))}, which USWDS does not have; take another."
        )
    kept = "".join(f'<symbol id="{name}"{symbols[name]}</symbol>' for name in icons.MEANING)
    (BUILT / "img/sprite.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg">{kept}</svg>\n')


def _copy_script(source: Path, name: str = "") -> None:
    """Without its last line: the source map it points to is not served, and hashing would look for it."""
    target = BUILT / "js" / (name or source.name)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(re.sub(r"\n?//# sourceMappingURL=.*\s*$", "\n", source.read_text()))


def _copy(source: Path, target: Path) -> None:
    if not source.is_file():
        raise CannotBuild(
            f"The style sheet needs {source.relative_to(PROJECT)}, which its package does not hold."
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _run(program: str, *arguments: str) -> None:
    """Run a program of this environment in the project. Raises CannotBuild with what it said."""
    beside_python = Path(sys.executable).parent / program
    command = [str(beside_python) if beside_python.exists() else program, *arguments]
    try:
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise CannotBuild(f"{program} is not here; `uv sync` installs it.") from None
    if done.returncode:
        raise CannotBuild(f"{program} stopped:\n{(done.stderr or done.stdout).strip()}")


class _Step:
    """One line of progress: what is done, and in how many seconds."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> None:
        self.started_at = time.monotonic()
        print(f"{self.name} … ", end="", flush=True)

    def __exit__(self, problem: type[BaseException] | None, *_: object) -> None:
        print("stopped" if problem else f"{time.monotonic() - self.started_at:.1f} s")


if __name__ == "__main__":
    sys.exit(main())
