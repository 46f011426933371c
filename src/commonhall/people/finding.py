"""Who fits what was typed, of those a member may see: for the screen, and for a program that asks for them."""

from django.utils.translation import gettext as _

from commonhall.errors import Refused
from commonhall.people import pace, search, sight
from commonhall.people.search.ranking import Fit
from commonhall.staff.models import Member
from commonhall.vault import jobs
from commonhall.vault.blind.reader import IndexIsLost


class NotAmongTheFirst(Refused):
    """Of those who fit best, who may not be all, the member may see nobody."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Too many people fit, and none of the first is of your department. Add a first name, a street or a "
                "phone number."
            )
        )


def fitting(typed: str, *, by: Member) -> tuple[list[Fit], bool]:
    """Those who fit best, at most as many as a search shows, and whether the member may see none of many.

    Not noted yet: nothing of it may be shown before. Raises IndexIsLost, when it has asked for a new one.
    """
    try:
        fits = search.find(typed, most=search.OPENED)
    except IndexIsLost:
        jobs.ask_for_a_new_index(search.INDEX.name)
        raise
    visible = sight.visible(by, {fit.person: fit.record for fit in fits})
    shown = [fit for fit in fits if fit.person in visible][: pace.MOST_RESULTS]
    return shown, len(fits) > pace.MOST_RESULTS and not shown
