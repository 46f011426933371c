"""The controls of texts: kept as it is, broken on purpose."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.conf import settings as django_settings
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from commonhall import calendar
from commonhall.evidence import Evidence, controls
from commonhall.messaging import delivery, gate, pace, quiet
from commonhall.messaging.gate import Draft
from commonhall.messaging.models import Basis, Channel, Heard, Message, Word
from commonhall.messaging.texts import words
from commonhall.people import wishes
from commonhall.people.contacts import Contact
from commonhall.people.models import Wish
from commonhall.people.record import Answer, AskedBy, Way
from commonhall.service_requests.models import ServiceRequest
from tests.messaging import corresponding, texting
from tests.messaging.texts.twilio_server import TwilioServer
from tests.service_requests import making

pytestmark = pytest.mark.django_db
PHONE = "+13025550147"
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001


def seen(verb: str) -> Evidence:
    (found,) = (each for each in controls() if (each.promise, each.verb) == ("texts.information", verb))
    return found.look()


@pytest.fixture
def reachable(services: None) -> ServiceRequest:
    return making.reported(contact=Contact(name="Rosa Marin", phone=PHONE))


@pytest.fixture
def texted(provider: TwilioServer, reachable: ServiceRequest) -> Message:
    """A text that left."""
    message = corresponding.stored(reachable, channel=Channel.TEXT)
    delivery.deliver()
    message.refresh_from_db()
    assert message.state == "handed over"
    return message


@pytest.mark.parametrize("verb", ["kinds", "quiet-hours", "consent", "stop", "help"])
def test_what_is_promised_is_kept_and_shown(verb: str, texted: Message) -> None:
    texting.texts("+13025550188", "STOP")
    texting.texts("+13025550189", "HELP")
    evidence = seen(verb)
    assert evidence.count > 0
    assert evidence.wrong == ()


def test_a_gate_that_lets_texts_on_no_ground_through_breaks_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "check", lambda draft: ())
    assert seen("kinds").wrong


def test_a_text_that_left_at_night_breaks_it(texted: Message) -> None:
    night = calendar.moment_of(calendar.today() - timedelta(days=1), time(23))
    Message.objects.update(basis="appointment", ended_at=night)
    assert seen("quiet-hours").wrong == (str(texted.pk),)


def test_quiet_hours_that_are_forgotten_break_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quiet, "ENDS", time(3))
    assert seen("quiet-hours").wrong


def test_a_text_to_who_had_said_no_breaks_it(texted: Message) -> None:
    wishes.note(Way.TEXT, PHONE, Answer.NO, AskedBy.TEXT, words="stop")
    assert seen("consent").wrong == ()
    Message.objects.update(ended_at=timezone.now())
    assert seen("consent").wrong == (str(texted.pk),)


def test_a_stop_that_stopped_nothing_breaks_it(
    provider: TwilioServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(wishes, "note", lambda *_args, **_more: None)
        texting.texts(PHONE, "STOP")
    assert not Wish.objects.exists()
    assert seen("stop").wrong == (str(Heard.objects.get().pk),)


def test_a_word_that_is_not_known_any_more_breaks_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(words._KNOWN, "revoke")
    assert seen("stop").wrong == ("REVOKE",)


def test_help_without_an_answer_breaks_it(provider: TwilioServer) -> None:
    texting.texts(PHONE, "HELP")
    assert seen("help").wrong == ()
    Message.objects.all().delete()
    assert seen("help").wrong == (str(Heard.objects.get(word=Word.HELP).pk),)


@given(moment=moments)
def test_what_nobody_waits_for_leaves_by_day_and_soon(moment: datetime) -> None:
    due = quiet.due(Basis.APPOINTMENT, moment)
    here = timezone.localtime(due)
    assert time(8) <= here.time() < time(21)
    assert here.date() not in calendar.holidays()
    assert moment <= due < moment + timedelta(days=6)
    assert due == moment or here.time() == time(8)
    assert quiet.due(Basis.REPLY, moment) == moment


def test_a_reminder_written_at_night_waits_for_the_morning(
    provider: TwilioServer, reachable: ServiceRequest
) -> None:
    holiday = min(each for each in django_settings.CITY.closed_days if each > date(2026, 12, 1))
    message = corresponding.stored(reachable, "Your visit is tomorrow.", Basis.APPOINTMENT, Channel.TEXT)
    assert message.due_at == quiet.due(Basis.APPOINTMENT, message.written_at)
    assert quiet.is_quiet(calendar.moment_of(holiday, time(12)))


def test_a_moment_that_is_chosen_in_quiet_hours_is_refused_with_the_next_one() -> None:
    night = calendar.moment_of(date(2026, 12, 1), time(22))
    (refusal,) = gate.check(
        Draft(basis=Basis.APPOINTMENT, channel=Channel.TEXT, text="Tomorrow at 9.", due_at=night)
    )
    assert refusal.kept == "texts.information"
    assert "Wed, Dec 2 at 8:00 am" in str(refusal)


def test_texts_of_each_kind_are_few_a_day(provider: TwilioServer, reachable: ServiceRequest) -> None:
    draft = Draft(basis=Basis.BILL, channel=Channel.TEXT, text="Your bill is due.", number=PHONE)
    assert gate.check(draft) == ()
    pace.count(PHONE, Basis.BILL, calendar.today())
    (refusal,) = gate.check(draft)
    assert "They got 1 text of this kind today" in str(refusal)
