"""The way through the report page, for tests that begin where it ends."""

from pathlib import Path

from tests.browser.visitor import Visitor

PLACE, BLOCK = "1012 N Market St", "1000 block of N Market St"
WORDS = "Deep hole by the bus stop."


def report(
    visitor: Visitor,
    *,
    phone: str = "",
    email: str = "",
    photo: Path | None = None,
    words: str = WORDS,
    place: str = PLACE,
    wants_news: bool = False,
) -> str:
    """Report a pothole, named where a phone number or an e-mail address is given; returns the reference."""
    visitor.opens("/en/report/?service=pothole")
    visitor.writes("Address, crossing or place", place)
    visitor.presses("Continue")
    visitor.writes("What should the crew know?", words)
    if photo:
        visitor.attaches(photo)
    visitor.presses("Continue")
    if phone or email:
        visitor.chooses("Yes, here is how")
        visitor.writes("Phone", phone)
        visitor.writes("E-mail", email)
        if wants_news:
            visitor.chooses("Write to me when something changes")
    else:
        visitor.chooses("No, stay anonymous")
    visitor.presses("Continue")
    visitor.presses("Send report")
    return given_reference(visitor)


def given_reference(visitor: Visitor) -> str:
    """The reference on the receipt, as it is read: in two groups."""
    return visitor.page.locator("[data-copy-source]").inner_text()
