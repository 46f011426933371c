"""The queue: a page of requests, due first. Bounded whatever the table holds: it reads on from where a page ended.

Of those that words are sought in the best are shown, on one page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import OuterRef

from commonhall import calendar
from commonhall.service_requests import answers, filters, me_too, reading, saved_views, word_search, words
from commonhall.service_requests.due import Due, due
from commonhall.service_requests.filters import Filters, Place
from commonhall.service_requests.models import NEVER, RequestKey, ServiceRequest, ServiceRequests
from commonhall.service_requests.saved_views import Counted, View
from commonhall.service_requests.word_search import Matches, Piece
from commonhall.staff.models import Member

A_PAGE = 50
MOST_COUNTED = 1000
MOST_IN_THE_RAIL = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A request in the list: how late it is, its first words, and whether the member has seen what is new."""

    request: ServiceRequest
    words: tuple[Piece, ...]
    now: datetime
    has_key: bool
    is_unread: bool
    me_too: int  # how many more said that it touches them

    @property
    def due(self) -> Due:
        return due(self.request, calendar.day_of(self.now), self.now)

    @property
    def contact(self) -> str:
        """Whether there is a contact: anonymous, sealed, or erased since. Never more than that."""
        if self.request.is_anonymous:
            return "anonymous"
        return "sealed" if self.has_key else "erased"

    @property
    def people(self) -> int:
        """How many said the same: by this report, those merged into it, and “me too”."""
        repeats: int = getattr(self.request, "repeat_count", 0)
        return 1 + repeats + self.me_too


@dataclass(frozen=True, slots=True)
class Counter:
    """A view with how many requests it shows."""

    view: View
    count: int
    is_here: bool

    @property
    def is_late(self) -> bool:
        """Whether it tells of something that is late: the only red of a rail."""
        return self.view.filters.due == filters.LATE and self.count > 0

    @property
    def count_words(self) -> str:
        return f"{MOST_IN_THE_RAIL - 1}+" if self.count >= MOST_IN_THE_RAIL else str(self.count)


@dataclass(frozen=True)
class Page:
    """One page of the queue for one member at one moment."""

    member: Member
    filters: Filters
    now: datetime
    after: Place | None = None
    typed: str = ""  # words that all requests shown have

    @property
    def today(self) -> date:
        return calendar.day_of(self.now)

    @cached_property
    def rows(self) -> list[ServiceRequest]:
        """The requests of this page, and one more where there is a next. Raises IndexIsLost."""
        if self.typed:
            return list(self.matches.requests)
        return list(self._from_here()[: A_PAGE + 1])

    @cached_property
    def matches(self) -> Matches:
        """The requests that have the words typed. Raises IndexIsLost."""
        return word_search.find(self.typed, self._from_here())

    @cached_property
    def shown(self) -> list[Row]:
        """What the page shows, each with its stripped words."""
        rows = self.rows if self.typed else self.rows[:A_PAGE]
        ids = [row.pk for row in rows]
        keys = set(RequestKey.objects.filter(pk__in=ids).values_list("pk", flat=True))
        said = me_too.for_staff(ids) if ids else {}
        unread = reading.unread(rows, self.member)
        wanted = word_search.sought(self.typed)
        return [
            Row(row, _words(row, wanted), self.now, row.pk in keys, row.pk in unread, said.get(row.pk, 0))
            for row in rows
        ]

    @property
    def next_query(self) -> str:
        """The query string of the page after this; empty on the last."""
        if self.typed or len(self.rows) <= A_PAGE:
            return ""
        last = self.rows[A_PAGE - 1]
        return self.filters.query_after(Place(last.due_on or NEVER, last.reference))

    @cached_property
    def rail(self) -> tuple[list[Counter], list[Counter]]:
        """The views everybody has and the member's own."""
        standing, saved = saved_views.standing(self.member), saved_views.saved(self.member)
        counts = saved_views.counts([*standing, *saved], self.member, self.now, MOST_IN_THE_RAIL)
        counted = [
            Counter(view, count, view.filters == self.filters)
            for view, count in zip([*standing, *saved], counts, strict=True)
        ]
        return counted[: len(standing)], counted[len(standing) :]

    @cached_property
    def here(self) -> Counter | None:
        """The view that shows just this, the member's own first; None for filters nobody has named."""
        standing, saved = self.rail
        return next((each for each in [*saved, *standing] if each.is_here), None)

    @cached_property
    def count(self) -> int:
        """How many there are, counted to a thousand; with words, how many are shown."""
        return len(self.rows) if self.typed else self._totals[0]

    @property
    def is_more(self) -> bool:
        return not self.matches.is_all if self.typed else self.count >= MOST_COUNTED

    @property
    def late(self) -> int:
        """How many of them are late, counted to a thousand."""
        if self.typed:
            return sum(row.due.kind == "late" for row in self.shown)
        return self._totals[1]

    @cached_property
    def _totals(self) -> tuple[int, int]:
        late = View(name="", filters=self.filters.but(due=filters.LATE))
        found = saved_views.counts(
            [View(name="", filters=self.filters), late], self.member, self.now, MOST_COUNTED
        )
        return found[0], found[1]

    def _from_here(self) -> ServiceRequests:
        repeats = ServiceRequest.objects.filter(duplicate_of=OuterRef("pk")).values("pk")
        found = self.filters.find_in_order(self.member, self.now)
        found = found.select_related("service", "assigned_to", "questionnaire")
        found = found.annotate(repeat_count=Counted(repeats))
        return found.after(*self.after) if self.after else found


def _words(request: ServiceRequest, wanted: Sequence[str]) -> tuple[Piece, ...]:
    """What was written; where nothing was, or where alone the words sought are, what was answered."""
    if request.is_unconfirmed:
        return word_search.excerpt([words.among_others(request)], ())
    texts = [text for text in (words.stripped(request), answers.summary(request)) if text]
    if wanted and (number := words.old_number(request)):
        texts.append(number)
    return word_search.excerpt(texts or [""], wanted)
