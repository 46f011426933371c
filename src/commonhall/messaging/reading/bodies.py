"""What a mail says and what hangs on it: the text among its parts, and everything else as attachments."""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from commonhall.messaging.reading import charsets, fields, filetypes, markup
from commonhall.messaging.reading.mail import Attachment, What
from commonhall.messaging.reading.mime import UNREAD, Part

LONGEST_TEXT = 1_000_000  # signs
_PLAIN = frozenset({"text/plain", "text/markdown", "text/enriched", "text/richtext", "text/x-plain"})
_REPORTS = frozenset(
    {
        "message/delivery-status",
        "message/feedback-report",
        "message/disposition-notification",
        "message/global-delivery-status",
        "text/rfc822-headers",
        "message/global-headers",
    }
)
_MAILS = frozenset({"message/rfc822", "message/global"})
_SIGNATURES = frozenset(
    {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}
)
_ENCRYPTED = frozenset({"application/pgp-encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})
_ENDINGS = {
    "message/rfc822": ".eml",
    "message/global": ".eml",
    "text/calendar": ".ics",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/heic": ".heic",
    "application/pdf": ".pdf",
    "application/ms-tnef": ".dat",
    "text/html": ".html",
    "text/plain": ".txt",
}
# "Your program cannot show this": the words are in the HTML beside it.
_STUB = re.compile(r"html|browser|navegador|e-?mail client|programa de correo|view (?:this|it) online", re.I)
_FEW_WORDS = 40
_NO_NAME = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\"<>|*?:]")
_UUENCODED = re.compile(
    r"^begin [0-7]{3,4} ([^\r\n]{1,200})\n((?:[ -`][ -`]{0,63}\n){1,400000}?)end[ \t]*$", re.M
)


@dataclass(slots=True)
class Body:
    """What was found while the parts were gone through."""

    texts: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    is_from_html: bool = False
    is_encrypted: bool = False
    is_damaged: bool = False
    is_cut: bool = False

    @property
    def text(self) -> str:
        """All of it; parts that follow each other as paragraphs do."""
        return "\n".join(
            text if text.endswith("\n") or not text else text + "\n" for text in self.texts
        ).rstrip("\n")


def read(whole: Part) -> Body:
    """The text and attachments of a mail."""
    body = Body()
    for part in _spoken(body, whole):
        text = _words(body, part)
        room = LONGEST_TEXT - sum(map(len, body.texts))
        body.is_cut |= len(text) > room
        body.texts.append(text[:room])
    return body


def _spoken(body: Body, part: Part) -> Iterator[Part]:
    """The parts that are to be read as the mail's words; what else is met becomes an attachment."""
    if part.kind == "multipart/alternative" and part.parts:
        yield from _alternative(body, part)
    elif part.parts:
        for inner in part.parts:
            yield from _spoken(body, inner)
    elif _is_words(part):
        yield part
    else:
        body.is_encrypted |= part.kind in _ENCRYPTED and part.parameters.get("smime-type") != "signed-data"
        body.attachments.append(attachment(part))


def _is_words(part: Part) -> bool:
    if part.is_damaged:
        return True
    disposition = part.fields.first("content-disposition").lower()
    if disposition.startswith("attachment") or _given_name(part):
        return False
    return part.kind in _PLAIN or part.kind == "text/html"


def _alternative(body: Body, part: Part) -> Iterator[Part]:
    """The plainest branch that says something; what hangs on the others is kept."""
    branches = [list(_spoken(body, inner)) for inner in part.parts]
    plain = next((branch for branch in branches if branch and _is_plain(branch)), None)
    rich = next((branch for branch in reversed(branches) if branch and not _is_plain(branch)), None)
    if plain is not None and rich is not None:
        said = " ".join(charsets.decode(each.content, _charset(each)) for each in plain)
        is_stub = len(said.split()) < _FEW_WORDS and bool(_STUB.search(said))
        yield from rich if is_stub or not said.strip() else plain
    else:
        yield from plain or rich or []


def _is_plain(branch: list[Part]) -> bool:
    return all(part.kind != "text/html" for part in branch)


def _charset(part: Part) -> str:
    return part.parameters.get("charset", "")


def _words(body: Body, part: Part) -> str:
    content = part.content
    if not part.is_as_encoded:
        body.is_damaged = True
        content = _plainer(content, part.body)
    charset = _charset(part)
    if part.kind == "text/html":
        charset = charset or _charset_within(content)
        body.is_from_html = True
        text = charsets.decode(content, charset)
        body.is_cut |= len(text) > 2 * LONGEST_TEXT
        return markup.text_of(text[: 2 * LONGEST_TEXT])
    text = charsets.decode(content, charset).replace("\r\n", "\n").replace("\r", "\n")
    return _without_uuencoded(body, text) if "\nend" in text else text


def _plainer(decoded: bytes, body: bytes) -> bytes:
    """Of a text that is not encoded as it says: what was decoded where that is text, else what stands there."""
    try:
        decoded.decode("utf-8")
    except UnicodeDecodeError:
        return body
    return decoded if decoded.strip() else body


_META = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{1,40})", re.I)


