"""Messages written by hand, in files of one a line: those that ask for confidential data and those that do not."""

import re
from dataclasses import dataclass
from pathlib import Path

_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """A message, the heading it stands under, and the file and line for whoever has to find it."""

    group: str
    place: str
    text: str


def read(name: str) -> list[Written]:
    """Read a file beside this one. Subject and text are parted by a bar, line breaks and unseen signs are escaped."""
    group = ""
    messages: list[Written] = []
    file = Path(__file__).with_name(name)
    for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
        if line.startswith("## "):
            group = line.removeprefix("## ")
        elif line and not line.startswith("#"):
            subject, _, text = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), line).partition(" | ")
            text = f"{subject}\n\n{text}".replace("\\n", "\n")
            messages.append(Written(group=group, place=f"{name}:{number}", text=text))
    return messages


FORBIDDEN = [*read("asking_forbidden_en.txt"), *read("asking_forbidden_es.txt")]
HARMLESS = [*read("asking_harmless_en.txt"), *read("asking_harmless_es.txt")]
