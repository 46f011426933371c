"""An administrator lets a program be told, and ends it."""

from collections.abc import Callable

from tests.browser.visitor import Visitor


def test_a_webhook_is_made_by_mistake_and_rightly_looked_at_and_ended(staff: Callable[..., Visitor]) -> None:
    administrator = staff("administrator")
    administrator.opens("/en/staff/")
    administrator.follows("Webhooks")
    administrator.sees("No program is told anything yet.")
    administrator.writes("Whose it is", "Work orders")
    administrator.writes("Address", "works.example.gov")
    administrator.presses("Make the webhook")
    administrator.sees_mistake("Address", "That is not the address of a program.")
    administrator.writes("Address", "https://works.example.gov/hooks")
    administrator.presses("Make the webhook")
    administrator.sees("The secret of Work orders", "It is shown only now.", "whsec_")
    administrator.follows("Work orders")
    administrator.sees("No message yet.", "https://works.example.gov/hooks")
    administrator.presses("Make another secret")
    administrator.sees("The secret before signs until", "whsec_")
    administrator.presses("Tell Work orders nothing more")
    administrator.sees("Work orders is told nothing more.", "Ended")
