"""Bounces: mail of ours that did not arrive, told by RFC 3464 or by whatever a server says instead."""

import re

from commonhall.messaging.reading import addresses, bounce_words, fields, reports
from commonhall.messaging.reading.fields import Fields
from commonhall.messaging.reading.mail import Action, Bounce, Failure
from commonhall.messaging.reading.mime import Part

LONGEST_SAYING = 500
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]|\d)")
_CODE = re.compile(r"(?<![\d.#-])([45]\d\d)(?=[\s\]).:;-])(?!-\d{3}-)")
_ACTIONS = {
    "fail": Action.FAILED,
    "error": Action.FAILED,  # OpenSMTPD
    "delay": Action.DELAYED,
    "deliver": Action.DELIVERED,
    "relay": Action.RELAYED,
    "expand": Action.EXPANDED,
}


def read(whole: Part, text: str) -> Bounce | None:
    """The bounce a mail is, None for another mail. `text`: its words, for what is told in prose alone."""
    return _standard(whole, text) or _prose(whole, text)


def _standard(whole: Part, text: str) -> Bounce | None:
    part = reports.find(whole, "message/delivery-status", "message/global-delivery-status")
    if part is None:
        return None
    failures = [failure for block in reports.blocks(part) if (failure := _failure(block, text))]
    # A report of something else may hang on an ordinary mail that somebody forwards.
    is_report = whole.kind == "multipart/report" or bounce_words.is_from_a_server(whole.fields)
    if not is_report:
        return None
    original = reports.original(whole)
    if not failures:
        return _prose(whole, text)
    return Bounce(failures=_once(failures), about=reports.about(original) or _about_in(text))


def _failure(block: Fields, text: str) -> Failure | None:
    """One recipient's block; None for the block that speaks of the whole report."""
    action = next(
        (each for word, each in _ACTIONS.items() if block.first("action").lower().startswith(word)), None
    )
    final = next(
        (
            found
            for name in ("original-recipient", "final-recipient", "x-actual-recipient")
            if (found := reports.recipient(block.first(name)))
        ),
        "",
    )
    if action is None and not final:
        return None
    says = fields.words(_without_type(block.first("diagnostic-code")))
    status = _STATUS.search(block.first("status"))
    inner = _STATUS.search(says)
    # Servers give x.0.0 for "see the words"; then the words' own status says more.
    told = (
        status[1]
        if status and not status[1].endswith(".0.0")
        else inner[1]
        if inner
        else status[1]
        if status
        else ""
    )
    code = _CODE.search(says)
    action = action or (Action.DELAYED if told.startswith("4") else Action.FAILED)
    return _classified(final, action, told, code[1] if code else "", says or _words_about(final, text))


def _without_type(diagnostic: str) -> str:
    kind, semicolon, rest = diagnostic.partition(";")
    return rest.strip() if semicolon and len(kind) < 20 else diagnostic


def _classified(recipient: str, action: Action, status: str, code: str, says: str) -> Failure:
    return Failure(
        recipient=recipient,
        action=action,
        reason=bounce_words.reason(action=action, status=status, code=code, says=says),
        status=status,
        code=code,
        says=says[:LONGEST_SAYING],
    )


def _prose(whole: Part, text: str) -> Bounce | None:
    """A bounce of Exchange, qmail, Gmail, exim … without a part for machines."""
    if not bounce_words.is_bounce(whole.fields, text):
        return None
    speaking = bounce_words.before_the_original(text)
    named = list(addresses.bare(whole.fields.every("x-failed-recipients"))) or _named(speaking, whole.fields)
    action = (
        Action.DELAYED
        if bounce_words.is_delay(fields.words(whole.fields.first("subject")), speaking)
        else Action.FAILED
    )
    failures = []
    for each in named or [""]:
        says = _words_about(each, speaking)
        status, code = _STATUS.search(says), _CODE.search(says)
        failures.append(_classified(each, action, status[1] if status else "", code[1] if code else "", says))
    about = reports.about(reports.original(whole)) or _about_in(text)
    return Bounce(failures=_once(failures) if named else (), about=about, is_standard=False)


def _named(speaking: str, headers: Fields) -> list[str]:
    """The recipients that the words name: on a line of their own or after what announces them, else any."""
    senders = {*addresses.bare(headers.every("from")), *addresses.bare(headers.every("to"))}
    lines = bounce_words.lines_that_name(speaking)
    for words in ("\n".join(lines), speaking):
        found = [each for each in addresses.in_text(words) if each not in senders]
        found = [each for each in found if not bounce_words.is_a_servers(each)]
        if found:
            return found[:20]
    return []


def _words_about(recipient: str, text: str) -> str:
    """What follows a recipient in the words, folded; all of them where they do not name one, or tell why above."""
    place = text.lower().find(recipient) if recipient else -1
    near = text[place : place + 700] if place >= 0 else text[:900]
    if place > 0 and not bounce_words.tells_why(near):
        near = text[max(0, place - 300) : place + 700]
    if not bounce_words.tells_why(near) and (
        later := _STATUS.search(text, 0, 8_000) or _CODE.search(text, 0, 8_000)
    ):
        near = near[:200] + " " + text[max(0, later.start() - 100) : later.end() + 300]
    return re.sub(r"\s+", " ", near).strip()


def _about_in(text: str) -> str:
    """The Message-ID of our mail, where the words return its headers."""
    found = re.search(r"^[> \t]*message-id:\s*(<[^<>\s]{1,300}>)", text, re.I | re.M)
    return next(iter(fields.message_ids([found[1]])), "") if found else ""


def _once(failures: list[Failure]) -> tuple[Failure, ...]:
    return tuple({(each.recipient, each.action): each for each in reversed(failures)}.values())[::-1]
