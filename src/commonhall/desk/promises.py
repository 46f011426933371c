"""What the desk signs in with the rooms below it, and its controls: what a call asks, and what is said in it."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from commonhall import calendar
from commonhall.appointments import served
from commonhall.desk import script, shown
from commonhall.desk.models import ToldAnonymously
from commonhall.desk.served import REQUESTS
from commonhall.evidence import Evidence, control
from commonhall.service_requests import questions, report_page, ways_on
from commonhall.service_requests.models import Channel, Event, ServiceRequest, ServiceRequests
from commonhall.service_requests.report_page import CONTACT_FIELDS, Shown
from commonhall.staff import homes
from commonhall.staff.roles import Role
from commonhall.web import menu

WINDOW = timedelta(days=7)
SAMPLE = 2000
NOT_BY_TELEPHONE = frozenset({"photo"})
ONLY_BY_TELEPHONE = frozenset({"q", "sought"})  # the service and the caller are found otherwise on the web

served.register(REQUESTS)
ways_on.register(
    ways_on.Way(
        title=_("Appointment"),
        icon="event",
        url=lambda reference: f"{reverse('appointments:home')}?{urlencode({'request': reference})}",
    )
)
script.current()  # a mistake in the city's file stops the start, as in its others
homes.register(Role.CALL_TAKER, "desk:call")
menu.register(menu.Entry(url_name="desk:call", title=_("Desk"), roles={Role.CALL_TAKER}))
menu.register(menu.Entry(url_name="desk:find", title=_("Find a person"), roles={Role.SUPERVISOR}))


@control("311.optional", "optional")
def every_contact_field_is_optional() -> Evidence:
    """The fields as they are shown, on the web and at the desk: none is required, and each says that it is optional."""
    doors = [("report", report_page.in_each_language("contact")), ("desk", shown.in_each_language())]
    wrong, count = [], 0
    for door, pages in doors:
        for page in pages:
            for name in CONTACT_FIELDS:
                count += 1
                if page.requires(name) or not page.marks_as_optional(name):
                    wrong.append(f"{door} {page.language} {name}")
    return Evidence(
        looked_at=_("contact fields of the report page and of the desk, in each language"),
        count=count,
        wrong=tuple(wrong),
    )


@control("calls.purpose", "same-request")
def the_desk_asks_what_the_report_page_asks() -> Evidence:
    """Both as they are shown, about one service with its own questions: none more and none less, but for the photo."""
    wrong, count = [], 0
    for page in shown.in_each_language():
        of_the_web = _asked_on_the_web(page.language) - NOT_BY_TELEPHONE
        of_the_desk = set(page.fields) - ONLY_BY_TELEPHONE
        count += len(of_the_web | of_the_desk)
        wrong += [f"{page.language} {name}" for name in sorted(of_the_web ^ of_the_desk)]
    return Evidence(
        looked_at=_("questions of the desk beside those of the report page, in each language"),
        count=count,
        wrong=tuple(wrong),
    )


@control("calls.optional-advice", "show")
def the_desk_says_what_is_optional_before_it_asks() -> Evidence:
    """In each language of callers the line stands on the screen, then its tick, then the contact's fields."""
    wrong, count = [], 0
    for page in shown.in_each_language():
        for language, line in script.current().optional.by_language.items():
            count += 1
            if not _stands_before_the_contact(page, line):
                wrong.append(f"{page.language} {language}")
    return Evidence(
        looked_at=_("the line of the script that says what is optional, on the desk in each language"),
        count=count,
        wrong=tuple(wrong),
    )


@control("calls.optional-advice", "record")
def it_is_recorded_that_it_was_said() -> Evidence:
    """With each named request by telephone; of anonymous ones a day counts no more than there were."""
    since = calendar.today() - WINDOW
    calls = ServiceRequest.objects.filter(channel=Channel.TELEPHONE, day__gte=since)
    said = Event.objects.filter(request=OuterRef("pk"), kind=Event.Kind.TOLD_OPTIONAL, by__isnull=False)
    named = calls.filter(is_anonymous=False).annotate(was_said=Exists(said)).order_by("-day", "reference")
    looked_at = named.values_list("reference", "was_said")[:SAMPLE]
    wrong = [reference for reference, was_said in looked_at if not was_said]
    return Evidence(
        looked_at=_("requests by telephone, and that it was said what is optional"),
        since=since,
        count=calls.count(),
        wrong=(*wrong, *_days_that_count_too_many(calls.filter(is_anonymous=True), since)),
    )


def _asked_on_the_web(language: str) -> set[str]:
    """The names of the fields of every step."""
    service = shown.first_service()
    asked = questions.current(service.pk) if service else None
    pages = (
        page
        for step in report_page.STEPS_WITH_FIELDS
        for page in report_page.in_each_language(step, asked=asked)
    )
    return {name for page in pages if page.language == language for name in page.fields}


def _stands_before_the_contact(page: Shown, line: str) -> bool:
    """A line that is not there at all stands at -1, as does a tick."""
    places = [page.html.find(line), page.html.find('name="told"')]
    places += [page.html.find(f'name="{name}"') for name in CONTACT_FIELDS]
    return places[0] >= 0 and places == sorted(places)


def _days_that_count_too_many(anonymous: ServiceRequests, since: date) -> Iterator[str]:
    requests = dict(anonymous.values_list("day").annotate(Count("pk")))
    for told in ToldAnonymously.objects.filter(day__gte=since).order_by("day"):
        if told.count > requests.get(told.day, 0):
            yield f"{told.day}: counted {told.count}"
