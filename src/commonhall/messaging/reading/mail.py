"""What a mail is once it is read: values that hold no handle to the bytes they came from."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from commonhall.messaging.reading.authentication import Authentication
from commonhall.messaging.reading.passages import Passage, own, rest


class Kind(StrEnum):
    """Who speaks: a person, or a machine and to what end."""

    ORDINARY = "ordinary"  # somebody wrote it, as a reply or of their own
    AUTOMATIC = "automatic"  # a machine answered or reported (RFC 3834), and nobody waits for an answer
    BULK = "bulk"  # a list's or a sender's letter to many
    BOUNCE = "bounce"  # a mail of ours did not arrive, or not yet (RFC 3464)
    COMPLAINT = "complaint"  # a recipient called a mail of ours spam (RFC 5965)
    LOOP = "loop"  # a mail of our own come back, or one that goes in circles


class Problem(StrEnum):
    """What could not be understood, gravest first."""

    UNFORESEEN = "unforeseen"  # a mistake of this program: nothing was read
    EMPTY = "empty"  # no bytes, or blank ones
    NO_HEADERS = "no headers"  # nothing that a mail begins with: all of it is taken for text
    TOO_LARGE = "too large"  # only the headers were read
    TOO_DEEP = "too deep"  # parts in parts in parts: the inner ones lie in one attachment, unread
    TOO_MANY_PARTS = "too many parts"  # those after the bound lie in one attachment, unread
    HEADERS_TOO_LONG = "headers too long"  # those after the bound were passed over
    NO_SENDER = "no sender"  # none, several, or one that can be read in two ways
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"  # a part ends too soon, or its bytes are not what it says
    TEXT_TOO_LONG = "text too long"  # cut at its bound


class What(StrEnum):
    """What an attachment is to us."""

    FILE = "file"
    CALENDAR = "calendar"  # iCalendar: an invitation, or the answer to one of ours
    TNEF = "tnef"  # winmail.dat: Outlook's own wrapping, with the real attachments inside
    MAIL = "mail"  # another mail, whole
    SIGNATURE = "signature"  # S/MIME or PGP, of no interest to a reader
    REPORT = "report"  # what a mail server says for machines
    UNREAD = "unread"  # parts beyond a bound, as they came


class Reason(StrEnum):
    """Why a mail of ours did not arrive: four things that ask for four different deeds."""

    ADDRESS = "address"  # nobody is there: write to it no more
    AWAY = "away"  # full, slow or down: try later
    REPUTATION = "reputation"  # they do not take mail from us: mend our own name
    OTHER = "other"


class Action(StrEnum):
    """RFC 3464, 2.3.3."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    RELAYED = "relayed"
    EXPANDED = "expanded"


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """`address` in small letters, "" where what was given is none; `given` as it was written."""

    address: str
    name: str = ""
    given: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """One recipient's. `status`: enhanced (RFC 3463), `code`: SMTP's three figures; "" where not told.

    `says`: the other server's words, 500 signs of them at most.
    """

    recipient: str
    action: Action
    reason: Reason
    status: str = ""
    code: str = ""
    says: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bounce:
    """`failures` may be empty: a bounce that names nobody. `about`: the Message-ID of our mail, "" where not told."""

    failures: tuple[Failure, ...]
    about: str = ""
    is_standard: bool = True  # by RFC 3464, else read from prose


@dataclass(frozen=True, kw_only=True, slots=True)
class Complaint:
    """`feedback`: abuse, fraud, virus, not-spam, opt-out … (RFC 5965, 7.3)."""

    feedback: str
    recipients: tuple[str, ...]
    about: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment:
    """`declared` by the sender, `found` in its first bytes ("" where they tell nothing); neither was opened."""

    name: str
    declared: str
    found: str
    content: bytes = field(repr=False)
    what: What = What.FILE
    content_id: str = ""
    is_inline: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Mail:
    """One mail. Message-IDs stand without their angle brackets."""

    kind: Kind = Kind.ORDINARY
    told_by: str = ""  # the header, or the wording, that told the kind
    problems: tuple[Problem, ...] = ()
    sender: Address | None = None
    sender_as_given: str = ""
    reply_to: tuple[Address, ...] = ()
    return_path: str | None = None  # None: not told; "": the null sender, as of bounces
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    delivered_to: tuple[str, ...] = ()  # Delivered-To, X-Original-To and the envelope
    subject: str = ""
    sent_at: datetime | None = None  # as the sender says; always with a zone
    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    text: str = field(default="", repr=False)
    passages: tuple[Passage, ...] = field(default=(), repr=False)
    is_from_html: bool = False
    attachments: tuple[Attachment, ...] = ()
    authentication: Authentication = field(default_factory=Authentication)
    bounce: Bounce | None = None
    complaint: Complaint | None = None

    @property
    def problem(self) -> Problem | None:
        """The gravest."""
        return self.problems[0] if self.problems else None

    @property
    def recipients(self) -> tuple[str, ...]:
        """Every address it went to as far as it tells, each once; the envelope's first."""
        return tuple(dict.fromkeys((*self.delivered_to, *self.to, *self.cc)))

    @property
    def own(self) -> str:
        """The words that are new."""
        return own(self.passages)

    @property
    def rest(self) -> str:
        """What was cut from `text` for reading: history, signatures, disclaimers."""
        return rest(self.passages)
