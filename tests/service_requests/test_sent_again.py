"""A report that is sent again after it was changed: what is stored stays, and the receipt speaks of that."""

from dataclasses import replace
from datetime import timedelta

import pytest
from pytest_django.asserts import assertContains, assertNotContains
from time_machine import Traveller

from commonhall.people.contacts import Contact
from commonhall.service_requests.draft import Draft
from commonhall.service_requests.models import ServiceRequest
from tests.service_requests.reporting import Reporter


def to_the_check(reporter: Reporter, **who: str) -> None:
    reporter.start().say(where="1012 N Market St").say(words="Deep hole.").say(**who)


def again(reporter: Reporter, draft: str, **fields: str) -> Reporter:
    """Back to a page of before, as the back button brings it, and on from there."""
    reporter.page = reporter.client.post("/en/report/", {"draft": draft, **fields})
    return reporter


def test_the_last_step_sent_again_gives_the_same_receipt(reporter: Reporter) -> None:
    to_the_check(reporter, who="named", name="Rosa Marin")
    draft = reporter.hidden("draft")
    reference = reporter.say().reference
    assert again(reporter, draft, step="check").reference == reference
    assertContains(reporter.page, "This report was sent before")
    assertContains(reporter.page, "/en/follow/")  # the answer may have been lost on its way
    assert ServiceRequest.objects.count() == 1


def test_later_the_receipt_leads_to_the_reporters_own_page_no_more(
    noon: Traveller, reporter: Reporter
) -> None:
    """Whoever goes back on a shared computer would open what was written."""
    to_the_check(reporter, who="named", name="Rosa Marin")
    draft = reporter.hidden("draft")
    reporter.say()
    noon.shift(timedelta(minutes=9, seconds=59))
    assertContains(again(reporter, draft, step="check").page, "/en/follow/")
    noon.shift(timedelta(seconds=1))
    assertNotContains(again(reporter, draft, step="check").page, "/en/follow/")
    assertContains(reporter.page, "Call 311 to get a new one.")


@pytest.mark.parametrize("step", ["where", "details", "contact"])
@pytest.mark.parametrize("fields", [{}, {"change": "contact"}, {"strip": "1"}, {"too": "4KT7M2"}])
def test_no_page_of_before_shows_again_what_was_sent(
    reporter: Reporter, step: str, fields: dict[str, str]
) -> None:
    to_the_check(reporter, who="named", name="Rosa Marin", phone="302-555-0147")
    draft = reporter.hidden("draft")
    reference = reporter.say().reference
    typed = {"where": "1012 N Market St", "words": "Deep hole.", "who": "named", "name": "Rosa Marin"}
    again(reporter, draft, step=step, **typed, **fields)
    assertContains(reporter.page, "This report was sent")
    assertContains(reporter.page, f"/en/requests/{reference}/")
    for secret in ("Rosa", "0147", "Deep hole", "/en/follow/"):
        assertNotContains(reporter.page, secret)


def test_an_anonymous_report_sent_again_with_a_name_stays_anonymous(reporter: Reporter) -> None:
    to_the_check(reporter, who="anonymous")
    draft = reporter.hidden("draft")
    named = replace(Draft.from_token(draft), is_anonymous=False, contact=Contact(name="Rosa Marin"))
    reporter.say()
    again(reporter, named.token(), step="check")
    assertContains(reporter.page, "You stayed anonymous")
    assertNotContains(reporter.page, "/en/follow/")
    assert ServiceRequest.objects.get().is_anonymous


def test_a_named_report_sent_again_as_anonymous_is_not_called_anonymous(reporter: Reporter) -> None:
    to_the_check(reporter, who="named", name="Rosa Marin")
    anonymous = replace(Draft.from_token(reporter.hidden("draft")), is_anonymous=True, contact=None)
    reporter.say()
    again(reporter, anonymous.token(), step="check")
    assertContains(reporter.page, "This report was sent before")
    assertNotContains(reporter.page, "You stayed anonymous")
    assert ServiceRequest.objects.get().is_anonymous is False


def test_a_named_report_without_any_contact_is_asked_for_one(reporter: Reporter) -> None:
    reporter.start().say(where="1012 N Market St").say(words="Deep hole.")
    reporter.say(who="named", phone="twelve")
    sent = {"draft": reporter.hidden("draft"), "step": "check"}
    reporter.page = reporter.client.post("/en/report/", sent)
    assertContains(reporter.page, "May we contact you about this?")
    assert ServiceRequest.objects.count() == 0


def test_too_long_an_address_is_told_in_our_words(reporter: Reporter) -> None:
    page = reporter.start().say(where="1" * 300).page
    assertContains(page, "That is longer than 200 characters. Shorten it.", status_code=422)


def test_each_question_says_that_the_records_law_applies(reporter: Reporter) -> None:
    reporter.start()
    for answer in ({"where": "1012 N Market St"}, {"words": "Deep hole."}, {"who": "anonymous"}):
        assertContains(reporter.page, "What you send can be asked for under")
        reporter.say(**answer)
