"""Complaints: a recipient's provider tells that a mail of ours was called spam (RFC 5965)."""

from commonhall.messaging.reading import addresses, reports
from commonhall.messaging.reading.mail import Complaint
from commonhall.messaging.reading.mime import Part


def read(whole: Part) -> Complaint | None:
    """The complaint a mail is, None for another mail."""
    part = reports.find(whole, "message/feedback-report")
    if part is None:
        return None
    said = next(reports.blocks(part), None)
    if said is None or not said.first("feedback-type"):
        return None
    original = reports.original(whole)
    named = addresses.bare(said.every("original-rcpt-to"))
    if not named and original is not None:  # most providers take the recipient out here, and leave it there
        named = addresses.bare(original.every("to"))
    return Complaint(
        feedback=said.first("feedback-type").strip().lower()[:40],
        recipients=named,
        about=reports.about(original),
    )
