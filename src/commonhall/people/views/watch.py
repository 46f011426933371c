"""The privacy officer's screen of looks and alarms, and the second looks of supervisors."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commonhall import calendar
from commonhall.audit.models import Entry
from commonhall.errors import Refused
from commonhall.people import alarms, chart, log_book, sentences
from commonhall.people.forms import SettleForm
from commonhall.people.log_book import LOOKS, Page, View
from commonhall.people.models import Alarm
from commonhall.people.sight import READS_THE_LOG, TAKES_SECOND_LOOKS
from commonhall.staff import walls
from commonhall.staff.models import Member
from commonhall.staff.walls import needs

MOST_ALARMS = 50
MOST_OF_A_STORY = 40


@require_safe
@needs(*READS_THE_LOG)
def looks(request: HttpRequest) -> HttpResponseBase:
    """Alarms to settle, the looks of today by the hour, and the log, filtered by what the URL says."""
    view = View.from_query(request.GET)
    week, today = log_book.week(), calendar.today()
    page = {
        "alarms": _told(_ringing(walls.member(request))),
        "week": week,
        "chart": chart.draw(log_book.hours_of(today), week.usual_an_hour),
        "page": Page(view),
        "view": view,
        "who": Member.objects.filter(pk=view.who).first() if view.who else None,
        "kinds": Entry.Kind.choices,
        "standing": log_book.standing(),
    }
    return render(request, "people/looks.html", page)


@require_safe
@needs(*TAKES_SECOND_LOOKS)
def second_looks(request: HttpRequest) -> HttpResponseBase:
    """Alarms that wait for this member, or with `settled=1` the latest that were settled."""
    settled = request.GET.get("settled") == "1"
    reader = walls.member(request)
    done = alarms.for_reader(reader).filter(settled_at__isnull=False).order_by("-at")
    shown = list(done[:MOST_ALARMS]) if settled else _ringing(reader)
    return render(request, "people/alarms.html", {"alarms": _told(shown), "settled": settled})


@needs(*TAKES_SECOND_LOOKS)
def alarm(request: HttpRequest, alarm: UUID) -> HttpResponseBase:
    """The story of one alarm, and the form that settles it."""
    reader = walls.member(request)
    row = get_object_or_404(alarms.for_reader(reader), pk=alarm)
    form = SettleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            alarms.settle(row.pk, Alarm.Verdict(given["verdict"]), given["note"], by=reader)
            messages.success(request, _("The alarm is settled."))
            return redirect("people:alarm", row.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    since, until = alarms.span(row)
    of_the_member = Entry.objects.filter(actor=row.member_id, kind__in=LOOKS, at__gte=since, at__lt=until)
    page = {
        "alarm": row,
        "told": sentences.of(row),
        "note": alarms.note_of(row),
        "story": log_book.told(of_the_member.order_by("-at", "-pk")[:MOST_OF_A_STORY]),
        "before": Entry.objects.filter(
            actor=row.member_id, kind__in=LOOKS, at__gte=since - log_book.WEEK, at__lt=since
        ).count(),
        "form": form,
    }
    return render(request, "people/alarm.html", page, status=422 if form.errors else 200)


def _ringing(reader: Member) -> list[Alarm]:
    """The serious ones first, then the newest."""
    waiting = alarms.for_reader(reader).ringing().order_by("-at")[:MOST_ALARMS]
    return sorted(waiting, key=lambda each: each.is_mild)


def _told(rows: list[Alarm]) -> list[tuple[Alarm, sentences.Told]]:
    return [(row, sentences.of(row)) for row in rows]
