"""What 311 signs in with the rooms below it, and its controls: what an anonymous request holds, what it asks.

Each looks at the days of its window, so that its cost stays flat as the tables grow.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from commonhall import calendar
from commonhall.evidence import Evidence, control
from commonhall.holdings import oversharing
from commonhall.holdings.oversharing import Advice, Kind
from commonhall.messaging.models import Message, Received
from commonhall.people import dealings
from commonhall.people.contacts import Contact
from commonhall.places import tiles
from commonhall.service_requests import (
    answers,
    catalogue,
    correspondence,
    hiding,
    official,
    photos,
    pictures,
    questions,
    report_page,
    words,
)
from commonhall.service_requests.dealings import OF_311
from commonhall.service_requests.models import Event, Photo, Questionnaire, ReadMark, ServiceRequest
from commonhall.service_requests.questions import Datatype, Question
from commonhall.staff import homes
from commonhall.staff.roles import EDITS_CATALOGUE, OF_A_DEPARTMENT, SEES_REQUESTS, Role
from commonhall.vault.models import SettledPass
from commonhall.vault.sealing import CannotOpen
from commonhall.vault.settle import Pass
from commonhall.web import menu

WINDOW = timedelta(days=7)
SAMPLE = 2000
PHOTOS = 200
TOO_MUCH = {
    Kind.CARD: "My card is 4111 1111 1111 1111.",
    Kind.SSN: "My social security number is 219-09-9999.",
    Kind.HEALTH: "My mother has diabetes.",
    Kind.PHONE: "Call the neighbor at 302-555-0147.",
}

dealings.register(OF_311)
for role in OF_A_DEPARTMENT:
    homes.register(role, "service_requests:queue")
for role in EDITS_CATALOGUE:
    homes.register(role, "service_requests:catalogue")
menu.register(menu.Entry(url_name="service_requests:queue", title=_("Queue"), roles=SEES_REQUESTS))
menu.register(menu.Entry(url_name="service_requests:catalogue", title=_("Services"), roles=EDITS_CATALOGUE))
tiles.base_map()  # a mistake in the city's file stops the start, as in its others


@control("311.contact", "history")
def what_was_said_stands_in_the_time_line() -> Evidence:
    """Each message to a resident has its event, and each answer that was joined to a request has its own there."""
    since = _since()
    written = Message.objects.filter(room=correspondence.ROOM, written_at__gte=calendar.start_of(since))
    joined = Received.objects.filter(
        room=correspondence.ROOM, state=Received.State.JOINED, day__gte=since
    ).order_by("-day", "pk")
    told = Event.objects.filter(message=OuterRef("pk"), request=OuterRef("about"))
    answered = Event.objects.filter(pk=OuterRef("deed"), request=OuterRef("about"))
    wrong = [
        str(pk)
        for rows, event in ((written.order_by("-written_at"), told), (joined, answered))
        for pk, stands in rows.values_list("pk", Exists(event))[:SAMPLE]
        if not stands
    ]
    count = min(written.count(), SAMPLE) + min(joined.count(), SAMPLE)
    return Evidence(
        looked_at=_("messages to residents and their answers, in the time lines of requests"),
        since=since,
        count=count,
        wrong=tuple(wrong),
    )


@control("311.anonymous", "text")
def anonymous_requests_hold_no_personal_detail() -> Evidence:
    """Reads words and places again: imports, merges and edits write them too."""
    since = _since()
    rows = _anonymous(since).select_related("service")[:SAMPLE]
    wrong = tuple(
        row.reference for row in rows if any(map(_holds_details, _texts(row))) or _tells_a_home(row)
    )
    return Evidence(
        looked_at=_("words and places of anonymous requests"), since=since, count=len(rows), wrong=wrong
    )


@control("311.anonymous", "photos")
def anonymous_photos_hold_the_picture_alone() -> Evidence:
    """A JPEG of ours has no segment but those that a picture needs: no Exif, comment, thumbnail or profile."""
    since = _since()
    rows = Photo.objects.filter(request__is_anonymous=True, day__gte=since).select_related("request")
    looked_at = [(row.request.reference, _is_bare(row)) for row in rows[:PHOTOS]]
    wrong = tuple(reference for reference, is_bare in looked_at if not is_bare)
    return Evidence(
        looked_at=_("photos of anonymous requests"), since=since, count=len(looked_at), wrong=wrong
    )


@control("311.anonymous", "times")
def nothing_automatic_of_an_anonymous_request_has_a_time() -> Evidence:
    """What staff did has its time; what came of itself carries the period alone, and so does what was answered."""
    since = _since()
    events = Event.objects.filter(request__is_anonymous=True, request__day__gte=since, by=None)
    timed = set(events.filter(at__isnull=False).values_list("request__reference", flat=True))
    timed |= {row.reference for row in _anonymous(since)[:SAMPLE] if _answers_with_a_time(row)}
    return Evidence(
        looked_at=_("automatic events of anonymous requests, and what they answered"),
        since=since,
        count=events.count(),
        wrong=tuple(sorted(timed)),
    )


@control("311.anonymous", "order")
def ended_days_are_settled() -> Evidence:
    """After its last settle, the untouched anonymous rows of a day come from one and the same transaction."""
    since, today = _since(), calendar.today()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT day, count(*), count(DISTINCT request.xmin::text)
            FROM service_requests_servicerequest AS request
            WHERE is_anonymous AND day >= %s AND day < %s AND NOT EXISTS (
              SELECT FROM service_requests_event WHERE request_id = request.id AND by_id IS NOT NULL)
            GROUP BY day ORDER BY day
            """,
            [since, _last_settled(today)],
        )
        days: list[tuple[date, int, int]] = cursor.fetchall()
    wrong = [f"{day}: not settled as one" for day, _rows, transactions in days if transactions > 1]
    if late := _settle_is_late(today):
        wrong.append(late)
    return Evidence(
        looked_at=_("anonymous requests of ended days"),
        since=since,
        count=sum(rows for _day, rows, _transactions in days),
        wrong=tuple(wrong),
    )


