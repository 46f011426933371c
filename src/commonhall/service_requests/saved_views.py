"""Views of the queue: those everybody has, and those that a member keeps under a name; each with its count."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from commonhall.errors import Refused
from commonhall.holdings import oversharing
from commonhall.holdings.oversharing import Advice
from commonhall.service_requests import filters, official
from commonhall.service_requests.filters import Filters
from commonhall.service_requests.models import SavedView
from commonhall.service_requests.states import State
from commonhall.staff.models import Member
from commonhall.staff.roles import OF_A_DEPARTMENT

MOST = 12
LONGEST = 40


class NotKept(Refused):
    """A view that cannot be kept under this name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """A line of the rail."""

    name: str
    filters: Filters
    saved: SavedView | None = None


class Counted(models.Subquery):
    """How many rows a question has, asked together with others."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = models.IntegerField()


def standing(member: Member) -> list[View]:
    """The views that everybody of the role has."""
    in_department = member.role in OF_A_DEPARTMENT
    mine = [
        (_("Mine"), Filters(whose=filters.ME)),
        (_("Unread"), Filters(unread=True)),
        (_("Late"), Filters(due=filters.LATE)),
        (_("Due today"), Filters(due=filters.TODAY)),
        (_("New, nobody’s"), Filters(state=State.NEW, whose=filters.NOBODY)),
        (_("Sent back"), Filters(state=State.SENT_BACK)),
        (_("Waits for the resident"), Filters(state=State.WAITING_FOR_RESIDENT)),
        (_("All open"), Filters()),
        (pgettext("requests that are closed", "Closed"), Filters(state=State.CLOSED)),
    ]
    return [View(name=name, filters=each) for name, each in mine if in_department or not each.unread]


def saved(member: Member) -> list[View]:
    """The member's own, by name."""
    rows = SavedView.objects.filter(member=member).order_by("name")
    return [View(name=row.name, filters=of(row), saved=row) for row in rows]


def of(row: SavedView) -> Filters:
    """The filters a saved view holds."""
    return Filters.from_query(dict(parse_qsl(row.query)))


def keep(member: Member, name: str, kept: Filters) -> None:
    """Keep filters under a name. Raises NotKept."""
    name = _checked(name)
    if SavedView.objects.filter(member=member).count() >= MOST:
        raise NotKept(_("You keep %(most)d views already. Remove one first.") % {"most": MOST})
    _write(SavedView(member=member, name=name, query=kept.query))


def rename(view: SavedView, name: str) -> None:
    """Give it another name. Raises NotKept."""
    view.name = _checked(name)
    _write(view)


def counts(views: list[View], member: Member, now: datetime, most: int) -> list[int]:
    """How many each shows, counted to `most`; one query for all of them."""
    asked = [Counted(view.filters.find(member, now).order_by().values("pk")[:most]) for view in views]
    found: tuple[int, ...] = Member.objects.filter(pk=member.pk).values_list(*asked).get()
    return list(found)


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST or "\x00" in name:
        raise NotKept(_("Give it a name of up to %(most)d characters.") % {"most": LONGEST})
    found = oversharing.find(name, known=official.known())
    if any(detail.advice is Advice.REMOVE for detail in found):
        raise NotKept(
            _("That looks like somebody’s name or number. Name it after the work, like “Lights, late”.")
        )
    return name


def _write(view: SavedView) -> None:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:
        raise NotKept(_("You have a view of that name. Choose another name.")) from None
