"""Residents look up what becomes of a report."""

from tests.browser.reporting import BLOCK, report
from tests.browser.visitor import Visitor


def test_a_reference_leads_to_its_page_however_it_is_typed(phone: Visitor) -> None:
    reference = report(phone)
    phone.opens("/en/")
    phone.writes("Already reported it?", f" {reference.replace(' ', '-').lower()} ")
    phone.presses("Follow it")
    phone.sees_heading(f"Pothole, {BLOCK}")


def test_a_wrong_reference_is_said_to_be_unknown(phone: Visitor) -> None:
    phone.opens("/en/")
    phone.writes("Already reported it?", "222 222")
    phone.presses("Follow it")
    phone.sees_mistake("Reference", "We have no request with that reference.")
    phone.finds_filled("Reference", "222 222")


def test_a_named_report_is_listed_at_once_by_its_block(desk: Visitor) -> None:
    report(desk, phone="302-555-0147")
    desk.follows("What is reported")
    desk.sees("Pothole", BLOCK)


def test_a_link_that_is_cut_short_says_so(phone: Visitor) -> None:
    phone.opens("/es/follow/abc/")
    phone.sees_heading("Este enlace ya no sirve")
