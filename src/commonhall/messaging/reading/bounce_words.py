"""How servers word that a mail did not arrive, and what it means; English and Spanish.

The order in `reason` was set on real ones: servers give 5.7.1 to an unknown user, 5.1.1 to a blocked sender, and 550 to
everything, so clear words go before the status, and the status before the code.
"""

import re

from commonhall.messaging.reading import addresses, fields
from commonhall.messaging.reading.fields import Fields
from commonhall.messaging.reading.mail import Action, Reason

_SERVERS = re.compile(
    r"(?:mailer[-_.]?daemon|postmaster|mail[-_.]?delivery|mailerdaemon|mmdf|smtp[-_.]?gateway|"
    r"microsoftexchange\w*|"
    r"mail-?system|mailmaster|maildelivery|mdaemon|no-?reply-?mailer|autoreply-daemon)\b",
    re.I,
)
_SUBJECTS = re.compile(
    r"undeliver|non[ -]?deliver|not (?:be )?deliver|(?:delivery|mail|message|send|transport)(?: \w+){0,3} "
    r"(?:fail|error|problem|delay|status|abandon)|fail(?:ed|ure)?(?: \w+){0,2} (?:deliver|notice|mail)|"
    r"failure notice|"
    r"returned (?:mail|message|to sender)|delayed mail|warning: (?:message|could not)|delivery report|bounce|"
    r"returned by|could ?n[o']t send|message status|mail system error|user unknown|nondeliverable|rejected|"
    r"no se (?:puede|pudo|ha podido) entregar|no (?:entregad|entregable)|(?:error|fallo) (?:de|en la) entrega|"
    r"notificación (?:del|de) estado|correo devuelto|mensaje devuelto|devuelto al remitente|"
    r"delivery has failed|"
    r"^ndn\b|^dsn\b|^ndr\b|rückgabe|unzustellbar|mail from yahoo|permanent|unable to deliver",
    re.I,
)
_ANSWERS = re.compile(r"(?:re|fwd?|rv|tr)\s*:", re.I)
_PLAIN_SUBJECT = re.compile(
    r"(?:(?:e-?)?mail |message )?delivery (?:fail|status|warning|problem|report|has failed)|undeliver|"
    r"returned mail|"
    r"failure notice|non[ -]?deliver|mail delivery|no se (?:puede|pudo|ha podido) entregar|no (?:entregad|"
    r"entregable)",
    re.I,
)
_WORDS = re.compile(
    r"(?:could|can|cannot|was|were|has|have|did|do)\s?(?:not|n't|n’t) ?(?:been |be )?(?:\w+ )?(?:deliver|"
    r"sent\b|reach)|cannot (?:be )?(?:\w+ )?(?:deliver|reach)"
    r"|undeliver|unable to (?:deliver|send|relay|process)|deliver\w*(?: \w+){0,5} (?:fail|error|problem|abort|"
    r"delay|not)|"
    r"fail\w*(?: \w+){0,5} deliver|not (?:be )?deliver|returned (?:to (?:you|sender)|mail|by|message)|"
    r"(?:the following|these|this) (?:\w+ ){0,3}(?:address|recipient|user|mail)\w*(?: \w+){0,4} (?:fail|error|"
    r"problem|unknown|reject|invalid)|"
    r"(?:permanent|fatal|transient)(?: \w+){0,3} error|sending (?:your|the) (?:mail|message)|"
    r"(?:user|recipient|mailbox|account|address|usuario|buzón|dirección|destinatario)\b.{0,60}\b(?:unknown|"
    r"not (?:found|exist|listed|known|available)|doesn't|does not|invalid|disabled|full|unavailable|"
    r"rejected|desconocid|no existe|llen)|unknown (?:user|recipient|address|or illegal)|no such (?:user|"
    r"recipient|address|mailbox|person)|"
    r"no se (?:puede|pudo|ha podido|han podido) entregar|no (?:ha sido|fue|pudo ser) entregad|"
    r"address(?:es)? (?:had|failed)|"
    r"mailbox (?:is )?full|over ?quota|exceeded (?:\w+ ){0,3}(?:quota|storage)|unroutable|unrouteable|"
    r"will be retried|"
    r"did not reach|didn't reach|not reach the following|no longer (?:valid|active|exists?|accept|works?|"
    r"with us|at)|message size exceeds",
    re.I,
)
_ORIGINAL = re.compile(
    r"^[ \t>*]*(?:-{2,}.{0,60}(?:original|copy|return|unsent|undelivered|forwarded|mensaje|below this line|"
    r"header|enclosed|follows).{0,60}|"
    r"(?:original message (?:follows|headers)|returned message follows|message header follows|"
    r"unsent message follows|original headers?).{0,20}|"
    r"received: (?:from|by|\().*|return-path: .*|--- message from mail delivery system ---.{0,40})$",
    re.I | re.M,
)
_NAMES_ONE = re.compile(
    r"^\s*<?[^\s<>@:]+@[^\s<>@]+>?\s*[:;.,]?\s*(?:\(.*|$)|^\s*<[^<>]+@[^<>]+>|"
    r"(?:recipient|to|address|user|rcpt|deliver\w*|unknown|reach|following|account|mailbox|for|destinatario|"
    r"dirección|usuario)\b.{0,80}@",
    re.I,
)
_DELAY = re.compile(
    r"delay|will be retried|keep trying|still trying|do not need to resend|no action is required|"
    r"retries?\b.{0,30}\bcontinue|"
    r"not yet|warning message only|warning only|aún no|se seguirá intentando|retraso",
    re.I,
)
_FINAL = re.compile(
    r"permanent|fatal|gave up|giving up|given up|could not be delivered for|failed permanently|"
    r"has been removed from the queue",
    re.I,
)

