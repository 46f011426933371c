"""Mail of the tests, and its sending as any program does it."""

import smtplib
from email.message import EmailMessage

WORDS = "A quagmire opened beside the purple hydrant."
NAME = "Marlow Quillfeather"
ADDRESS = "quillfeather@mail.example"
SENDER = "reply+7f3k@311.example.gov"
MESSAGE_ID = "<5d41402abc4b2a76b9719d911017c592@311.example.gov>"


def mail(*, sender: str = SENDER, recipient: str = ADDRESS, words: str = WORDS) -> EmailMessage:
    """A mail about a hydrant."""
    written = EmailMessage()
    written["From"], written["To"] = sender, f"{NAME} <{recipient}>"
    written["Subject"], written["Message-ID"] = "About your purple hydrant", MESSAGE_ID
    written.set_content(words)
    return written


def send(port: int, written: EmailMessage, recipient: str = ADDRESS) -> None:
    """Hand it to the server at that port. Raises smtplib.SMTPException as the server answers."""
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as server:
        server.send_message(written, SENDER, [recipient])
