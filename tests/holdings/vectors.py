"""What the rules have to find and to leave: one list for the server and the browser."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from commonhall.holdings.oversharing import Known

FILE = Path(__file__).with_name("oversharing_vectors.json")


@dataclass(frozen=True, kw_only=True, slots=True)
class Vector:
    """A text, and each detail in it as kind, words and advice."""

    about: str
    text: str
    found: list[list[str]]
    stripped: str | None = None
    stripped_es: str | None = None
    known: dict[str, list[str]] = field(default_factory=dict)
    contact_address: str | None = None

    @property
    def context(self) -> dict[str, Any]:
        """What the server knows besides the text; the browser knows nothing."""
        return {"known": Known.of(**self.known), "contact_address": self.contact_address}


VECTORS = [
    Vector(about=group["about"], **vector)
    for group in json.loads(FILE.read_text(encoding="utf-8"))
    for vector in group["vectors"]
]
