"""The controls of promise texts.information: what was texted lately, and what would be let through now."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall import calendar
from commonhall.evidence import Evidence, control
from commonhall.messaging import gate, hearing, quiet, rooms
from commonhall.messaging.gate import Draft, InQuietHours, NoBasis
from commonhall.messaging.models import Basis, Channel, Heard, Message, Word
from commonhall.messaging.rooms import Recipient
from commonhall.messaging.texts import words
from commonhall.people import wishes
from commonhall.people.record import Way
from commonhall.vault.sealing import CannotOpen

WINDOW = timedelta(days=7)
SAMPLE = 500
AT_ONCE = timedelta(minutes=15)  # with a pause of a door that was shut
_NOT_WAITED_FOR = tuple(basis for basis in Basis if basis is not Basis.REPLY)
_PROMISED = {
    Word.STOP: "STOP QUIT END CANCEL UNSUBSCRIBE REVOKE STOPALL ALTO PARAR CANCELAR BAJA",
    Word.START: "START UNSTOP ALTA",
    Word.HELP: "HELP INFO AYUDA",
}


@control("texts.information", "kinds")
def no_text_without_a_ground() -> Evidence:
    """A text that answers nothing and belongs to nothing is tried; what was sent is looked at."""
    draft = Draft(basis=None, channel=Channel.TEXT, text="Come to the opening of our new office.")
    wrong = [] if any(isinstance(each, NoBasis) for each in gate.check(draft)) else ["no basis"]
    sent = _sent()
    wrong += [str(each.pk) for each in sent if each.basis not in Basis.values]
    return Evidence(
        looked_at=_("a text on no ground, tried; and texts sent lately"),
        since=_since(),
        count=1 + len(sent),
        wrong=tuple(wrong),
    )


@control("texts.information", "quiet-hours")
def nobody_is_disturbed() -> Evidence:
    """Texts that nobody waits for are tried at each quiet hour of the coming days; those sent lately are looked at."""
    tried = [(basis, moment) for basis in _NOT_WAITED_FOR for moment in _quiet_moments()]
    wrong = [f"{basis} {moment:%H:%M}" for basis, moment in tried if not _waits(basis, moment)]
    sent = [each for each in _sent() if each.basis in _NOT_WAITED_FOR]
    wrong += [str(each.pk) for each in sent if each.ended_at and _is_within(each.ended_at)]
    return Evidence(
        looked_at=_("texts that nobody waits for, tried in quiet hours; and those sent lately"),
        since=_since(),
        count=len(tried) + len(sent),
        wrong=tuple(wrong),
    )


@control("texts.information", "consent")
def nobody_is_texted_who_said_no() -> Evidence:
    """Of each text sent lately, whether its number or its person had said no by then. Answers to STOP are none."""
    sent = [each for each in _sent() if each.room != hearing.ROOM]
    wrong = tuple(str(each.pk) for each in sent if _was_unwanted(each))
    return Evidence(looked_at=_("texts sent lately"), since=_since(), count=len(sent), wrong=wrong)


@control("texts.information", "stop")
def stop_stops() -> Evidence:
    """Each word that is promised is tried; of each STOP that came lately, whether its number was stopped."""
    wrong = _unknown(Word.STOP)
    heard = list(Heard.objects.filter(word=Word.STOP).order_by("-day")[:SAMPLE])
    wrong += [str(row.pk) for row in heard if not _was_stopped(row)]
    return Evidence(
        looked_at=_("words that stop, tried; and those that came lately"),
        since=_since(),
        count=len(_PROMISED[Word.STOP].split()) + len(heard),
        wrong=tuple(wrong),
    )


@control("texts.information", "help")
def help_is_answered() -> Evidence:
    """Each word that is promised is tried; of those that came lately, whether an answer was sent at once."""
    wrong = [*_unknown(Word.HELP), *_unknown(Word.START)]
    answer = Message.objects.filter(pk=OuterRef("pk"))
    heard = Heard.objects.filter(word=Word.HELP, needs_answer=True)
    late = Message.objects.filter(
        room=hearing.ROOM, state=Message.State.WAITING, written_at__lt=timezone.now() - AT_ONCE
    )
    wrong += [str(pk) for pk in _keys(heard.exclude(Exists(answer)))]
    wrong += [str(pk) for pk in _keys(late)]
    tried = sum(len(_PROMISED[word].split()) for word in (Word.HELP, Word.START))
    return Evidence(
        looked_at=_("words that ask for help, tried; and those that came lately"),
        since=_since(),
        count=tried + heard.count(),
        wrong=tuple(wrong),
    )


def _keys(rows: "QuerySet[Heard] | QuerySet[Message]") -> list[UUID]:
    return list(rows.values_list("pk", flat=True)[:SAMPLE])


def _since() -> date:
    return calendar.today() - WINDOW


def _sent() -> list[Message]:
    rows = Message.objects.filter(
        channel=Channel.TEXT,
        state__in=[Message.State.HANDED_OVER, Message.State.UNCERTAIN],
        written_at__gte=calendar.start_of(_since()),
    )
    return list(rows.order_by("-written_at")[:SAMPLE])


def _quiet_moments() -> Iterator[datetime]:
    day = calendar.today() + timedelta(days=1)
    for clock in (time(21), time(23, 59), time(0), time(3, 30), time(7, 59)):
        yield calendar.moment_of(day, clock)
    if later := [each for each in calendar.holidays() if each > day]:
        yield calendar.moment_of(min(later), time(12))


def _waits(basis: Basis, moment: datetime) -> bool:
    """Whether such a text is kept back: refused by the gate, and put off by the way out."""
    draft = Draft(basis=basis, channel=Channel.TEXT, text="Your appointment is tomorrow.", due_at=moment)
    is_refused = any(isinstance(each, InQuietHours) for each in gate.check(draft))
    return is_refused and quiet.due(basis, moment) > moment


def _is_within(moment: datetime) -> bool:
    """By the clock alone, and not by `quiet`: a mistake there is to be seen here."""
    here = timezone.localtime(moment)
    return here.hour >= 21 or here.hour < 8 or here.date() in calendar.holidays()


def _was_unwanted(message: Message) -> bool:
    recipient: Recipient | None = None
    with suppress(CannotOpen, KeyError):
        recipient = rooms.recipient(message.room, message.about)
    if recipient is None or message.ended_at is None:
        return False
    return wishes.was_refused(Way.TEXT, recipient.contact.phone, message.ended_at)


def _was_stopped(row: Heard) -> bool:
    try:
        number = hearing.said_in(row).number
    except CannotOpen:
        return False
    return wishes.was_ever_refused(Way.TEXT, number, since=calendar.start_of(row.day))


def _unknown(word: Word) -> list[str]:
    found = [(each, words.known(each)) for each in _PROMISED[word].split()]
    return [each for each, known in found if known is None or known.word is not word]
