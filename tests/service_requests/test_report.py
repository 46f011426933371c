"""A resident reports, by the pages."""

from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from commonhall.people import contacts
from commonhall.service_requests import words
from commonhall.service_requests.models import ServiceRequest
from tests.service_requests.reporting import Reporter, photograph


def test_an_anonymous_report_is_stored_without_what_tells_who(reporter: Reporter) -> None:
    reference = reporter.report("Deep. Call me at 302-555-0147, my name is Rosa Marin.")
    stored = ServiceRequest.objects.get(reference=reference)
    assert stored.is_anonymous
    assert "Deep." in words.stripped(stored)
    assert "555-0147" not in words.stripped(stored)
    assert "Rosa" not in words.stripped(stored)


def test_the_reporter_sees_what_is_taken_out_before_sending(reporter: Reporter) -> None:
    reporter.start().say(where="1012 N Market St").say(words="Deep. Call 302-555-0147")
    page = reporter.say(who="anonymous").page
    assertContains(page, "phone number taken out")
    assertNotContains(page, "555-0147</dd>")


def test_an_anonymous_reporter_is_told_that_no_contact_is_possible(reporter: Reporter) -> None:
    reporter.start().say(where="1012 N Market St").say(words="Deep.")
    assertContains(reporter.page, "No contact is possible")
    assertContains(reporter.say(who="anonymous").page, "We can’t contact you about this.")
    assertContains(reporter.say(ok="on").page, "no contact will be possible")


def test_of_an_anonymous_report_about_a_home_the_block_alone_is_kept(reporter: Reporter) -> None:
    reporter.start("missed-trash").say(where="512 N French St")
    reporter.say(words="Not emptied at 512 North French Street. Blue cart.")
    assertContains(reporter.page, "we keep the block only, not the house number")
    page = reporter.say(who="anonymous").page
    assertContains(page, "<dd>500 block of N French St</dd>")
    assertNotContains(page, "512 N")
    assertContains(reporter.say().page, "Confirm that this is the text to be kept", status_code=422)
    stored = ServiceRequest.objects.get(reference=reporter.say(ok="on").reference)
    assert words.place(stored) == "500 block of N French St"
    assert words.stripped(stored) == "Not emptied at [500 block of North French Street]. Blue cart."


def test_of_an_anonymous_report_about_a_street_the_place_is_kept_and_said_to_be(reporter: Reporter) -> None:
    reporter.start().say(where="1012 N Market St").say(words="Deep, at 1012 N Market St.")
    assertContains(reporter.page, "We keep the place as you gave it")
    assertContains(reporter.page, "e-mail or home address,")
    assertContains(reporter.say(who="anonymous").page, "<dd>1012 N Market St</dd>")
    stored = ServiceRequest.objects.get(reference=reporter.say().reference)
    assert words.place(stored) == "1012 N Market St"


def test_a_named_reporters_home_is_there_for_the_crew_until_they_are_erased(reporter: Reporter) -> None:
    reporter.start("missed-trash").say(where="512 N French St").say(words="At 512 N French St.")
    reporter.say(who="named", name="Rosa Marin").say()
    stored = ServiceRequest.objects.get(reference=reporter.reference)
    assert words.place(stored) == "512 N French St"
    link = words.contact_link(stored)
    assert link
    contacts.erase(link.person)
    assert words.place(stored) == "500 block of N French St"
    assert words.stripped(stored) == "At [500 block of N French St]."


def test_a_named_report_keeps_the_words_in_full_sealed(reporter: Reporter) -> None:
    reference = reporter.report("My gate is 4 m left of it.", name="Rosa Marin", phone="302-555-0147")
    stored = ServiceRequest.objects.get(reference=reference)
    assert words.full(stored) == "My gate is 4 m left of it."
    assert b"gate" not in bytes(stored.words_sealed or b"")
    assert words.contact_link(stored).parts == ("name", "phone")  # type: ignore[union-attr]


def test_sending_twice_stores_once(reporter: Reporter) -> None:
    reporter.start().say(where="1012 N Market St").say(words="Deep.").say(who="anonymous")
    sent = {"draft": reporter.hidden("draft"), "step": "check", "ok": "on"}
    first = reporter.say(ok="on").reference
    again = reporter.client.post("/en/report/", sent)
    assertContains(again, f'data-copy="{first}"')
    assert ServiceRequest.objects.count() == 1


def test_an_address_that_is_not_there_keeps_what_was_typed(reporter: Reporter) -> None:
    page = reporter.start().say(where="12 Nowhere Boulevard").page
    assert page.status_code == 422
    assertContains(page, 'value="12 Nowhere Boulevard"', status_code=422)


