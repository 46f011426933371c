"""What residents say of closed requests: whether it is fixed, and how well it went; and the office's count of it."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import models
from django.db.models import Avg, Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonhall import calendar
from commonhall.errors import Refused
from commonhall.service_requests import own_deeds, words
from commonhall.service_requests.models import Event, Rating, Service, ServiceRequest
from commonhall.service_requests.states import ClosedReason
from commonhall.service_requests.words import Said
from commonhall.staff.models import Department
from commonhall.vault.sealing import CannotOpen, DataKey

WINDOW = timedelta(days=90)
FEWEST = 5  # of fewer answers no figure is shown: it would be somebody's
_NOT_ASKED = frozenset({ClosedReason.DUPLICATE, ClosedReason.WITHDRAWN})


class Score(models.IntegerChoices):
    VERY_BAD = 1, gettext_lazy("1, very bad")
    BAD = 2, gettext_lazy("2, bad")
    SO_SO = 3, gettext_lazy("3, so-so")
    GOOD = 4, gettext_lazy("4, good")
    VERY_GOOD = 5, gettext_lazy("5, very good")


class NotAsked(Refused):
    """The request is open, or nothing was done about it that could be judged."""

    def __init__(self) -> None:
        super().__init__(
            _("This is asked once the request is closed. It is open, or was closed without work.")
        )


class NotAnswered(Refused):
    """How well it went is kept beside whether it is fixed, of the same closing."""

    def __init__(self) -> None:
        super().__init__(_("Say first whether it is fixed. Then say how it went."))


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """What a resident said of one request. `words`: in full for them, without personal details for staff."""

    day: date
    is_fixed: bool
    score: Score | None
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """The answers about one service. None: too few for a figure, or none was given."""

    service: Service
    answers: int
    fixed_percent: int | None
    score: float | None


def is_asked(row: ServiceRequest) -> bool:
    """Whether its resident is asked: it is closed, and something was done about it."""
    return not row.is_open and row.closed_reason not in _NOT_ASKED


def answer(request: UUID, *, is_fixed: bool) -> None:
    """Keep whether it is fixed. What was said after an earlier closing is gone. Raises NotAsked, PersonIsGone."""
    with _asked(request) as (row, _key, rating):
        events = row.events.all()
        if not _is_of_the_last_closing(rating, row, events):
            rating.score, rating.words_sealed, rating.stripped_sealed = None, None, None
        rating.is_fixed, rating.day, rating.closing = is_fixed, calendar.today(), own_deeds.closings(events)
        rating.save()


def judge(request: UUID, score: Score | None, text: str, *, language: str) -> None:
    """Keep how well it went, beside the answer. Raises NotAnswered, NotAsked, PersonIsGone."""
    with _asked(request) as (row, key, rating):
        if rating._state.adding or not _is_of_the_last_closing(rating, row, row.events.all()):
            raise NotAnswered
        said = own_deeds.said(row, text.strip(), language) if text.strip() else None
        words.seal_rating(rating, key, said)
        rating.score, rating.day = score, calendar.today()
        rating.save()


def of_the_resident(row: ServiceRequest, events: Collection[Event], key: DataKey | None) -> Heard | None:
    """What they said after it was closed last, as they wrote it. `events`: all of the request's."""
    rating = _of(row) if is_asked(row) else None
    if rating is None or not _is_of_the_last_closing(rating, row, events):
        return None
    said = _words(rating, key)
    return _heard(rating, said.full if said else "")


def for_staff(row: ServiceRequest, key: DataKey | None) -> Heard | None:
    """What the resident said last, as staff read it."""
    rating = _of(row)
    said = _words(rating, key) if rating else None
    return _heard(rating, said.stripped if said else "") if rating else None


def figures(department: Department, today: date) -> list[Figure]:
    """What was said in the last 90 days of each service, most answers first. One query for the counts."""
    counted = (
        Rating.objects.filter(day__gt=today - WINDOW, request__department=department)
        .values("request__service")
        .annotate(
            answers=Count("pk"),
            fixed=Count("pk", filter=Q(is_fixed=True)),
            scored=Count("score"),
            mean=Avg("score"),
        )
        .order_by("-answers", "request__service")
    )
    rows = list(counted)
    services = Service.objects.in_bulk([row["request__service"] for row in rows])
    return [
        Figure(
            service=services[row["request__service"]],
            answers=row["answers"],
            fixed_percent=round(100 * row["fixed"] / row["answers"]) if row["answers"] >= FEWEST else None,
            score=round(row["mean"], 1) if row["scored"] >= FEWEST else None,
        )
        for row in rows
    ]


@contextmanager
def _asked(request: UUID) -> Iterator[tuple[ServiceRequest, DataKey, Rating]]:
    """The request, locked, with its key and its rating, not saved where it is new."""
    with own_deeds.held(request) as (row, key):
        if not is_asked(row):
            raise NotAsked
        rating = Rating.objects.filter(pk=row.pk).first() or Rating(request=row, day=calendar.today())
        yield row, key, rating


def _of(row: ServiceRequest) -> Rating | None:
    """As it was read with the request, for a page."""
    return getattr(row, "rating", None)


def _is_of_the_last_closing(rating: Rating, row: ServiceRequest, events: Collection[Event]) -> bool:
    """By the number of the closing, as a day cannot tell two of one day apart; older ratings have none."""
    if rating.closing is None:
        return rating.day >= own_deeds.closed_on(row, events)
    return rating.closing == own_deeds.closings(events)


def _words(rating: Rating, key: DataKey | None) -> Said | None:
    with suppress(CannotOpen):
        return words.of_rating(rating, key)
    return None


def _heard(rating: Rating, text: str) -> Heard:
    score = Score(rating.score) if rating.score else None
    return Heard(day=rating.day, is_fixed=rating.is_fixed, score=score, words=text)
