"""The templates that a city folder brings: `messages.toml`, which may be left out."""

from collections.abc import Mapping
from pathlib import Path

from commonhall.calendar import tables
from commonhall.messaging import message_templates
from commonhall.messaging.message_templates import LONGEST_TITLE, UnknownVariable, Wording

FILE = "messages.toml"


def read(folder: Path, languages: tuple[str, ...]) -> Mapping[str, Wording]:
    """The templates by code. Raises BadFile with a sentence for each mistake."""
    if not (folder / FILE).is_file():
        return {}
    table = tables.read(folder / FILE, languages)
    found: dict[str, Wording] = {}
    for row in table.tables("template"):
        code, title, texts = row.text("code"), row.text("title"), row.texts("text")
        if code in found or len(code) > 40:
            row.wrong("code", f"is “{code}”, which is there already or longer than 40 letters")
        if len(title) > LONGEST_TITLE:
            row.wrong("title", f"has {len(title)} letters; write {LONGEST_TITLE} at the most")
        for text in texts.by_language.values():
            try:
                message_templates.check(text)
            except UnknownVariable as unknown:
                row.wrong("text", f"has “{unknown.written}”, which is no variable")
        found[code] = Wording(title=title, texts=dict(texts.by_language))
    table.finish()
    return found
