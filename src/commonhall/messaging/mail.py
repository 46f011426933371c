"""A message as a mail: plain text beside HTML, in a thread that mail programs keep together, and nothing that counts.

RFC 5322 and 2045 to 2047, RFC 3834 (Auto-Submitted), RFC 8058 (one click stops it).
No picture is fetched from anywhere, and no link is counted.
"""

from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from uuid import UUID

import css_inline
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from commonhall.messaging.content import Content

_POLICY = SMTP.clone(cte_type="7bit")  # no server between has to be asked what it takes
_STYLES = Path(__file__).with_name("mail.css").read_text("utf-8")
_inliner = css_inline.CSSInliner(extra_css=_STYLES, load_remote_stylesheets=False, keep_style_tags=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """All that a mail is made of. `thread`: what it is about, which is the same for each mail of a conversation.

    `reply_to`: where an answer to it is read; empty where none is.
    """

    id: UUID
    thread: UUID
    to: str
    content: Content
    written_at: datetime
    is_by_hand: bool
    reply_to: str = ""


def write(letter: Letter) -> bytes:
    """The mail as it is handed over. The same letter makes the same mail, but for the borders between its parts."""
    with translation.override(letter.content.language):
        shown = {"content": letter.content, "city": settings.CITY, "is_answered": bool(letter.reply_to)}
        text = render_to_string("messaging/mail.txt", shown)
        html = _inliner.inline(render_to_string("messaging/mail.html", shown))
        name = str(settings.CITY.title)
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = Address(name, addr_spec=settings.EMAIL_FROM)
    mail["To"] = letter.to
    if letter.reply_to:
        mail["Reply-To"] = Address(name, addr_spec=letter.reply_to)
    mail["Subject"] = _one_line(letter.content.subject)
    mail["Date"] = format_datetime(letter.written_at)
    mail["Message-ID"] = f"<{letter.id}@{domain()}>"
    mail["References"] = f"<{letter.thread}@{domain()}>"
    if not letter.is_by_hand:
        mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text, cte="quoted-printable")
    mail.add_alternative(html, subtype="html", cte="quoted-printable")
    mail["Content-Language"] = letter.content.language  # last: what makes parts takes such headers away
    return _with_stop(mail.as_bytes(), letter.content.stop)


def _with_stop(written: bytes, link: str) -> bytes:
    """With the headers by which a mail program stops such mails (RFC 2369, RFC 8058); not by the library, which would
    take a link that is longer than a line apart.
    """
    if not link:
        return written
    headers = f"List-Unsubscribe: <{link}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    return headers.encode("ascii") + written


def is_address(written: str) -> bool:
    """Whether a mail can be addressed to it. Addresses beyond ASCII need servers that few have (RFC 6531).

    What looks like an encoded word (RFC 2047) would be decoded on its way into a header: no mailbox is called so.
    """
    if not written.isascii() or "=?" in written:
        return False
    try:
        return bool(Address(addr_spec=written).domain)
    except (ValueError, LookupError, MessageError):
        return False


def _one_line(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def domain() -> str:
    """That of the address we write from."""
    return str(settings.EMAIL_FROM).rpartition("@")[2]