@control("311.anonymous", "taker")
def no_anonymous_request_says_who_took_it() -> Evidence:
    """What came of its coming in names nobody, that something was said to its caller is not with it, and no call taker
    left a mark of reading at it."""
    since = _since()
    received = Event.objects.filter(
        request__is_anonymous=True,
        request__day__gte=since,
        kind__in=[Event.Kind.RECEIVED, Event.Kind.TOLD_OPTIONAL],
    )
    telling = Q(by__isnull=False) | Q(kind=Event.Kind.TOLD_OPTIONAL)
    named = received.filter(telling).values_list("request__reference", flat=True)
    marks = ReadMark.objects.filter(
        member__role=Role.CALL_TAKER, request__is_anonymous=True, request__day__gte=since
    ).values_list("request__reference", flat=True)
    return Evidence(
        looked_at=_("how anonymous requests came in"),
        since=since,
        count=received.count(),
        wrong=(*named, *marks),
    )


@control("311.anonymous", "logs")
def no_job_ever_names_an_anonymous_request() -> Evidence:
    """The queue keeps the microsecond of each of its events."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT reference FROM service_requests_servicerequest
            WHERE is_anonymous AND id::text IN (SELECT args->>'request_id' FROM procrastinate_jobs)
            """
        )
        wrong = tuple(str(reference) for (reference,) in cursor.fetchall())
    count = ServiceRequest.objects.anonymous().filter(day__gte=_since())[:SAMPLE].count()
    return Evidence(looked_at=_("jobs that wait or failed"), count=count, wrong=wrong)


@control("311.anonymous", "say")
def the_report_page_says_that_no_contact_is_possible() -> Evidence:
    """The question about contact, as it is shown in each language, before anything is sent."""
    pages = list(report_page.in_each_language("contact"))
    wrong = [page.language for page in pages if not page.says(report_page.NO_CONTACT)]
    return Evidence(
        looked_at=_("the question about contact, in each language"), count=len(pages), wrong=tuple(wrong)
    )


@control("purpose.share-less", "mark-optional")
def each_field_says_what_it_is_for() -> Evidence:
    """Every field of the report page, each service's questions too, has a sentence beside it that says why it is asked.

    And where it may be left empty, it says so. Bounded: services are a few dozen.
    """
    wrong, count = [], 0
    for where, named, page in _questions_shown():
        count += 1
        asking = page.of(named)
        is_marked = named.is_required or any(map(page.marks_as_optional, asking))
        if not asking or not is_marked or not all(map(page.explains, asking)):
            wrong.append(f"{page.language} {where} {named.code}")
    for step in report_page.STEPS_WITH_FIELDS:
        for page in report_page.in_each_language(step):
            for name in page.fields:
                count += 1
                if not page.explains(name):
                    wrong.append(f"{page.language} {step} {name}")
    return Evidence(
        looked_at=_("fields of the report page, in each language"), count=count, wrong=tuple(wrong)
    )


