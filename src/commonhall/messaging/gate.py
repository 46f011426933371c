"""What may leave the city. Each refusal says which promise it keeps, where in the message it is, and what to do.

Promises `phishing.never-asks`, `phishing.never-links`, `transactions.purpose`, `texts.information`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commonhall import calendar
from commonhall.errors import Refused
from commonhall.messaging import asking, confidential, links, pace, quiet
from commonhall.messaging.models import Basis, Channel
from commonhall.messaging.texts import segments
from commonhall.people import wishes
from commonhall.people.record import Way
from commonhall.web import dates

MOST_LINKS = 50
_IN_A_REPLY = gettext_lazy(
    "This asks for confidential data (%(kind)s). They may answer by e-mail, which others can read on its way, and it "
    "teaches people to answer forged mails. Ask for it by telephone or at a counter, or say why you need it."
)
MOST_PARTS = 10  # of a text, as the shipped configuration of Kannel has it
# A reply is what somebody asked for; all else comes without being asked for in this very moment.
SOLICITED = frozenset({Basis.REPLY})


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A message as it was written. `basis` None: nobody asked for it, and no appointment or bill is there."""

    basis: Basis | None
    channel: Channel
    text: str
    subject: str = ""
    html: str = ""
    number: str = field(default="", repr=False)  # that a text goes to, where that is known
    due_at: datetime | None = None  # when it is to leave, where its writer chose
    answers_a_word: bool = False  # such as STOP or HELP, which the number has just sent

    @property
    def is_solicited(self) -> bool:
        return self.basis in SOLICITED


class Refusal(Refused):
    """Why a message may not leave. `where`: the words or the link that it is about; empty where it is all of it."""

    promise: ClassVar[str]

    def __init__(self, advice: str, where: str = "", promise: str = "") -> None:
        super().__init__(advice)
        self.where = where
        self.kept = promise or self.promise


class NoBasis(Refusal):
    """Messages answer a request, or belong to a subscription, an appointment or a bill; others are not sent."""

    promise = "transactions.purpose"

    def __init__(self, channel: Channel) -> None:
        advice = _(
            "Nobody asked for this message. Send it as a reply to a request, to a list that people subscribed to, "
            "or about an appointment or a bill."
        )
        super().__init__(advice, promise="texts.information" if channel is Channel.TEXT else "")


class AsksForConfidentialData(Refusal):
    """Promise phishing.never-asks: an unsolicited message asks for no confidential data."""

    promise = "phishing.never-asks"

    def __init__(self, where: str, kind: str) -> None:
        super().__init__(
            _(
                "“%(words)s” asks for confidential data (%(kind)s). The city never does that in a message nobody "
                "asked for. Leave it out, or invite people to call 311 or to come by."
            )
            % {"words": where, "kind": kind},
            where,
        )


class LeadsToConfidentialPage(Refusal):
    """Promise phishing.never-links: an unsolicited message leads to no page that asks for such data."""

    promise = "phishing.never-links"

    def __init__(self, link: str, page: str) -> None:
        super().__init__(
            _(
                "The link %(link)s opens “%(page)s”, which asks for confidential data. Link to another page, or "
                "send this as a reply to the resident’s own request."
            )
            % {"link": link, "page": page},
            link,
        )


class TooManyLinks(Refusal):
    """Each link is followed; nobody reads so many."""

    promise = "phishing.never-links"

    def __init__(self) -> None:
        super().__init__(_("It holds more than %(most)d links. Leave some out.") % {"most": MOST_LINKS})


@dataclass(frozen=True, kw_only=True, slots=True)
class Caution:
    """What may leave, and would better not: as `Refusal` has it, without refusing."""

    where: str
    kept: str
    advice: str


class TooLong(Refusal):
    """A gateway cuts off what is longer, and each part is paid for."""

    promise = "texts.information"

    def __init__(self, parts: int) -> None:
        super().__init__(
            _(
                "With the city’s name and the link it takes %(parts)d texts; at the most %(most)d are sent as one. "
                "Shorten it, or write an e-mail."
            )
            % {"parts": parts, "most": MOST_PARTS}
        )