def _charset_within(html: bytes) -> str:
    found = _META.search(html, 0, 4_096)
    return found[1].decode("ascii", "replace") if found else ""


def _without_uuencoded(body: Body, text: str) -> str:
    """Files that stand in the text itself, as was done before MIME. One that does not decode stays there."""

    def take_out(found: re.Match[str]) -> str:
        try:
            content = b"".join(binascii.a2b_uu(line) for line in found[2].encode("ascii").splitlines())
        except (binascii.Error, ValueError):
            body.is_damaged = True
            return found[0]
        kind = filetypes.found_in(content)
        name = safe_name(fields.words(found[1]), kind)
        body.attachments.append(Attachment(name=name, declared="", found=kind, content=content))
        return f"[{name}]"

    return _UUENCODED.sub(take_out, text)


def attachment(part: Part) -> Attachment:
    """A part as an attachment, decoded. A mail within keeps its bytes, and is named by its subject."""
    content = part.content if part.kind not in _MAILS | {UNREAD} else part.body
    found = filetypes.found_in(content)
    return Attachment(
        name=safe_name(_given_name(part) or _name_of_mail(part), found or part.kind),
        declared="" if part.kind == UNREAD else part.kind,
        found=found,
        content=content,
        what=_what(part, found),
        content_id=part.fields.first("content-id").strip("<> ")[:300],
        is_inline=part.fields.first("content-disposition").lower().startswith("inline"),
    )


def _what(part: Part, found: str) -> What:
    name = _given_name(part).lower()
    if part.kind == UNREAD:
        return What.UNREAD
    if part.kind in _MAILS:
        return What.MAIL
    if part.kind in _REPORTS:
        return What.REPORT
    if part.kind in _SIGNATURES:
        return What.SIGNATURE
    if part.kind in {"application/ms-tnef", "application/vnd.ms-tnef"} or found == "application/ms-tnef":
        return What.TNEF
    if part.kind in {"text/calendar", "application/ics"} or found == "text/calendar" or name.endswith(".ics"):
        return What.CALENDAR
    return What.FILE


def _given_name(part: Part) -> str:
    disposition = fields.parameters(part.fields.first("content-disposition"))
    return fields.words(disposition.get("filename", "") or part.parameters.get("name", ""))


def _name_of_mail(part: Part) -> str:
    if part.kind not in _MAILS:
        return ""
    subject = re.search(rb"^subject:([^\n]{1,300})", part.body[:16_384], re.I | re.M)
    return fields.words(charsets.decode(subject[1])) if subject else ""


def safe_name(given: str, kind: str) -> str:
    """A file name to show and to keep: no folder, no sign that turns the direction or is none; "file" for none."""
    name = _NO_NAME.sub("", given.replace("/", "\\").rpartition("\\")[2]).strip(" .")
    ending = _ENDINGS.get(kind, "")
    if not name:
        return f"file{ending}"
    if len(name) > 120:
        stem, dot, last = name.rpartition(".")
        name = f"{stem[:100]}.{last}" if dot and len(last) <= 10 else name[:120]
    return name if "." in name else name + ending
