"""From the living line at the foot of the front page to what one word of the policy was before, in both languages."""

import re

import pytest
from playwright.sync_api import expect

from tests import running
from tests.browser.visitor import Visitor
from tests.running import Demo

# As if the city had published its policy once before, with other words in one sentence, one more and one less.
REVISED = """
    INSERT INTO policy_revision (revision, text, since)
    SELECT 0, jsonb_set(jsonb_set(jsonb_set(text,
        '{revision}', '0'),
        '{sections,0,sentences,0,says}', '{"en": "We protect your data.", "es": "Protegemos sus datos."}'),
        '{sections,0,sentences,1,id}', '"old"'), '2023-10-02'
    FROM policy_revision WHERE revision = 1
    ON CONFLICT DO NOTHING RETURNING revision
"""
WORDS = {
    "en": {
        "looked": "Looked at:",
        "all": "all revisions",
        "show": "Show what differs",
        "counted": "Changed: 1. New: 1. Taken out: 1.",
        "told": "“We protect your data.” became “We protect the data of everyone who uses this site and 311.”",
    },
    "es": {
        "looked": "Se miró:",
        "all": "todas las revisiones",
        "show": "Ver las diferencias",
        "counted": "Cambiado: 1. Nuevo: 1. Quitado: 1.",
        "told": "“Protegemos sus datos.” pasó a ser “Protegemos los datos de todas las personas",
    },
}


@pytest.fixture(scope="package")
def revised(demo: Demo) -> None:
    """Two revisions in the demonstration, and what the controls found there."""
    demo.rows(REVISED)
    running.beside(demo, "verify", "cookies.functional")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.usefixtures("revised")
def test_from_the_front_page_to_what_a_sentence_said_before(plain: Visitor, language: str) -> None:
    words = WORDS[language]
    plain.opens(f"/{language}/")
    with plain.page.expect_navigation():  # the line counts the promises, or says that none was looked at yet
        plain.page.locator("footer .promise__line a").click()
    cookies = plain.page.locator("[id='cookies.functional']")
    expect(cookies.get_by_text(words["looked"]).first).to_be_hidden()
    cookies.locator("summary").click()
    expect(cookies.get_by_text(words["looked"]).first).to_be_visible()
    plain.looks_closely()
    plain.follows(words["all"])
    plain.presses(words["show"])
    plain.sees(words["counted"], words["told"])
    expect(plain.page).to_have_url(re.compile("/history/0/1/$"))


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    "path", ["", "history/", "history/0/", "history/1/changes/", "history/compare/?one=1&other=1"]
)
@pytest.mark.usefixtures("revised")
def test_each_page_is_for_everybody(phone: Visitor, language: str, path: str) -> None:
    phone.opens(f"/{language}/privacy/{path}")


@pytest.mark.parametrize("path", ["", "history/0/"])
@pytest.mark.usefixtures("revised")
def test_a_sentence_s_address_is_reached_and_taken_by_keyboard_without_scripts(
    plain: Visitor, path: str
) -> None:
    plain.opens(f"/en/privacy/{path}")
    plain.tabs_to("Link to this sentence, #purpose.protect")
    plain.keys("Enter")
    expect(plain.page).to_have_url(re.compile(r"#purpose\.protect$"))
    sentence = plain.page.locator("[id='purpose.protect']")
    expect(sentence).to_be_in_viewport()
    expect(sentence).to_have_css("border-left-width", "4px")  # one sees which it is


@pytest.mark.usefixtures("revised")
def test_what_was_added_and_taken_out_is_told_by_more_than_its_color(phone: Visitor) -> None:
    phone.opens("/en/privacy/history/0/1/")
    expect(phone.page.locator("del").first).to_have_css("text-decoration-line", "line-through")
    expect(phone.page.locator("ins").first).to_have_css("text-decoration-line", "underline")
    for mark, said in (("del", "taken out: "), ("ins", "added: ")):
        assert (phone.page.locator(mark).first.text_content() or "").startswith(said)