def test_details_are_taken_out_only_when_the_reporter_confirms(reporter: Reporter) -> None:
    reporter.start().say(where="1012 N Market St").say(words="Deep. Call 302-555-0147").say(who="anonymous")
    assertContains(reporter.say().page, "Confirm that this is the text to be kept", status_code=422)
    assert ServiceRequest.objects.count() == 0
    assert reporter.say(ok="on").reference


def test_where_nothing_is_taken_out_sending_is_enough(reporter: Reporter) -> None:
    reporter.start().say(where="1012 N Market St").say(words="Deep hole.").say(who="anonymous")
    assertNotContains(reporter.page, 'type="checkbox"')
    assert reporter.say().reference


def test_a_phone_number_nobody_could_call_is_asked_for_again(reporter: Reporter) -> None:
    reporter.start().say(where="1012 N Market St").say(words="Deep.")
    page = reporter.say(who="named", name="Rosa Marin", phone="twelve").page
    assertContains(page, "That does not look like a phone number", status_code=422)
    assertContains(page, 'value="Rosa Marin"', status_code=422)


def test_going_back_keeps_every_answer(reporter: Reporter) -> None:
    reporter.start().say(where="1012 N Market St").say(words="Deep.").say(who="anonymous")
    page = reporter.say(change="details").page
    assertContains(page, "Deep.</textarea>")
    assertContains(reporter.say(change="where", words="Deeper.").page, 'value="1012 N Market St"')
    assertContains(reporter.say(where="1012 N Market St").page, "Deeper.</textarea>")


def test_a_draft_that_was_changed_is_refused_kindly(reporter: Reporter) -> None:
    reporter.start()
    page = reporter.client.post(
        "/en/report/", {"draft": "changed", "step": "where", "where": "1012 N Market St"}
    )
    assertContains(page, "Start the report again", status_code=400)


def test_a_photo_travels_with_the_draft_and_is_stored_sealed(reporter: Reporter) -> None:
    reporter.start().say(where="1012 N Market St").say(words="Deep.", photo=photograph())
    assertContains(reporter.say(who="anonymous").page, "data:image/jpeg;base64,")
    reference = reporter.say(ok="on").reference
    photo = ServiceRequest.objects.get(reference=reference).photos.get()
    assert photo.sealed is not None
    assert b"JFIF" not in bytes(photo.sealed)


def test_no_page_of_the_report_sets_a_cookie(reporter: Reporter) -> None:
    reporter.report("Deep.")
    assert not reporter.client.cookies


def test_the_report_speaks_spanish(city: None, client: Client) -> None:
    reporter = Reporter(client, language="es")
    page = reporter.start().page
    assertContains(page, 'lang="es"')
    reporter.say(where="1012 N Market St").say(words="Hondo. Mi nombre es Rosa Marin.").say(
        who="anonymous"
    ).say(ok="on")
    stored = ServiceRequest.objects.get(reference=reporter.reference)
    assert "[nombre]" in words.stripped(stored)


# Half typed, without scripts


def test_a_half_typed_contact_is_kept_on_the_way_back_and_in_another_language(reporter: Reporter) -> None:
    reporter.start().say(where="1012 N Market St").say(words="Deep hole.")
    half = {"who": "named", "name": "Rosa", "phone": "302 55", "email": "rosa@"}
    reporter.say(**half, change="contact")  # the button of the other language
    for typed in ("Rosa", "302 55", "rosa@"):
        assert f'value="{typed}"' in reporter.text
    assert "usa-error-message" not in reporter.text
    reporter.say(**half, change="details").say(words="Deep hole.")
    for typed in ("Rosa", "302 55", "rosa@"):
        assert f'value="{typed}"' in reporter.text
    reporter.say(**half)
    assert "That does not look like a phone number." in reporter.text
    assert reporter.page.status_code == 422


def test_what_was_typed_under_no_choice_is_kept_too_and_goes_with_it(reporter: Reporter) -> None:
    reporter.start().say(where="1012 N Market St").say(words="Deep hole.")
    reporter.say(name="Rosa", change="details").say(words="Deep hole.")
    assert 'value="Rosa"' in reporter.text
    reporter.say(who="anonymous", name="Rosa").say(change="contact")
    assert "Rosa" not in reporter.text


def test_a_half_typed_place_is_kept_on_the_way_back_and_in_another_language(reporter: Reporter) -> None:
    reporter.start().say(where="1012 N Mar", change="where")
    assert 'value="1012 N Mar"' in reporter.text
    assert "usa-error-message" not in reporter.text
    reporter.say(where="1012 N Market St").say(words="Deep hole.", change="where")
    reporter.say(where="nowhere at all", change="details").say(words="Deep hole.", change="where")
    assert 'value="nowhere at all"' in reporter.text
