"""The console's single keys, such as J and K: a member can switch them off (WCAG 2.1.4)."""

from commonhall.service_requests.models import KeysOff
from commonhall.staff.models import Member


def are_on(member: Member) -> bool:
    """Whether single keys do something for this member."""
    return not KeysOff.objects.filter(member=member).exists()


def switch(member: Member, *, on: bool) -> None:
    """Switch them on or off, for all of the member's browsers."""
    if on:
        KeysOff.objects.filter(member=member).delete()
    else:
        KeysOff.objects.get_or_create(member=member)