_NOBODY = re.compile(
    r"(?:user|recipient|mailbox|account|address|inbox|usuario|destinatario|cuenta|buzón|dirección)\b.{0,50}"
    r"\b(?:unknown|not (?:be )?(?:found|exist|listed|known|recogni[sz]ed|valid|active|local)|doesn't (?:exist|"
    r"have)|does not exist|invalid|inactive|disabled|expired|"
    r"suspended|deactivated|terminated|closed|desconocid[oa]|no existe|no (?:es )?válid[oa]|"
    r"no (?:fue )?encontrad[oa]|discontinued)|"
    r"(?:unknown|invalid|bad|illegal|no such|non-?exist\w*|unrecogni[sz]ed)\s(?:or (?:illegal|"
    r"invalid) )?(?:local |final |destination |virtual )?"
    r"(?:user|recipient|address|mailbox|account|alias|person|domain|host|local.part|delivery)|"
    r"(?:no|not a) (?:mailbox|user|account)(?: here)?(?: by that name| with)?|user ?unknown|recipnotfound|"
    r"not listed in|"
    r"host(?: or domain name)? (?:not found|unknown)|domain (?:not found|does not exist|unknown)|"
    r"name or service not known|nxdomain|null ?mx|does not accept mail|relay(?:ing)? (?:access )?(?:denied|"
    r"not (?:permitted|allowed)|prohibited)|"
    r"unable to relay|we do not relay|no longer (?:valid|active|exists?|works?|with|here|an? )|"
    r"address(?:es)? (?:couldn't|could not|wasn't|was not) (?:be )?found|"
    r"unroutable|unrouteable|doesn't have a .{0,30}account|no es una dirección|no se encontró la dirección|"
    r"is not (?:a )?(?:valid|known)|"
    r"cannot find .{0,40}(?:mailbox|user|address)|can't find",
    re.I,
)
_FULL = re.compile(
    r"(?:mailbox|quota|inbox|storage|disk|folder|buzón|cuota|account)\b.{0,60}\b(?:full|exceed\w*|exhaust\w*|"
    r"over|limit|llen[oa]|excedid[oa]|superad[oa])|"
    r"over ?quota|quotaexceeded|reached .{0,20}quota|full mailbox|out of (?:storage|disk|space)|(?:exceed\w*|"
    r"over) .{0,40}(?:quota|storage)|insufficient (?:disk|system storage|space)",
    re.I,
)
_AWAY = re.compile(
    r"greylist|graylist|gr[ea]y[- ]?listed|try (?:again )?later|temporar|timed? ?out|connection (?:refused|"
    r"timed|reset)|"
    r"no route to host|too busy|unavailable at this time|retry time(?:out)? (?:not reached|exceeded)|"
    r"delivery time expired|"
    r"expired|failed \d+ attempts|could not be delivered for|network is unreachable|not responding|"
    r"inténtelo más tarde|temporalmente|deferred",
    re.I,
)
_REPUTATION = re.compile(
    r"spamhaus|spamcop|barracuda|sorbs|\buribl\b|surbl|proofpoint|cloudmark|senderscore|block(?:ed)?[ -]?list|"
    r"black[ -]?list|dnsbl|\brbl\b|"
    r"reputation|not accepting mail from|(?:refus|reject)\w* (?:mail|messages?|connections?) from|\bspam\b|"
    r"unsolicited|\bdmarc\b|\bspf\b|\bdkim\b|bulk mail|(?:ip|host|client|server|sender|address|network|"
    r"message|mail|content)"
    r"\b.{0,60}\b(?:block(?:ed|listed)|banned|blacklisted|blocklisted|denied by policy)|policy (?:violation|"
    r"reasons?|restrictions?)|"
    r"(?:reverse dns|ptr)|not authenticated|unauthenticated|rate limit|too many (?:messages|connections|"
    r"recipients|mails)|"
    r"looks like spam|virus|lista negra|bloquead[oa]|no solicitad[oa]|administrative prohibition|"
    r"prohibited by policy",
    re.I,
)
_TOO_BIG = re.compile(
    r"message (?:size|too (?:big|large))|size (?:limit|exceeds)|too large|exceeds (?:the )?(?:maximum|"
    r"fixed) (?:message )?size",
    re.I,
)