class AskedToStop(Refusal):
    """They said no to texts, or whoever has that number did."""

    promise = "texts.information"

    def __init__(self) -> None:
        super().__init__(
            _(
                "They asked us to send no texts. Write an e-mail, let the desk call them, or write a public note."
            )
        )


class EnoughToday(Refusal):
    """Nobody gets more texts a day than they should."""

    promise = "texts.information"

    def __init__(self, most: int) -> None:
        super().__init__(
            ngettext(
                "They got %(most)d text of this kind today, and get no more. Write an e-mail, or wait until tomorrow.",
                "They got %(most)d texts of this kind today, and get no more. Write an e-mail, or wait until tomorrow.",
                most,
            )
            % {"most": most}
        )


class InQuietHours(Refusal):
    """What nobody waits for disturbs nobody."""

    promise = "texts.information"

    def __init__(self, due: datetime) -> None:
        super().__init__(
            _(
                "Texts that nobody waits for leave between 8 am and 9 pm, and not on holidays. Let it leave on "
                "%(day)s at %(time)s or later."
            )
            % {"day": dates.day(calendar.day_of(due)), "time": dates.clock(due)}
        )


class MayNotLeave(Refused):
    """All that is wrong with a message, in one sentence after the other."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        super().__init__(" ".join(map(str, refusals)))
        self.refusals = refusals


def check(draft: Draft) -> tuple[Refusal, ...]:
    """All that stands against this message; empty when it may leave."""
    return tuple(_refusals(draft))


def cautions(draft: Draft) -> tuple[Caution, ...]:
    """What whoever writes should think of before it leaves: a reply may ask for what others may not.

    No link is followed for it.
    """
    if not draft.is_solicited:
        return ()
    return tuple(
        Caution(where=where, kept=AsksForConfidentialData.promise, advice=_IN_A_REPLY % {"kind": kind})
        for where, kind in _asked(draft)
    )


def refuse(draft: Draft) -> None:
    """Raise MayNotLeave when something stands against this message."""
    if refusals := check(draft):
        raise MayNotLeave(refusals)


def _refusals(draft: Draft) -> Iterator[Refusal]:
    if draft.basis is None:
        yield NoBasis(draft.channel)
    if draft.channel is Channel.TEXT:
        yield from _about_texts(draft)
    if draft.is_solicited:
        return
    yield from (AsksForConfidentialData(where, kind) for where, kind in _asked(draft))
    found = links.of(f"{draft.subject}\n{draft.text}", draft.html)
    if len(found) > MOST_LINKS:
        yield TooManyLinks()
    for link in found[:MOST_LINKS]:
        if page := confidential.reached_by(link):
            yield LeadsToConfidentialPage(link, str(page.title))


def _asked(draft: Draft) -> list[tuple[str, str]]:
    """The words that ask, and for what; each once: a mail says the same in its text and in its HTML."""
    texts = (draft.subject, draft.text, asking.plain(draft.html))
    found = ((text[ask.start : ask.end], str(ask.kind.label)) for text in texts for ask in asking.find(text))
    return list(dict.fromkeys(found))


def _about_texts(draft: Draft) -> Iterator[Refusal]:
    if (parts := len(segments.cut(draft.text).parts)) > MOST_PARTS:
        yield TooLong(parts)
    if draft.number and not draft.answers_a_word and wishes.is_refused(Way.TEXT, draft.number):
        yield AskedToStop()
    if draft.basis is None:
        return
    if draft.number and pace.is_enough(draft.number, draft.basis, calendar.today()):
        yield EnoughToday(pace.MOST_A_DAY[draft.basis])
    if draft.due_at and (due := quiet.due(draft.basis, draft.due_at)) > draft.due_at:
        yield InQuietHours(due)