@control("purpose.share-less", "warn")
def the_check_warns_before_too_much_is_sent() -> Evidence:
    """The last step is shown with invented examples in the words of a named report: each must be pointed at."""
    wrong, count = [], 0
    for kind, example in TOO_MUCH.items():
        for page in report_page.in_each_language("check", words=example, contact=Contact(name="-")):
            count += 1
            if not page.warns:
                wrong.append(f"{page.language} {kind}")
    for asked, code in _asked_in_own_words():
        said = {code: TOO_MUCH[Kind.PHONE]}
        for page in report_page.in_each_language(
            "check", contact=Contact(name="-"), asked=asked, answers=said
        ):
            count += 1
            if not page.warns:
                wrong.append(f"{page.language} {asked.service_id} {code}")
    return Evidence(
        looked_at=_("examples of over-sharing, as the last step shows them"), count=count, wrong=tuple(wrong)
    )


def _questions_shown() -> Iterator[tuple[str, Question, report_page.Shown]]:
    """Each question that an offered service asks, on the page that asks it, in each language."""
    for asked in _asked():
        for page in report_page.in_each_language("details", asked=asked):
            for question in questions.of(asked):
                if not question.is_note:
                    yield asked.service_id, question, page


def _asked_in_own_words() -> Iterator[tuple[Questionnaire, str]]:
    """The first questionnaire that can be answered in own words alone, and the question."""
    for asked in _asked():
        every = questions.of(asked)
        free = [each for each in every if each.datatype in questions.IN_OWN_WORDS and not each.is_note]
        if free and not any(each.is_required for each in every):
            yield asked, free[0].code
            return


def _asked() -> list[Questionnaire]:
    offered = {service.pk for service in catalogue.offered()}
    return [row for code, row in questions.all_current().items() if code in offered]


def _since() -> date:
    return calendar.today() - WINDOW


def _anonymous(since: date) -> QuerySet[ServiceRequest]:
    found = ServiceRequest.objects.anonymous().filter(day__gte=since).select_related("questionnaire")
    return found.order_by("-day", "reference")


def _texts(row: ServiceRequest) -> Iterator[str]:
    """All that is held of its words; what does not open counts as a text that holds details."""
    try:
        yield words.stripped(row)
    except CannotOpen:
        yield ""
    yield row.public_words
    yield from _answered(row)


def _answered(row: ServiceRequest) -> Iterator[str]:
    """The answers in own words."""
    try:
        given = [*(answers.stripped(row) or ())]
    except CannotOpen:
        return
    yield from (str(answer) for question, answer in given if question.datatype in questions.IN_OWN_WORDS)


def _answers_with_a_time(row: ServiceRequest) -> bool:
    try:
        given = [*(answers.stripped(row) or ())]
    except CannotOpen:
        return True
    return any(question.datatype is Datatype.DATETIME and "T" in answer for question, answer in given)


def _holds_details(text: str) -> bool:
    return any(detail.advice is Advice.REMOVE for detail in oversharing.find(text, known=official.known()))


def _tells_a_home(row: ServiceRequest) -> bool:
    """Whether more is kept than the block, in the reporter's language, where the place is somebody's home."""
    if not row.service.is_home:
        return False
    blocks = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            blocks.add(row.block_label)
    try:
        return words.place(row) not in blocks
    except CannotOpen:
        return True


def _is_bare(photo: Photo) -> bool:
    try:
        return pictures.is_bare(photos.read(photo)) and pictures.is_bare(hiding.for_everyone(photo))
    except (CannotOpen, FileNotFoundError):
        return False


def _last_settled(today: date) -> date:
    """The first day whose last settle has not run."""
    last = SettledPass.objects.filter(pk=Pass.NIGHT).first()
    return last.day + timedelta(days=1) if last else today - WINDOW


def _settle_is_late(today: date) -> str:
    """In words, where an ended day with anonymous requests waits for its last settle for more than three hours."""
    first = _last_settled(today)
    waiting = ServiceRequest.objects.anonymous().filter(day__gte=first, day__lt=today).exists()
    has_had_time = timezone.now() - calendar.start_of(today) > timedelta(hours=3)
    return f"since {first}: settle has not run" if waiting and has_had_time else ""
