"""Write the pages of `docs/` that repeat what the code knows: `uv run python tools/docs_pages.py [--check]`.

`--check` writes nothing and names each page that is not what the code says now.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import made_up

from commonhall import evidence
from commonhall.config import environment
from commonhall.config.environment import Setting
from commonhall.evidence import Control
from commonhall.policy import register, texts
from commonhall.policy.texts import Section

PROJECT = Path(__file__).parents[1]
DOCS = PROJECT / "docs"
DEMO = PROJECT / "src/commonhall/demo/city"
NOTICE = "<!-- Written by tools/docs_pages.py. Change {source}, then run `make docs`. -->"


def main() -> int:
    """Write both pages; with `--check` 1 when one of them is old."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    wanted = parser.parse_args()
    pages = {DOCS / "operate/settings.md": settings_page(), DOCS / "promises.md": promises_page()}
    old = [file for file, text in pages.items() if not file.exists() or file.read_text("utf-8") != text]
    for file in old:
        if wanted.check:
            print(f"{file.relative_to(PROJECT)} is not what the code says. Run `make docs`.")
        else:
            file.write_text(pages[file], "utf-8")
    return 1 if wanted.check and old else 0


def settings_page() -> str:
    """Every setting an operator can make."""
    rows = [_setting(setting) for setting in environment.SETTINGS]
    return _page(
        NOTICE.format(source="src/commonhall/config/environment.py"),
        "# Settings",
        "All settings are environment variables. A wrong one stops the start with a sentence that names it.\n"
        "For a secret, the variable with `_FILE` behind its name gives a file that holds the value:\n"
        "`DATABASE_URL_FILE=/run/secrets/database`.",
        "\n".join(["| variable | meaning | by default |", "| --- | --- | --- |", *rows]),
    )


def _setting(setting: Setting) -> str:
    default = f"`{setting.default}`" if setting.default else ""
    return f"| `{setting.variable}` | {setting.meaning} | {'must be set' if setting.required else default} |"


def promises_page() -> str:
    """Every promise with its verbs, and the control that proves each; in the demonstration's words and order."""
    with tempfile.TemporaryDirectory() as folder:
        made_up.set_up(Path(folder))  # rooms sign their controls in when Django loads them
    controls = {(each.promise, each.verb): each for each in evidence.controls()}
    promises = register.promises().values()
    verbs = sum(len(promise.must) for promise in promises)
    return _page(
        NOTICE.format(source="src/commonhall/policy/promises.toml or a room's promises.py"),
        "# The promises, and what proves them",
        f"{len(promises)} promises ask for {verbs} things of the software. {len(controls)} of these have a control, "
        "which looks at the\nrunning system. A promise is *kept* only when each of its verbs is proved "
        "([decision 0013](decisions/0013-promises-are-verbs.md)).\n"
        "`commonhall verify` says how they stand now; so does the public page, `/en/privacy/`.",
        *(
            text
            for section in texts.read(DEMO, register.LANGUAGES).sections
            for text in _section(section, controls)
        ),
    )


def _section(section: Section, controls: dict[tuple[str, str], Control]) -> Iterator[str]:
    yield f"## {section.heading.of('en')}"
    for sentence in section.sentences:
        promise = register.promises()[sentence.promise]
        rows = [
            f"| `{verb.id}` | {verb.does.of('en')} | {_proof(controls.get((promise.id, verb.id)))} |"
            for verb in promise.must
        ]
        yield f"### `{promise.id}`"
        yield sentence.says.of("en")
        yield "\n".join(["| verb | the software must | proved by |", "| --- | --- | --- |", *rows])


def _proof(control: Control | None) -> str:
    """The control's name is a sentence; it links to the room that signed it in."""
    if control is None:
        return "nothing yet"
    file = "/".join(control.look.__module__.split("."))
    return f"[{control.look.__name__.replace('_', ' ')}](../src/{file}.py)"


def _page(*parts: str) -> str:
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    sys.exit(main())
