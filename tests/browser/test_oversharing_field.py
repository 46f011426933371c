"""While a resident types: what is found is shown, taken out or left at their word, and never sent."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import Browser, Page, Route, expect

SITE = "http://city.test"
FOUND = ".toomuch"


class Words(forms.Form):
    words = forms.CharField(label="Words", max_length=200, widget=forms.Textarea)


class Visit:
    """A page with one field of ours, under the site's own security policy; notes what it asks for."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.asked = page, list[str]()
        with translation.override(language):
            field = render_to_string(
                "holdings/oversharing_field.html", {"field": Words()["words"], "counted": True}
            )
        head = '<meta charset="utf-8"><title>Words</title>'
        self.html = f'<!doctype html><html lang="{language}">{head}<main><form>{field}</form></main>'
        self.policy = "; ".join(f"{name} {' '.join(values)}" for name, values in settings.SECURE_CSP.items())
        page.route("**/*", self.answer)
        page.goto(f"{SITE}/")
        self.field = page.get_by_label("Words")
        self.box = page.locator(FOUND)

    def answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        self.asked.append(f"{route.request.method} {path} {route.request.post_data or ''}".strip())
        if path == "/":
            policy = {"Content-Security-Policy": self.policy}
            route.fulfill(body=self.html, content_type="text/html", headers=policy)
        elif file := finders.find(path.removeprefix(settings.STATIC_URL)):
            route.fulfill(path=file)
        else:
            route.fulfill(status=404)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of no site at all: what it shows and asks for is answered by `Visit`."""
    page = browser.new_page()
    page.set_default_timeout(10_000)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    yield page
    page.close()
    assert [fault for fault in faults if "404" not in fault] == []


@pytest.fixture
def visit(page: Page) -> Visit:
    return Visit(page, "en")


def test_what_is_found_is_shown_in_place(visit: Visit) -> None:
    visit.field.fill("Dark. My neighbor Rosa trips, call her at (302) 555-0148.")
    expect(visit.box).to_contain_text("These look like personal details: name and phone number.")
    expect(visit.box.locator("mark")).to_have_text(["Rosa", "(302) 555-0148"])


def test_ordinary_words_are_left_in_peace(visit: Visit) -> None:
    visit.field.fill("Mr. Zorn")
    expect(visit.box).to_be_visible()
    visit.field.fill("Dark for a week, reference 4KT 7M2, pole 123456, call 311.")
    expect(visit.box).to_have_count(0)


def test_it_is_taken_out_and_put_back_at_a_word(visit: Visit) -> None:
    visit.field.fill("Ask Mr. Zorn at 302-555-0148.")
    visit.press("Take all of it out")
    expect(visit.field).to_have_value("Ask Mr. [name] at [phone number].")
    expect(visit.field).to_be_focused()
    expect(visit.box).to_contain_text("Taken out: name and phone number.")
    visit.press("Put it back")
    expect(visit.field).to_have_value("Ask Mr. Zorn at 302-555-0148.")
    expect(visit.box).to_have_count(0)


def test_only_one_kind_may_be_taken_out(visit: Visit) -> None:
    visit.field.fill("Ask Mr. Zorn at 302-555-0148.")
    visit.press("Only the phone number")
    expect(visit.field).to_have_value("Ask Mr. Zorn at [phone number].")
    expect(visit.box.locator("mark")).to_have_text(["Zorn"])


def test_what_is_left_as_it_is_is_not_asked_again(visit: Visit) -> None:
    visit.field.fill("Ask Mr. Zorn.")
    visit.press("Leave as it is")
    expect(visit.box).to_have_count(0)
    visit.field.press_sequentially(" Or call 302-555-0148.")
    expect(visit.box.locator("mark")).to_have_text(["302-555-0148"])


def test_words_typed_since_the_box_came_are_not_damaged(visit: Visit) -> None:
    visit.field.fill("Ask Mr. Zorn.")
    expect(visit.box).to_be_visible()
    visit.page.evaluate("document.querySelector('textarea').value = 'Please do ask Mr. Zorn today.'")
    visit.press("Take it out")
    expect(visit.field).to_have_value("Please do ask Mr. [name] today.")


def test_a_place_is_only_asked_about(visit: Visit) -> None:
    visit.field.fill("The hole is at 901 Market St.")
    expect(visit.box).to_contain_text("Is this about somebody’s home or health: address?")
    visit.press("Take it out")
    expect(visit.field).to_have_value("The hole is at [900 block of Market St].")


def test_it_is_read_out_once_and_politely(visit: Visit) -> None:
    status = visit.page.get_by_role("status").filter(has_text="personal detail")
    visit.field.fill("Ask Mr. Zorn.")
    expect(status).to_have_text("This looks like a personal detail: name.")


def test_nothing_that_is_typed_is_sent(visit: Visit) -> None:
    visit.field.fill("Ask Mr. Zorn at 302-555-0148.")
    visit.press("Take all of it out")
    expect(visit.box).to_contain_text("Taken out")
    assert all(line.startswith("GET /") and "Zorn" not in line and "0148" not in line for line in visit.asked)
    assert any(line.endswith("rules.json") for line in visit.asked)


def test_it_speaks_spanish(page: Page) -> None:
    visit = Visit(page, "es")
    visit.field.fill("Mi vecina Rosa se cae de noche.")
    expect(visit.box.locator("mark")).to_have_text(["Rosa"])
    visit.press("Quitarlo")
    expect(visit.field).to_have_value("Mi vecina [nombre] se cae de noche.")


def test_without_scripts_it_is_a_field_like_any_other() -> None:
    html = render_to_string("holdings/oversharing_field.html", {"field": Words()["words"]})
    assert html.count("<textarea") == 1
    assert 'class="toomuch"' not in html.partition("<template")[0]


def test_the_table_is_where_the_page_looks_for_it() -> None:
    found = finders.find("commonhall/js/oversharing/rules.json")
    assert found is not None
    assert Path(found).is_file()
