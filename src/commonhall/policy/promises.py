"""What the policy signs in with the rooms below it, and the controls of its own page."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from commonhall.evidence import Evidence, control
from commonhall.policy import checks, record, revisions, texts
from commonhall.staff import homes
from commonhall.staff.roles import Role
from commonhall.web import figures, leaving, menu, own_pages
from commonhall.web.own_pages import Page

__all__ = ["checks"]

SECONDS_BETWEEN_LOOKS = 300  # as `jobs.verify` is due
MOST_ASKED_AGAIN = 3  # earlier revisions that were wrong at the last look

figures.register(record.last_figures)
homes.register(Role.PRIVACY_OFFICER, "policy:evidence")
menu.register(
    menu.Entry(url_name="policy:evidence", title=gettext_lazy("Evidence"), roles={Role.PRIVACY_OFFICER})
)


@control("policy.published", "publish")
def the_page_shows_the_policy_whole() -> Evidence:
    """Its number, title, revision and day, and each of its sentences, as visitors get them, by language."""
    policy = texts.current()
    wrong = []
    for language, page in _pages():
        with override(language):
            told = (
                policy.number,
                str(policy.title),
                policy.revision,
                date_format(policy.approved_on, _("F j, Y")),
            )
        sentences = [sentence.says.of(language) for sentence in policy.sentences]
        wrong += [f"{page.path} {words}" for words in (*told, *sentences) if not _shows(page, words)]
    return Evidence(
        looked_at=gettext_lazy("sentences of the policy on its page, in each language"),
        count=len(policy.sentences) * len(settings.LANGUAGES),
        wrong=tuple(wrong),
    )


@control("policy.published", "history")
def each_revision_can_be_read() -> Evidence:
    """With every sentence it had; the one that the site shows is the last. Bounded, as `_in_turn` says."""
    published = revisions.published()
    asked = _in_turn([each.text.revision for each in published], "policy:revision")
    wrong = [
        page.path
        for each in published
        if each.text.revision in asked
        for language, page in _pages("policy:revision", [each.text.revision])
        if not all(_shows(page, sentence.says.of(language)) for sentence in each.text.sentences)
    ]
    if published and published[0].text != texts.current():
        wrong.append(texts.FILE)
    return Evidence(
        looked_at=gettext_lazy(
            "the revision of the policy in force, and one of the earlier ones in turn, in each language"
        ),
        count=len(asked) * len(settings.LANGUAGES),
        wrong=tuple(wrong),
    )


@control("policy.published", "differences")
def what_a_revision_changed_can_be_read() -> Evidence:
    """Of each but the first. Bounded, as `_in_turn` says."""
    later = [each.text.revision for each in revisions.published()[:-1]]
    pages = [page for _language, page in _pages("policy:changes", _in_turn(later, "policy:changes"))]
    return Evidence(
        looked_at=gettext_lazy(
            "what the last revision changed, and one of the earlier ones in turn, in each language"
        ),
        count=len(pages),
        wrong=tuple(page.path for page in pages if page.status != 200),
    )


@control("purpose.safety-links", "privacy-page")
def the_page_links_to_the_federal_advice() -> Evidence:
    """In each language."""
    advice = leaving.named("online-safety").url
    pages = [page for _language, page in _pages()]
    return Evidence(
        looked_at=gettext_lazy("the link on the privacy page, in each language"),
        count=len(pages),
        wrong=tuple(page.path for page in pages if not _shows(page, f'href="{advice}"')),
    )


def _pages(
    name: str = "policy:privacy", revisions: Iterable[int] | None = None
) -> Iterator[tuple[str, Page]]:
    """The page in each language; of each of the revisions, where it is one of theirs."""
    args = [[]] if revisions is None else [[revision] for revision in revisions]
    for language, _name in settings.LANGUAGES:
        with override(language):
            paths = [reverse(name, args=each) for each in args]
        for path in paths:
            yield language, own_pages.ask(path)


def _in_turn(numbers: Sequence[int], name: str) -> tuple[int, ...]:
    """Which of these revisions (the newest first) to ask for now, so that a look costs the same however many there are.

    The newest each time, and one of the earlier ones: looks five minutes apart come to each in turn. One whose page was
    wrong at the last look is asked for again until it is right, or a promise would be kept and broken by turns.
    """
    newest, earlier = numbers[:1], numbers[1:]
    if not earlier:
        return tuple(newest)
    in_turn = earlier[int(timezone.now().timestamp()) // SECONDS_BETWEEN_LOOKS % len(earlier)]
    verdict = record.last().get("policy.published")
    known = verdict.wrong if verdict else ()
    still = (number for number in earlier if _paths(name, number) & set(known))
    return tuple(dict.fromkeys([*newest, in_turn, *islice(still, MOST_ASKED_AGAIN)]))


def _paths(name: str, revision: int) -> set[str]:
    paths = set()
    for language, _name in settings.LANGUAGES:
        with override(language):
            paths.add(reverse(name, args=[revision]))
    return paths


def _shows(page: Page, words: object) -> bool:
    return page.status == 200 and (str(words) in page.html or escape(words) in page.html)
