"""A day in the city: who reported what, when and from where, and what staff looked at meanwhile.

Only who plays the thief's judge knows it. Staff do not touch the day's requests in it: when they do is kept with
its time, and a request came before that (`docs/claim.md`).
"""

import io
import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import time_machine
from django.test import Client
from PIL import Image
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from commonhall import calendar
from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.demo import cast
from commonhall.people.contacts import Contact
from commonhall.places import lookup
from commonhall.service_requests import intake, reading
from commonhall.service_requests.draft import Draft
from commonhall.service_requests.intake import Report
from commonhall.service_requests.models import Service, ServiceRequest
from commonhall.staff.models import Department, Member
from commonhall.staff.roles import Role
from tests.desk.calling import Taker
from tests.promises import web

LOOKS = 400
PART_BY_TELEPHONE = 0.4
BY_THE_PAGES = 1 / 2  # of the others; the rest is handed to intake, which takes a fraction of the time
ME_TOOS = 20
HOURS = (6, 22)  # of the city's clock: when anybody reports
STREETS = ("N Washington St", "N Market St", "N Madison St", "N Pine St")
HUNDREDS = range(400, 2400, 100)


@dataclass(frozen=True, slots=True)
class Home:
    """Where somebody lives: a block. The public roll says it of everyone."""

    street: str
    hundred: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """A report as it was sent, by web or by telephone. `who`: the resident, known to nobody but the judge."""

    request: uuid.UUID
    who: int
    at: datetime
    is_anonymous: bool
    is_a_call: bool
    place: Home


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """“Me too”, said of a request of the day before. `then`: the named report the same resident sent a minute later."""

    request: uuid.UUID
    at: datetime
    by: int
    then: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class Day:
    """What happened, and the public roll of who lives where."""

    date: date
    sent: list[Sent]
    said: list[Said]
    roll: dict[Home, int]  # where somebody lives, and who
    looks: dict[uuid.UUID, datetime] = field(default_factory=dict)  # audit entries, with exact times

    @property
    def anonymous(self) -> list[Sent]:
        return [each for each in self.sent if each.is_anonymous]

    @property
    def named(self) -> list[Sent]:
        return [each for each in self.sent if not each.is_anonymous]

    def pairs(self) -> set[frozenset[uuid.UUID]]:
        """Each two requests that are one resident's."""
        return {
            frozenset((one.request, other.request))
            for one in self.sent
            for other in self.sent
            if one.who == other.who and one.request != other.request
        }


def drawn(on: date, seed: int) -> Day:
    """A day of 30 named and 30 anonymous reports.

    Ten residents send one of each within minutes, five send two anonymous ones; five come back hours later
    and give the same contact. Between two visits lie ten minutes and more.
    """
    chance = random.Random(seed)
    homes = [Home(street, hundred) for street in STREETS for hundred in HUNDREDS]
    lives_at = dict(enumerate(chance.sample(homes, len(homes))))
    visits = [(who, (True, False)) for who in range(10)] + [(who, (True, True)) for who in range(10, 15)]
    visits += [(who, (False,)) for who in [*range(15, 20), *range(15, 20), *range(20, 30)]]
    visits += [(who, (True,)) for who in range(30, 40)]
    chance.shuffle(visits)
    sent = []
    for at, (who, sorts) in zip(_moments(on, len(visits), chance), visits, strict=True):
        for is_anonymous in chance.sample(sorts, len(sorts)):
            times_before = [each.who for each in sent].count(who)
            is_a_call = chance.random() < PART_BY_TELEPHONE
            sent.append(_sent(who, at, is_anonymous, is_a_call, lives_at[who], times_before))
            at += timedelta(seconds=chance.uniform(120, 240))
    said = [_said(each, chance) for each in chance.sample(sent, len(sent)) if not each.is_anonymous]
    return Day(date=on, sent=sent, said=said[:ME_TOOS], roll={home: who for who, home in lives_at.items()})


def _said(before: Sent, chance: random.Random) -> Said:
    at = before.at - timedelta(seconds=chance.uniform(20, 60))
    return Said(request=uuid.uuid4(), at=at, by=before.who, then=before.request)


def _moments(on: date, count: int, chance: random.Random) -> Iterator[datetime]:
    start, end = (calendar.start_of(on) + timedelta(hours=hour) for hour in HOURS)
    step = (end - start) / count
    return (start + step * (n + chance.uniform(0, 0.4)) for n in range(count))


def _sent(who: int, at: datetime, is_anonymous: bool, is_a_call: bool, home: Home, times_before: int) -> Sent:
    """Somebody reports from the blocks on either side of their own: one report does not show the house, two do."""
    place = Home(home.street, home.hundred + (-100, 100)[times_before % 2])
    return Sent(
        request=uuid.uuid4(),
        who=who,
        at=at.astimezone(UTC),
        is_anonymous=is_anonymous,
        is_a_call=is_a_call,
        place=place,
    )


