"""A mail that came in: what it says of what `incoming` knows. Read by `reading`, which never raises."""

from uuid import UUID

from django.conf import settings

from commonhall.messaging import reading, reply_addresses
from commonhall.messaging.incoming import Automatic, Incoming, Report, Unreadable, Written
from commonhall.messaging.models import Message, Received
from commonhall.messaging.reading import Action, Kind, Mail, Problem, Reason, Verdict, What
from commonhall.messaging.reply_addresses import Meant, Use

_UNREADABLE = frozenset({Problem.UNFORESEEN, Problem.EMPTY, Problem.NO_HEADERS, Problem.ENCRYPTED})
_PROBLEMS = {
    Reason.ADDRESS: Message.Problem.BAD_ADDRESS,
    Reason.AWAY: Message.Problem.FULL,
    Reason.REPUTATION: Message.Problem.REPUTATION,
    Reason.OTHER: Message.Problem.NOT_TAKEN,
}
_GUESS = "wording"  # people, too, write "I am on vacation until Monday"
_NO_FILES = frozenset({What.SIGNATURE, What.REPORT})


def understand(raw: bytes) -> Incoming:
    """What a mail says; never raises."""
    mail = reading.read(raw, authserv_id=settings.EMAIL_CHECKED_BY)
    if mail.problem is Problem.TOO_LARGE:
        return Unreadable(why=Received.Why.TOO_LARGE)
    if mail.problem in _UNREADABLE:
        return Unreadable()
    meant = reply_addresses.of(mail.recipients)
    answered = tuple(each for each in meant if each.use is Use.ANSWER)
    if mail.kind in {Kind.BOUNCE, Kind.COMPLAINT}:
        return _report(mail, meant) or Automatic(meant=answered)
    if _is_our_own(mail.message_id) or mail.kind is Kind.LOOP:
        return Automatic(meant=answered)
    if mail.kind is Kind.AUTOMATIC and not (answered and mail.told_by == _GUESS):
        return Automatic(meant=answered)
    if (
        mail.kind is Kind.BULK and not answered
    ):  # who answers by a list, or a provider that marks all mail, is heard
        return Automatic()
    return _written(mail, answered)


def _written(mail: Mail, answered: tuple[Meant, ...]) -> Written:
    files = [each for each in mail.attachments if each.what not in _NO_FILES]
    pictures = [each for each in files if (each.found or each.declared).startswith("image/")]
    return Written(
        number=mail.message_id,
        sender=mail.sender.address if mail.sender else "",
        words=mail.own,
        meant=answered,
        is_doubtful=mail.authentication.dmarc is Verdict.FAIL,
        files=tuple(each.content for each in pictures),
        files_left=len(files) - len(pictures),
    )


def _report(mail: Mail, meant: tuple[Meant, ...]) -> Report | None:
    """By the address it came back to, else by the number of the mail that it returns; None where neither is ours."""
    about = mail.bounce.about if mail.bounce else mail.complaint.about if mail.complaint else ""
    named = [each.id for each in meant if each.use is Use.RETURN]
    message = named[0] if named else _number(about)
    if message is None:
        return None
    if mail.bounce is None:
        return Report(message=message, is_called_spam=mail.complaint is not None)
    failed = [each for each in mail.bounce.failures if each.action is Action.FAILED]
    if mail.bounce.failures and not failed:
        return Report(message=message)
    return Report(message=message, problem=_PROBLEMS[failed[0].reason if failed else Reason.OTHER])


def _is_our_own(message_id: str) -> bool:
    return _number(message_id) is not None


def _number(message_id: str) -> UUID | None:
    """The message of ours whose Message-ID this is."""
    local, _at, domain = message_id.rpartition("@")
    if domain.lower() not in reply_addresses.domains():
        return None
    try:
        return UUID(local)
    except ValueError:
        return None
