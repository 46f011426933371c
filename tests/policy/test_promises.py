"""The controls of the policy's own page, each seen to fail."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from commonhall.policy import register, texts, verdicts
from commonhall.policy.verdicts import Judgement

pytestmark = pytest.mark.django_db


@pytest.fixture
def written_over(settings: Settings, tmp_path: Path) -> Path:
    """A file that takes the place of the policy's page, as a careless city might put one there."""
    page = tmp_path / "policy" / "privacy.html"
    page.parent.mkdir()
    page.write_text("<h1>We value your privacy.</h1>")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    return page


def judged(promise: str) -> Judgement:
    return verdicts.judge(register.named([promise]))[0]


@pytest.mark.parametrize("promise", ["policy.published", "purpose.safety-links"])
def test_the_page_as_it_is_shown_holds_what_it_must(promise: str) -> None:
    judgement = judged(promise)
    assert judgement.wrong == ()
    assert judgement.proved == 1


@pytest.mark.usefixtures("written_over")
def test_a_page_without_its_sentences_breaks_the_promise_to_publish_them() -> None:
    wrong = judged("policy.published").wrong
    assert "/en/privacy/ 112.1" in wrong
    assert "/es/privacy/ 19 de septiembre de 2023" in wrong
    assert f"/en/privacy/ {texts.current().sentences[0].says.of('en')}" in wrong


@pytest.mark.usefixtures("written_over")
def test_a_page_without_the_federal_advice_breaks_the_promise_to_link_to_it() -> None:
    assert judged("purpose.safety-links").wrong == ("/en/privacy/", "/es/privacy/")