def reason(*, action: Action, status: str, code: str, says: str) -> Reason:
    """Why it did not arrive (RFC 3463). Clear words first, then the enhanced status, then SMTP's code."""
    by_status = _by_status(status)
    if _TOO_BIG.search(says) and not _FULL.search(says):
        return Reason.OTHER
    if _FULL.search(says) and not status.startswith("5.1."):
        return Reason.AWAY
    if _REPUTATION.search(says) and by_status is not Reason.ADDRESS:
        return Reason.REPUTATION
    if _NOBODY.search(says) and not status.startswith("4.2.") and not _is_of_the_sender(status):
        return Reason.ADDRESS if action is not Action.DELAYED else Reason.AWAY
    if by_status is not None:
        return Reason.AWAY if action is Action.DELAYED and by_status is not Reason.REPUTATION else by_status
    if _REPUTATION.search(says):
        return Reason.REPUTATION
    if _AWAY.search(says) or action is Action.DELAYED or code.startswith("4"):
        return Reason.AWAY
    return {"550": Reason.ADDRESS, "551": Reason.ADDRESS, "553": Reason.ADDRESS, "552": Reason.AWAY}.get(
        code, Reason.OTHER
    )


def tells_why(says: str) -> bool:
    """Whether the words have a reason in them, or a status that does."""
    return bool(re.search(r"[45]\.[1-7]\.\d", says)) or any(
        words.search(says) for words in (_NOBODY, _FULL, _AWAY, _REPUTATION, _TOO_BIG)
    )


def _by_status(status: str) -> Reason | None:
    """RFC 3463's meaning, None where it has none: x.0.0 and what is too general."""
    if not status:
        return None
    kind, subject, detail = status.split(".")
    if subject == "7":
        return Reason.REPUTATION
    if _is_of_the_sender(status):
        return Reason.REPUTATION
    if (subject, detail) == ("2", "2"):
        return Reason.AWAY
    if kind == "4":
        return Reason.AWAY
    if subject == "1" or (subject, detail) in {("2", "1"), ("4", "1"), ("4", "4")}:
        return Reason.ADDRESS
    return Reason.AWAY if (subject, detail) == ("4", "7") else None


def _is_of_the_sender(status: str) -> bool:
    """It is our own address or domain that they do not like."""
    return status.endswith((".1.7", ".1.8"))


def is_from_a_server(headers: Fields) -> bool:
    """A null sender, or one that only servers have."""
    path = headers.first("return-path").strip()
    if path in {"<>", "<MAILER-DAEMON>"} or "x-failed-recipients" in headers:
        return True
    return bool(_SERVERS.search(f"{headers.first('from')[:400]} {path[:200]}"))


def is_a_servers(address: str) -> bool:
    """Such as mailer-daemon@."""
    return bool(_SERVERS.match(address.partition("@")[0]))


def is_bounce(headers: Fields, text: str) -> bool:
    """Whether a mail without a standard report tells that another one did not arrive."""
    if "x-failed-recipients" in headers:
        return True
    subject = fields.words(headers.first("subject"))[:300]
    is_servers = is_from_a_server(headers)
    in_subject = bool(_SUBJECTS.search(subject))
    if _ANSWERS.match(subject) or not (is_servers or in_subject):
        return False
    speaking = before_the_original(text)
    in_words = bool(_WORDS.search(speaking))
    if is_servers:
        return in_subject or in_words
    return in_subject and in_words and bool(addresses.in_text(speaking)) and _is_machines(headers, text)


def _is_machines(headers: Fields, text: str) -> bool:
    """A person may write about undelivered mail; a server returns it, and answers nobody."""
    if "in-reply-to" in headers or "references" in headers:
        return False
    return bool(
        _ORIGINAL.search(text[:20_000]) or _PLAIN_SUBJECT.match(fields.words(headers.first("subject")))
    )


def before_the_original(text: str) -> str:
    """The server's own words, 6,000 signs of them at most; what it returns comes after."""
    found = _ORIGINAL.search(text, 0, 12_000)
    words = text[: found.start()] if found else text
    return (words if words.strip() else text)[:6_000]


def is_delay(subject: str, speaking: str) -> bool:
    """Whether it is tried again."""
    return bool(_DELAY.search(subject + "\n" + speaking)) and not _FINAL.search(speaking)


def lines_that_name(speaking: str) -> list[str]:
    """The lines that name a recipient."""
    return [line for line in speaking.splitlines() if "@" in line and _NAMES_ONE.search(line[:400])]