def live(
    day: Day, seed: int, *, until: datetime | None = None, by_the_hour: Callable[[], object] = bool
) -> None:
    """Let it happen, at its times, up to `until`; `by_the_hour` is called at seven past each hour."""
    chance = random.Random(seed)
    start, end = (calendar.start_of(day.date) + timedelta(hours=hour) for hour in HOURS)
    services = list(Service.objects.order_by("code"))
    happenings: list[tuple[datetime, Callable[[], object]]] = [
        (each.at, lambda each=each: _report(each, chance.choice(services), chance)) for each in day.sent
    ]
    happenings += [
        (at, lambda at=at: day.looks.update({_look(chance): at}))
        for at in (start + (end - start) * chance.random() for _ in range(LOOKS))
    ]
    happenings += [
        (each.at, lambda each=each: web.me_too(each.request, f"127.0.2.{each.by + 1}")) for each in day.said
    ]
    _day_before(day, services, chance)
    crew = _crew()
    happenings += [  # half of them are opened by the crew soon after they came
        (each.at + timedelta(seconds=chance.uniform(30, 300)), lambda each=each: _opened(each, crew))
        for each in chance.sample(day.sent, len(day.sent) // 2)
    ]
    hours = [start + timedelta(hours=n, minutes=7) for n in range(HOURS[1] - HOURS[0])]
    happenings += [(hour, by_the_hour) for hour in hours]
    for at, happens in sorted(happenings, key=lambda each: each[0]):
        if until is not None and at > until:
            break
        if at in hours:
            _work()
        with time_machine.travel(at, tick=False):
            happens()


def _day_before(day: Day, services: list[Service], chance: random.Random) -> None:
    """What is said “me too” of: it stands in the list of what is reported."""
    received = calendar.start_of(day.date) - timedelta(hours=12)
    for each in day.said:
        place = lookup.resolve(f"{chance.choice(HUNDREDS) + 12} {chance.choice(STREETS)}")
        report = Report(
            request=each.request,
            service=chance.choice(services),
            place=place,
            words="It is deep.",
            contact=None,
            received_at=received,
        )
        intake.submit(report)


def _look(chance: random.Random) -> uuid.UUID:
    subject = log.Subject(person=chance.getrandbits(31), request=str(uuid.UUID(int=chance.getrandbits(128))))
    return log.note(Entry.Kind.CONTACT_OPENED, subject, actor=uuid.UUID(int=1)).pk


def _crew() -> Member:
    department = Department.objects.order_by("code").first()
    return Member.objects.create(
        email="crew@city.example", name="Crew", role=Role.WORKER, department=department
    )


def _opened(sent: Sent, crew: Member) -> None:
    """As the page of a request does."""
    reading.note(ServiceRequest.objects.get(pk=sent.request), crew)


def _report(sent: Sent, service: Service, chance: random.Random) -> None:
    contact = (
        None if sent.is_anonymous else Contact(name=f"Resident {sent.who}", phone=f"+1302555{sent.who:04}")
    )
    photos = tuple(_photo(chance) for _ in range(chance.choice((0, 0, 1, 3))))
    where = f"{sent.place.hundred + 12} {sent.place.street}"
    words = "It is deep." * chance.randrange(1, 9)
    if sent.is_a_call:
        return _call(sent, service, where=where, words=words, contact=contact)
    report = Report(
        request=sent.request,
        service=service,
        place=lookup.resolve(where),
        words=words,
        contact=contact,
        photos=photos,
    )
    if chance.random() < BY_THE_PAGES:
        web.report(report, where=where, address=f"127.0.2.{sent.who + 1}")
    else:
        intake.submit(report)


def _call(sent: Sent, service: Service, *, where: str, words: str, contact: Contact | None) -> None:
    """The report comes in by telephone: a member of staff takes it at the desk, in a session of theirs."""
    taker = Taker(Client(headers={"Sec-Fetch-Site": "same-origin"}))
    assert isinstance(taker.client, Client)
    taker.client.force_login(cast.members()[Role.CALL_TAKER])
    taker.begin().carries(Draft(request=sent.request, service=service.pk))
    taker.types(where=where, words=words, told="on")
    if contact is None:
        taker.cuts().reads_out()
    else:
        taker.types(name=contact.name, phone=contact.phone).presses("send")
    assert taker.reference
    taker.client.post("/en/staff/desk/end/")


def _work() -> None:
    """Do the jobs that wait, as the worker does."""
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    with app.replace_connector(connector.get_worker_connector()) as working:
        working.run_worker(queues=["routing"], wait=False, delete_jobs="successful")


def _photo(chance: random.Random) -> bytes:
    picture = Image.frombytes("RGB", (64, 48), chance.randbytes(64 * 48 * 3))
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=chance.randrange(60, 95))
    return buffer.getvalue()
