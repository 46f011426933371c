"""The controls of the policy's own page, each seen to fail."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from pytest_django.fixtures import Settings

from commonhall.policy import record, register, revisions, texts, verdicts
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


MIDNIGHT = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
PAGE_OF_THREE = "/en/privacy/history/3/"
FORGETS_THREE = """
    {% if revision.text.revision != 3 %}{% for section in revision.text.sections %}
      {% for sentence in section.sentences %}{{ sentence.says }}{% endfor %}
    {% endfor %}{% endif %}
"""


@pytest.fixture
def nine_revisions() -> None:
    for number in range(1, 10):
        revisions.publish(replace(texts.current(), revision=number))


def looked_at(slot: int) -> Judgement:
    """What a look finds and keeps, as the job is due in the `slot`th five minutes of a day."""
    with time_machine.travel(MIDNIGHT + slot * timedelta(minutes=5), tick=False):
        judgement = judged("policy.published")
        record.keep([judgement])
    return judgement


def pages_asked(judgement: Judgement) -> dict[str, int]:
    return {look.verb: look.evidence.count for look in judgement.looks}


@pytest.mark.usefixtures("nine_revisions")
def test_a_look_costs_the_same_however_many_revisions_there_are() -> None:
    asked = pages_asked(looked_at(0))
    assert (asked["history"], asked["differences"]) == (2 * 2, 2 * 2)  # two revisions, each in two languages


@pytest.mark.usefixtures("nine_revisions")
def test_each_earlier_revision_has_its_turn_and_what_is_wrong_stays_so_until_it_is_mended(
    settings: Settings, tmp_path: Path
) -> None:
    page = tmp_path / "policy" / "revision.html"
    page.parent.mkdir()
    page.write_text(FORGETS_THREE)
    ours = settings.TEMPLATES
    settings.TEMPLATES = [{**ours[0], "DIRS": [tmp_path]}]
    seen = [PAGE_OF_THREE in looked_at(slot).wrong for slot in range(16)]
    settings.TEMPLATES = ours
    found = seen.index(True)
    assert found < 8  # eight are earlier than the one in force
    assert all(seen[found:])
    assert PAGE_OF_THREE not in looked_at(16).wrong
    assert pages_asked(looked_at(17))["history"] == 2 * 2
