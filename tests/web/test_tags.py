"""What the tags of the templates write."""

import re

import pytest
from django.forms import CharField, Form, Textarea
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from commonhall.web import leaving


def written(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


def test_an_icon_is_hidden_from_those_who_hear_the_page() -> None:
    icon = written('{% icon "lock" "is-no" %}')
    assert 'aria-hidden="true"' in icon
    assert 'class="usa-icon is-no"' in icon
    assert "sprite.svg#lock" in icon


def test_an_icon_without_a_meaning_is_refused() -> None:
    with pytest.raises(KeyError):
        written('{% icon "rocket" %}')


def test_the_arcade_has_one_arch_for_each_promise_and_says_the_same_in_words() -> None:
    hall = written("{% hall 2 3 28 1 %}")
    assert [hall.count(f"hall.svg#{state}") for state in ("kept", "partly", "notyet", "broken")] == [
        2,
        3,
        28,
        1,
    ]
    assert 'aria-label="2 of 34 promises kept"' in hall
    places = [int(place) for place in re.findall(r' x="(\d+)"', hall)]
    assert places == list(range(0, 34 * 20, 20))


def test_a_reference_is_shown_in_two_groups() -> None:
    assert written('{% reference "4KT7M2" %}') == '<span class="ref-small">4KT 7M2</span>'
    assert 'class="ref"' in written('{% reference "4KT7M2" "large" %}')


def test_a_state_is_a_shape_and_a_word() -> None:
    assert (
        written('{% state "in_progress" "In progress" %}')
        == '<span class="state state--working">In progress</span>'
    )


def test_a_kind_of_closed_has_the_shape_of_closed() -> None:
    assert "state--closed" in written('{% state "not_ours" "Not ours" %}')


def test_the_words_of_a_state_cannot_bring_markup_in() -> None:
    assert "<b>" not in written('{% state "new" word %}', word="<b>New</b>")


def test_a_link_that_leaves_says_so_and_tells_nothing_about_the_reader() -> None:
    link = written('{% leaving "phishing" %}how to tell{% endleaving %}')
    assert f'href="{leaving.named("phishing").url}"' in link
    assert 'rel="noopener noreferrer external"' in link
    assert "leaves this site; the privacy policy of Federal Trade Commission applies" in link


def test_a_link_that_nobody_registered_is_refused() -> None:
    with pytest.raises(leaving.UnknownOutside):
        written('{% leaving "elsewhere" %}there{% endleaving %}')


def test_the_other_language_is_the_same_page_with_the_same_filters() -> None:
    request = RequestFactory().get("/en/requests/?page=2")
    with translation.override("en"):
        assert written('{% other_language_url "es" %}', request=request) == "/es/requests/?page=2"


def test_the_other_languages_are_all_but_the_pages_own() -> None:
    source = "{% other_languages as others %}{% for code, name in others %}{{ code }} {{ name }}{% endfor %}"
    with translation.override("es"):
        assert written(source) == "en English"


class Words(Form):
    words = CharField(help_text="Leave out names.", widget=Textarea)


def test_a_field_is_joined_to_its_hint_and_its_error() -> None:
    source = '{% include "web/components/field.html" %}'
    field = written(source, field=Words({})["words"])
    described_by = re.search(r'<textarea[^>]* aria-describedby="([^"]+)"', field)
    assert described_by
    for name in described_by[1].split():
        assert f'id="{name}"' in field
    assert 'aria-invalid="true"' in field
    assert 'class="usa-textarea"' in field


def test_every_error_in_the_summary_leads_to_its_field() -> None:
    form = Words({})
    page = written('{% include "web/components/error_summary.html" %}{{ form.words }}', form=form)
    assert 'href="#id_words"' in page
    assert 'id="id_words"' in page


def test_the_width_of_a_meter_is_an_attribute_and_not_a_style() -> None:
    due = written('{% include "web/components/due.html" with kind="soon" words="today" used=92 %}')
    assert '<rect width="92"' in due


def test_the_console_shows_of_a_contact_in_a_list_only_that_there_is_one() -> None:
    assert "on file" in written('{% include "web/components/contact_mark.html" with kind="sealed" %}')
    assert "anonymous" in written('{% include "web/components/contact_mark.html" with kind="anonymous" %}')


def test_an_opened_contact_says_how_long_it_stays_open_without_scripts() -> None:
    source = '{% include "web/components/contact_open.html" with seconds=541 %}'
    contact = written(source, details=[("Name", "Ada")])
    assert "10 minutes" in contact
    assert 'data-expires-in="541"' in contact
