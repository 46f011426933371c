"""The policy as a feed (RFC 4287): its revisions, and since when each sentence stands as it does."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

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
    entries = [*(_of_a_revision(each, absolute) for each in published), *_of_sentences(policy.clauses, here)]
    for day, title, link, guid in sorted(entries, key=lambda entry: entry[0], reverse=True):
        at = datetime.combine(day, time(), settings.CITY.zone)
        found.add_item(title=title, link=link, description=title, unique_id=guid, pubdate=at, updateddate=at)
    return str(found.writeString("utf-8"))


type _Entry = tuple[date, str, str, str]


def _of_a_revision(published: Published, absolute: Callable[[str], str]) -> _Entry:
    link = absolute(reverse("policy:revision", args=[published.text.revision]))
    title = _("Revision %(revision)d of the policy") % {"revision": published.text.revision}
    return published.since, title, link, link


def _of_sentences(clauses: Iterable[Clause], here: str) -> Iterable[_Entry]:
    for clause in clauses:
        if clause.state_since is not None:
            state = str(State(clause.state).label)
            link = f"{here}#{clause.sentence.id}"
            title = f"{state.capitalize()}: {clause.sentence.says}"
            yield clause.state_since, title, link, f"{link}/{clause.state_since}/{clause.state.name.lower()}"
