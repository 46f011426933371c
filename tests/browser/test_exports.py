"""An administrator asks for all data opened, and the privacy officer approves it."""

from collections.abc import Callable

from tests.browser.visitor import Visitor


def test_an_export_is_asked_for_by_one_and_approved_by_another(staff: Callable[..., Visitor]) -> None:
    administrator, officer = staff("administrator"), staff("privacy_officer")
    administrator.opens("/en/staff/")
    administrator.follows("Exports")
    administrator.sees("Opened exports", "None was asked for yet.")
    administrator.writes("What for", "The new 311 system takes over all requests that are open.")
    administrator.presses("Ask for it")
    administrator.sees_mistake("Legal basis", "Write the legal basis.")
    administrator.writes("Legal basis", "Contract 26-114, § 7")
    administrator.presses("Ask for it")
    administrator.sees("Export 1 is asked for.", "Waits for a second person", "You asked for this export.")
    officer.opens("/en/staff/")
    officer.follows("Exports")
    officer.sees("Export 1 is not over.")
    officer.follows("Export 1")
    officer.sees("Contract 26-114, § 7", "Approve it only when you know what it is for")
    officer.presses("Approve this export")
    officer.sees("Export 1 is approved.", "--opened 1")
    administrator.opens("/en/staff/exports/1/")
    administrator.sees("Approved, can be begun", "Parker Demo")
    administrator.presses("Take it back")
    administrator.sees("Export 1 is refused.")
    administrator.follows("Opened exports")
    administrator.sees("Refused", "Ask for an opened export")
