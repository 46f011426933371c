"""How fast one member may look. Counted from the log itself, so that a restart forgives nobody."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from commonhall.audit.models import Entry
from commonhall.errors import NotNow
from commonhall.staff.models import Member

WINDOW = timedelta(minutes=10)
MOST_RESULTS = 10  # shown of one search
MOST_SEARCHES = 60  # in the window
MOST_OPENINGS = 30  # in the window
_OPENINGS = (Entry.Kind.CONTACT_OPENED, Entry.Kind.GLASS_BROKEN, Entry.Kind.LINK_GIVEN)


class TooFast(NotNow):
    """A member looks faster than the work can need."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "That is more than the work can need in %(minutes)s minutes. Wait a little; the privacy officer "
                "was told. If many people call at once, tell your supervisor."
            )
            % {"minutes": WINDOW.seconds // 60}
        )


def refuse_search(member: Member) -> None:
    """Raise TooFast when the member has made all the searches of the window."""
    _refuse(member, (Entry.Kind.SEARCHED,), MOST_SEARCHES)


def refuse_opening(member: Member, *, persons: int = 1) -> None:
    """Raise TooFast when so many more are more than the window has of opened contacts; a link given is one.

    Called in the transaction that notes the opening: of two at once one waits for the other, and counts it.
    """
    one_after_the_other(member)
    _refuse(member, _OPENINGS, MOST_OPENINGS, more=persons)


def one_after_the_other(member: Member) -> None:
    """In a transaction: until it ends, no other look of this member is counted."""
    Member.objects.select_for_update(no_key=True).get(pk=member.pk)


def _refuse(member: Member, kinds: tuple[Entry.Kind, ...], most: int, *, more: int = 1) -> None:
    recent = Entry.objects.filter(actor=member.pk, kind__in=kinds, at__gt=timezone.now() - WINDOW)
    if recent[:most].count() + more > most:
        raise TooFast
