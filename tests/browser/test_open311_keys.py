"""An administrator lets a site report, and stops it again."""

from collections.abc import Callable

from tests.browser.visitor import Visitor


def test_a_key_is_made_by_mistake_and_rightly_and_ended(staff: Callable[..., Visitor]) -> None:
    admin = staff("administrator")
    admin.opens("/en/staff/")
    admin.follows("Open311 keys")
    admin.writes("Most calls an hour", "5000")
    admin.presses("Make the key")
    admin.sees_mistake("Whose key it is", "Say which site or app it is for.")
    admin.sees_mistake("Most calls an hour", "Write a whole number from 1 to 3600.")
    admin.writes("Whose key it is", "Fixed Today")
    admin.writes("Most calls an hour", "60")
    admin.presses("Make the key")
    admin.sees("The key of Fixed Today", "It is shown only now")
    admin.presses("End the key of Fixed Today")
    admin.sees("The key of Fixed Today works no more.")
