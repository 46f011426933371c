"""The policy as a feed (RFC 4287): its revisions, and since when each sentence stands as it does."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import zip_longest

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commonhall.policy import changes
from commonhall.policy.models import State
from commonhall.policy.page import Clause, Policy
from commonhall.policy.revisions import Published


def written(policy: Policy, published: Iterable[Published], absolute: Callable[[str], str]) -> str:
    """The newest first. `absolute` makes a link of a path."""
    here = absolute(reverse("policy:privacy"))
    found = Atom1Feed(
        title=_("Privacy: what we promise, and whether we keep it"),
        link=here,
        description=str(policy.text.title),
        author_name=settings.CITY.name,
        feed_url=absolute(reverse("policy:feed")),
        language=get_language(),
    )
    entries = [*_of_revisions(tuple(published), absolute), *_of_sentences(policy.clauses, here)]
    for each in sorted(entries, key=lambda entry: entry.day, reverse=True):
        at = datetime.combine(each.day, time(), settings.CITY.zone)
        found.add_item(
            title=each.title,
            link=each.link,
            description=each.told,
            unique_id=each.id,
            pubdate=at,
            updateddate=at,
        )
    return str(found.writeString("utf-8"))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Entry:
    """One thing that became other than it was. `told` is HTML, as Django's Atom feeds mark it."""

    day: date
    title: str
    link: str
    id: str
    told: str


def _of_revisions(published: Sequence[Published], absolute: Callable[[str], str]) -> Iterator[_Entry]:
    """`published`: the newest first."""
    for each, before in zip_longest(published, published[1:]):
        link = absolute(reverse("policy:revision", args=[each.text.revision]))
        title = _("Revision %(revision)d of the policy") % {"revision": each.text.revision}
        found = changes.between(before.text, each.text, get_language() or "") if before else ()
        shown = {"revision": each, "before": before, "changes": found, "tally": changes.tally(found)}
        told = _told("policy/feed_revision.html", shown)
        yield _Entry(day=each.since, title=title, link=link, id=link, told=told)


def _of_sentences(clauses: Iterable[Clause], here: str) -> Iterator[_Entry]:
    for clause in clauses:
        if clause.state_since is not None:
            state = str(State(clause.state).label)
            link = f"{here}#{clause.sentence.id}"
            yield _Entry(
                day=clause.state_since,
                title=f"{state.capitalize()}: {clause.sentence.says}",
                link=link,
                id=f"{link}/{clause.state_since}/{clause.state.name.lower()}",
                told=_told("policy/feed_sentence.html", {"clause": clause}),
            )


def _told(template: str, shown: Mapping[str, object]) -> str:
    return " ".join(render_to_string(template, dict(shown)).split())
