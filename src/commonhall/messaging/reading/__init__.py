"""Reading a mail: from the bytes a server handed over to one frozen value. No database, no network, no file.

`read` never raises, whatever the bytes are: what cannot be understood is said in `Mail.problems`. It takes time in
proportion to the bytes, and memory of a few times theirs; depth, parts, headers and text have bounds.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace

from commonhall.messaging.reading import (
    addresses,
    authentication,
    bodies,
    bounces,
    complaints,
    fields,
    kinds,
    passages,
)
from commonhall.messaging.reading.authentication import Authentication, Check, Verdict
from commonhall.messaging.reading.fields import Fields
from commonhall.messaging.reading.kinds import Ours
from commonhall.messaging.reading.mail import (
    Action,
    Address,
    Attachment,
    Bounce,
    Complaint,
    Failure,
    Kind,
    Mail,
    Problem,
    Reason,
    What,
)
from commonhall.messaging.reading.mime import Part, Splitter
from commonhall.messaging.reading.passages import Passage, Role

__all__ = [
    "Action",
    "Address",
    "Attachment",
    "Authentication",
    "Bounce",
    "Check",
    "Complaint",
    "Failure",
    "Kind",
    "Mail",
    "Ours",
    "Passage",
    "Problem",
    "Reason",
    "Role",
    "Verdict",
    "What",
    "read",
]

MOST_BYTES = 50_000_000  # twice what most servers take
_NOTHING_OF_OURS = Ours()
_DELIVERED = ("delivered-to", "x-original-to", "x-envelope-to", "envelope-to", "x-delivered-to")
_log = logging.getLogger(__name__)


def read(
    raw: bytes, *, envelope: Sequence[str] = (), ours: Ours = _NOTHING_OF_OURS, authserv_id: str = ""
) -> Mail:
    """The mail in `raw`. Never raises.

    `envelope`: the recipients the server named beside it. `authserv_id`: the server whose Authentication-Results are
    believed (RFC 8601), "" for none.
    """
    try:
        return _read(raw, envelope, ours, authserv_id)
    except (
        Exception
    ) as error:  # a mail lost to a mistake of ours would be lost for good: it is put where a person looks
        _log.error("A mail could not be read: %s", type(error).__name__)
        return Mail(problems=(Problem.UNFORESEEN,), delivered_to=addresses.bare(list(envelope)))


def _read(raw: bytes, envelope: Sequence[str], ours: Ours, authserv_id: str) -> Mail:
    raw = bytes(raw)
    is_too_large = len(raw) > MOST_BYTES
    if b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    splitter = Splitter(raw)
    whole = splitter.headers_alone() if is_too_large else splitter.split()
    body = bodies.Body() if is_too_large else bodies.read(whole)
    text = body.text
    cut = passages.cut(text)
    bounce = bounces.read(whole, text)
    complaint = complaints.read(whole)
    kind, told_by = _kind(whole, passages.own(cut), ours, bounce, complaint)
    return replace(
        _head(whole.fields, envelope),
        kind=kind,
        told_by=told_by,
        problems=_problems(splitter, whole, body, is_too_large=is_too_large),
        text=text,
        passages=cut,
        is_from_html=body.is_from_html,
        attachments=tuple(body.attachments),
        authentication=authentication.read(whole.fields, server=authserv_id),
        bounce=bounce if kind is Kind.BOUNCE else None,
        complaint=complaint,
    )


def _head(headers: Fields, envelope: Sequence[str]) -> Mail:
    """What the headers say, and the envelope."""
    path = headers.first("return-path") if "return-path" in headers else None
    found = addresses.every(path or "")
    delivered = [value for name in _DELIVERED for value in headers.every(name)]
    return Mail(
        sender=_sender(headers),
        sender_as_given=fields.words(headers.first("from")),
        reply_to=tuple(each for value in headers.every("reply-to") for each in addresses.every(value)),
        return_path=path if path is None else found[0].address if found else "",
        to=addresses.bare(headers.every("to")),
        cc=addresses.bare(headers.every("cc")),
        delivered_to=addresses.bare([*envelope, *delivered]),
        subject=fields.words(headers.first("subject")),
        sent_at=fields.moment(headers.first("date")),
        message_id=next(iter(fields.message_ids(headers.every("message-id"))), ""),
        in_reply_to=fields.message_ids(headers.every("in-reply-to")),
        references=fields.message_ids(headers.every("references")),
    )


def _sender(headers: Fields) -> Address | None:
    """The one of From; of several From fields none is believed, since programs differ in which they show."""
    return addresses.one(headers.first("from")) if headers.count("from") == 1 else None


def _kind(
    whole: Part, own: str, ours: Ours, bounce: Bounce | None, complaint: Complaint | None
) -> tuple[Kind, str]:
    if complaint is not None:
        return Kind.COMPLAINT, "message/feedback-report"
    if bounce is not None and _is_of_a_failure(bounce):
        return Kind.BOUNCE, "message/delivery-status" if bounce.is_standard else "wording"
    return kinds.tell(whole, own, ours)


def _is_of_a_failure(bounce: Bounce) -> bool:
    """A report that all went well is no bounce."""
    well = {Action.DELIVERED, Action.RELAYED, Action.EXPANDED}
    return not bounce.failures or any(failure.action not in well for failure in bounce.failures)


def _problems(
    splitter: Splitter, whole: Part, body: bodies.Body, *, is_too_large: bool
) -> tuple[Problem, ...]:
    met = {
        Problem.EMPTY: not splitter.raw.strip(),
        Problem.NO_HEADERS: not whole.fields.all,
        Problem.TOO_LARGE: is_too_large,
        Problem.TOO_DEEP: splitter.is_too_deep,
        Problem.TOO_MANY_PARTS: splitter.has_too_many,
        Problem.HEADERS_TOO_LONG: splitter.has_long_headers,
        Problem.NO_SENDER: _sender(whole.fields) is None,
        Problem.ENCRYPTED: body.is_encrypted,
        Problem.DAMAGED: splitter.is_damaged or body.is_damaged,
        Problem.TEXT_TOO_LONG: body.is_cut,
    }
    return tuple(problem for problem, is_so in met.items() if is_so)
