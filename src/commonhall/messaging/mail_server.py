"""Handing mails to the city's mail server by SMTP (RFC 5321), many by one connection; and what its answers mean.

Of an answer its codes are read alone (RFC 3463): its words often repeat the address.
"""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from commonhall.messaging.gateways import MailServer
from commonhall.messaging.handing import NotTaken, Uncertain, Unreachable
from commonhall.messaging.models import Message

SECONDS = 30  # for any one answer
SECONDS_TO_TAKE = (
    600  # for the answer to a whole mail, which a server may look through first (RFC 5321, 4.5.3.2.6)
)
_CODES = re.compile(rb"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_DONE, _SHUTS_DOWN, _FOR_GOOD = 250, 421, 500
_WILL_DELIVER = frozenset({250, 251})
_BY_SUBJECT = {
    b"1": Message.Problem.BAD_ADDRESS,
    b"2": Message.Problem.FULL,
    b"7": Message.Problem.REPUTATION,
}
_BY_CODE = {
    550: Message.Problem.BAD_ADDRESS,
    551: Message.Problem.BAD_ADDRESS,
    553: Message.Problem.BAD_ADDRESS,
    452: Message.Problem.FULL,
    552: Message.Problem.FULL,
    554: Message.Problem.REPUTATION,
}


@dataclass(frozen=True, slots=True)
class Connection:
    """An open connection, used by one thread."""

    smtp: smtplib.SMTP

    def hand_over(self, mail: bytes, *, sender: str, to: str) -> None:
        """Give one mail. Raises NotTaken, Unreachable, Uncertain."""
        try:
            code, said = self.smtp.mail(sender)
            if code != _DONE:  # it says nothing about who the mail is for
                raise Unreachable(_without_words(code))
            code, said = self.smtp.rcpt(to)
            if code not in _WILL_DELIVER:
                self._refuse(code, said)
        except (smtplib.SMTPException, OSError):
            raise Unreachable("lost") from None
        try:
            self._wait(SECONDS_TO_TAKE)
            code, said = self.smtp.data(mail)
            self._wait(SECONDS)
        except smtplib.SMTPDataError as answer:
            code, said = answer.smtp_code, _as_bytes(answer.smtp_error)
        except (smtplib.SMTPException, OSError):
            raise Uncertain from None
        if code != _DONE:
            self._refuse(code, said)

    def _wait(self, seconds: int) -> None:
        if self.smtp.sock is not None:
            self.smtp.sock.settimeout(seconds)

    def _refuse(self, code: int, said: bytes) -> None:
        if code == _SHUTS_DOWN:
            raise Unreachable(_without_words(code))
        with suppress(smtplib.SMTPException, OSError):  # the next mail finds out whether it is still there
            self.smtp.rset()
        raise NotTaken(meaning(code, said), is_for_good=code >= _FOR_GOOD)


@contextmanager
def connected(server: MailServer) -> Iterator[Connection]:
    """Connect, and say farewell at the end. Raises Unreachable."""
    try:
        smtp = _open(server)
    except (smtplib.SMTPException, OSError):
        raise Unreachable("not reached") from None
    try:
        yield Connection(smtp)
    finally:
        with suppress(smtplib.SMTPException, OSError):
            smtp.quit()


def meaning(code: int, said: bytes) -> Message.Problem:
    """What kind of refusal an answer is: by its enhanced code where it has one, else by what the plain one means."""
    if found := _CODES.search(said):
        return _BY_SUBJECT.get(found[2], Message.Problem.NOT_TAKEN)
    return _BY_CODE.get(code, Message.Problem.NOT_TAKEN)


def _open(server: MailServer) -> smtplib.SMTP:
    if server.is_sealed:
        context = ssl.create_default_context()
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    try:
        smtp.ehlo()
        if not server.is_sealed and smtp.has_extn("starttls"):
            smtp.starttls(context=_context(server))
            smtp.ehlo()
        if server.user and not isinstance(smtp.sock, ssl.SSLSocket):
            raise smtplib.SMTPNotSupportedError("no password over an open line")
        if server.user:
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _context(server: MailServer) -> ssl.SSLContext:
    """A password is given only to a server that proves its name; without one any TLS is better than none (RFC 7435)."""
    context = ssl.create_default_context()
    if not server.user:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _as_bytes(said: bytes | str) -> bytes:
    return said if isinstance(said, bytes) else said.encode()


def _without_words(code: int) -> str:
    return f"answered {code}"
