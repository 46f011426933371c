"""A report that is sent again after it was changed: what is stored stays, and the receipt speaks of that."""

from pytest_django.asserts import assertContains, assertNotContains

from commonhall.service_requests.models import ServiceRequest
from tests.service_requests.reporting import Reporter


def to_the_check(reporter: Reporter, **who: str) -> None:
    reporter.start().say(where="1012 N Market St").say(words="Deep hole.").say(**who)


def test_a_named_report_sent_again_as_anonymous_is_not_called_anonymous(reporter: Reporter) -> None:
    to_the_check(reporter, who="named", name="Rosa Marin")
    draft = reporter.hidden("draft")
    reporter.say()
    again = reporter.client.post("/en/report/", {"draft": draft, "step": "check", "change": "contact"})
    reporter.page = again
    reporter.say(who="anonymous").say()
    assertContains(reporter.page, "This report was sent before")
    assertNotContains(reporter.page, "You stayed anonymous")
    assert ServiceRequest.objects.get().is_anonymous is False


def test_an_anonymous_report_sent_again_with_a_name_stays_anonymous(reporter: Reporter) -> None:
    to_the_check(reporter, who="anonymous")
    draft = reporter.hidden("draft")
    reporter.say()
    reporter.page = reporter.client.post(
        "/en/report/", {"draft": draft, "step": "check", "change": "contact"}
    )
    reporter.say(who="named", name="Rosa Marin").say()
    assertContains(reporter.page, "You stayed anonymous")
    assertNotContains(reporter.page, "/en/follow/")
    assert ServiceRequest.objects.get().is_anonymous


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
