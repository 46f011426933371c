"""A year of requests up to now: who asks for what, when, where, in which words. Drawn, and the same for the same seed.

It follows the seasons of `stories.csv`. Shares are those of cities that publish theirs, without what staff and apps
enter, which this city does not have: two thirds of the rest come by telephone, one in twenty-two is told twice.
"""

import random
import unicodedata
import uuid
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import islice

from django.utils import timezone

from commonhall import calendar
from commonhall.demo.lives import Calendar, Lives, Step
from commonhall.demo.stories import Stock, Story
from commonhall.places.gazetteer import Gazetteer, Street
from commonhall.service_requests.models import Channel, Service

SEED = 311
DAYS = 365
_ANONYMOUS, _BY_TELEPHONE, _REPEATS = 0.2, 0.69, 0.045
_HEARD_WRONG, _SAYS_WHO, _TAIL, _HASTY, _NEAR_HOME = 0.06, 0.06, 0.28, 0.14, 0.5
_GROWN = 5  # times as many as a year before, most of it lately: more people know the site
_WEEKDAYS = (10, 9, 9, 9, 8, 3, 2)  # from Monday
_HOURS = (0, 0, 0, 0, 0, 0, 1, 4, 8, 10, 10, 9, 7, 8, 8, 8, 7, 5, 3, 3, 2, 1, 1, 0)
_STRANGERS_SPEAK = ("en", "en", "en", "en", "es")
_TOLD_AGAIN_WITHIN = 4  # days
_NOT_AGAIN_WITHIN = 40  # requests: two people do not say the same in the same words
_TRIES = 20  # to find one that can be told again
_WHO = {"en": "Call me at {phone}, {name}.", "es": "Llámeme al {phone}, {name}."}
type Resident = Mapping[str, str]  # a line of residents.csv


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One request, with all that was done about it. `repeats`: the id of the one that told the same before."""

    id: uuid.UUID
    resident: Resident | None
    name: str
    service: Service
    received: datetime
    channel: Channel
    language: str
    place: str
    words: str
    answers: str
    steps: tuple[Step, ...]
    repeats: uuid.UUID | None = None


@dataclass(kw_only=True, slots=True)
class Year:
    """Draws the year that ends now, in this city, with these people."""

    stock: Stock
    services: Mapping[str, Service]
    streets: Gazetteer
    now: datetime
    draw: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311  # invents, guards nothing
    _told: deque[str] = field(default_factory=lambda: deque(maxlen=_NOT_AGAIN_WITHIN))
    _lives: Lives = field(init=False)

    def __post_init__(self) -> None:
        today = calendar.day_of(self.now)
        days = Calendar(today - timedelta(days=DAYS + 30), today + timedelta(days=2 * DAYS))
        self._lives = Lives(draw=self.draw, stock=self.stock, days=days, now=self.now)

    def requests(self, residents: Sequence[Resident], count: int) -> list[Asked]:
        """So many, oldest first. Each resident asks once before anybody asks again."""
        repeats = round(count * _REPEATS)
        who = self._askers(residents, count - repeats)
        moments = sorted(self._moments(count - repeats))
        first = [self._asked(one, self._story(at), at) for one, at in zip(who, moments, strict=True)]
        tries = (self._again(self.draw.choice(first), residents) for _ in range(_TRIES * repeats))
        again = islice(filter(None, tries), repeats)
        return sorted([*first, *again], key=lambda each: each.received)

    def _askers(self, residents: Sequence[Resident], count: int) -> list[Resident | None]:
        named = round(count * (1 - _ANONYMOUS)) if residents else 0
        eager = [min(self.draw.paretovariate(1.4), 8) for _ in residents]
        more = self.draw.choices(residents, eager, k=max(0, named - len(residents))) if residents else []
        found: list[Resident | None] = [*residents[:named], *more]
        found += [None] * (count - named)
        self.draw.shuffle(found)
        return found

    def _moments(self, count: int) -> list[datetime]:
        today = calendar.day_of(self.now)
        days = [today - timedelta(days=n) for n in range(DAYS)]
        busy = [sum(story.months[month] for story in self.stock.stories) for month in range(12)]
        likely = [
            _WEEKDAYS[day.weekday()] * busy[day.month - 1] * (1 + _GROWN * (1 - n / DAYS) ** 6)
            for n, day in enumerate(days)
        ]
        return [self._moment(day) for day in self.draw.choices(days, likely, k=count)]

    def _moment(self, day: date) -> datetime:
        (hour,) = self.draw.choices(range(24), _HOURS)
        at = timezone.make_aware(datetime.combine(day, time(hour, self.draw.randrange(60))))
        if at <= self.now:
            return at
        midnight = calendar.start_of(
            day
        )  # of today, and not come yet: then as far into what there is of today
        return midnight + (self.now - midnight) * self.draw.random()

    def _story(self, at: datetime) -> Story:
        month = timezone.localtime(at).month - 1
        likely = [
            0 if story.words["en"] in self._told else story.months[month] for story in self.stock.stories
        ]
        if not any(likely):
            likely = [story.months[month] for story in self.stock.stories]
        story = self.draw.choices(self.stock.stories, likely)[0]
        self._told.append(story.words["en"])
        return story

    def _asked(self, who: Resident | None, story: Story, at: datetime) -> Asked:
        service = self.services[story.service]
        language = who["language"] if who else self.draw.choice(_STRANGERS_SPEAK)
        channel = Channel.TELEPHONE if self._is(_BY_TELEPHONE) else Channel.WEB
        return Asked(
            id=uuid.uuid4(),
            resident=who,
            name=_slip(who["name"], self.draw) if who and self._is(_HEARD_WRONG) else "",
            service=service,
            received=at,
            channel=channel,
            language=language,
            place=self._place(who, service),
            words=self._words(story.words[language], who, language, channel),
            answers=story.answers,
            steps=self._lives.of(service, at, is_named=who is not None),
        )

    def _again(self, first: Asked, residents: Sequence[Resident]) -> Asked | None:
        """The same told by somebody else a few days later, on the same block; None where that would be tomorrow."""
        at = first.received + timedelta(hours=self.draw.uniform(1, 24 * _TOLD_AGAIN_WITHIN))
        if at > self.now or any(step.kind == "passed on" for step in first.steps):
            return None
        told = [story for story in self.stock.stories if story.service == first.service.pk]
        who = self.draw.choice(residents) if residents and not self._is(_ANONYMOUS) else None
        asked = self._asked(None if who is first.resident else who, self.draw.choice(told), at)
        steps = self._lives.repeat(at)
        return replace(
            asked,
            place=self._house(*_block(first.place)) if not asked.service.is_home else asked.place,
            steps=steps,
            repeats=first.id if steps else None,
        )

    def _words(self, words: str, who: Resident | None, language: str, channel: Channel) -> str:
        if self._is(_TAIL):
            words = _and(words, self.draw.choice(self.stock.notes_about("tail", "", "")).words[language])
        if who and who["name"] and who["phone"] and self._is(_SAYS_WHO):
            words = _and(words, _WHO[language].format(**who))
        return _hasty(words, self.draw) if channel is Channel.WEB and self._is(_HASTY) else words

    def _place(self, who: Resident | None, service: Service) -> str:
        home = who["address"] if who else ""
        if home and service.is_home:
            return home
        if home and self._is(_NEAR_HOME):
            return self._house(*_block(home))
        street: Street = self.draw.choice(list(self.streets.by_key.values()))
        return self._house(self.draw.choice(list(street.blocks)), street.label)

    def _house(self, hundred: int, street: str) -> str:
        return f"{hundred + self.draw.randrange(2, 99)} {street}"

    def _is(self, share: float) -> bool:
        return self.draw.random() < share


def _block(place: str) -> tuple[int, str]:
    number, _space, street = place.partition(" ")
    return int(number) // 100 * 100, street


def _and(words: str, more: str) -> str:
    """Who ends a sentence begins another; who does not goes on."""
    return f"{words} {more}" if words[-1] in ".?!" else f"{words}, {more[0].lower()}{more[1:].rstrip('.')}"


def _slip(name: str, draw: random.Random) -> str:
    """As somebody hears it: without accents, or one letter of the last name is another."""
    first, _space, last = name.rpartition(" ")
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    if plain != name or len(last) < 5:
        return plain
    at = draw.randrange(1, len(last) - 1)
    return f"{first} {last[:at]}{last[at + 1 :]}"


def _hasty(words: str, draw: random.Random) -> str:
    """As people type on the street: small letters, no full stop, now and then two letters the wrong way round."""
    typed = words.lower().rstrip(".")
    at = draw.randrange(1, max(2, len(typed) - 2))
    pair = typed[at : at + 2]
    return typed[:at] + pair[::-1] + typed[at + 2 :] if pair.isalpha() else typed
