"""What a message says, sealed under the key of what it is about: who is erased takes the words along."""

import json
from collections.abc import Buffer
from dataclasses import asdict, dataclass
from uuid import UUID

from commonhall.vault.sealing import DataKey

LINK = "{link}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """What the recipient reads. `link`: where they see all of it and can answer, with its token; may be empty.

    `stop`: where they stop such messages, of what no person wrote; may be empty. Where `LINK` stands in the text, the
    recipient reads the link: whoever writes must not, for it opens the recipient's own page.
    """

    subject: str
    text: str
    language: str
    link: str = ""
    stop: str = ""

    @property
    def whole(self) -> str:
        """All that is written in it."""
        return "\n".join(part for part in (self.subject, self.as_read, self.link, self.stop) if part)

    @property
    def as_read(self) -> str:
        """The text as the recipient reads it."""
        return self.text.replace(LINK, self.link)


def seal(message: UUID, content: Content, key: DataKey) -> bytes:
    """Sealed for this message alone."""
    return key.seal(json.dumps(asdict(content), ensure_ascii=False).encode(), context=_context(message))


def unseal(message: UUID, sealed: Buffer, key: DataKey) -> Content:
    """What `seal` sealed for this message. Raises CannotOpen."""
    return Content(**json.loads(key.unseal(sealed, context=_context(message))))


def _context(message: UUID) -> str:
    return f"messaging.message:{message}"
