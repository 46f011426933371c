"""Mails as residents' programs send them, and handing them in."""

from email.message import EmailMessage
from email.utils import make_msgid

from commonhall.messaging import joining, receiving, reply_addresses
from commonhall.messaging.models import Channel, Message, Received
from commonhall.service_requests import correspondence
from commonhall.service_requests.models import ServiceRequest
from tests.service_requests.making import ROSA

WORDS = "On the left side, beside the hydrant."


def address_of(request: ServiceRequest) -> str:
    """Where a mail about it is answered."""
    return reply_addresses.to_answer(correspondence.ROOM, request.pk)


def mail(
    to: str,
    words: str = WORDS,
    *,
    sender: str = ROSA.email,
    photos: tuple[bytes, ...] = (),
    files: tuple[str, ...] = (),
    **headers: str,
) -> bytes:
    """A mail to that address, as a server hands it over."""
    written = EmailMessage()
    written["Return-Path"], written["Delivered-To"] = f"<{sender}>", to
    written["From"], written["To"] = f"Rosa <{sender}>", to
    written["Subject"] = "Re: Pothole"
    written["Message-ID"] = make_msgid(domain="phone.example")
    for name, value in headers.items():
        del written[name.replace("_", "-")]
        written[name.replace("_", "-")] = value
    written.set_content(f"{words}\n\nOn Tue, Nov 3, 2026 at 9:14 AM City <{to}> wrote:\n> Which side?\n")
    for photo in photos:
        written.add_attachment(photo, maintype="image", subtype="jpeg", filename="hole.jpg")
    for name in files:
        written.add_attachment(b"%PDF-1.7 plan", maintype="application", subtype="pdf", filename=name)
    return written.as_bytes()


def hand_in(raw: bytes) -> Received:
    """As it comes in, and after it was read."""
    before = set(Received.objects.values_list("pk", flat=True))
    receiving.take_in(Channel.EMAIL, raw)
    joining.read_waiting()
    return Received.objects.exclude(pk__in=before).get()


def bounce(message: Message, *, status: str = "5.1.1", action: str = "failed", to: str = "") -> bytes:
    """What a server sends where a message of ours did not arrive (RFC 3464)."""
    returned = to or reply_addresses.to_return(message.pk)
    return (
        f"Return-Path: <>\r\nDelivered-To: {returned}\r\nFrom: Mail Delivery System <MAILER-DAEMON@mx.example>\r\n"
        f"To: {returned}\r\nSubject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nYour message could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; {ROSA.email}\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; 550 {status} as it is\r\n--b--\r\n"
    ).encode()
