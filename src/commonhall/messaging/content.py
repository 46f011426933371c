"""What a message says, sealed under the key of what it is about: who is erased takes the words along."""

import json
from collections.abc import Buffer
from dataclasses import asdict, dataclass
from uuid import UUID

from commonhall.vault.sealing import DataKey


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """What the recipient reads. `link`: where they see all of it and can answer, with its token; may be empty.

    `stop`: where they stop such messages, of what no person wrote; may be empty.
    """

    subject: str
    text: str
    language: str
    link: str = ""
    stop: str = ""

    @property
    def whole(self) -> str:
        """All that is written in it."""
        return "\n".join(part for part in (self.subject, self.text, self.link, self.stop) if part)


def seal(message: UUID, content: Content, key: DataKey) -> bytes:
    """Sealed for this message alone."""
    return key.seal(json.dumps(asdict(content), ensure_ascii=False).encode(), context=_context(message))


def unseal(message: UUID, sealed: Buffer, key: DataKey) -> Content:
    """What `seal` sealed for this message. Raises CannotOpen."""
    return Content(**json.loads(key.unseal(sealed, context=_context(message))))


def _context(message: UUID) -> str:
    return f"messaging.message:{message}"
