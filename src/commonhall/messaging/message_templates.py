"""Templates of messages: words with variables from a closed list, in each of the city's languages, kept by version."""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonhall.errors import Refused
from commonhall.messaging.models import MessageTemplate, TemplateVersion
from commonhall.staff.models import Member

LONGEST_TITLE = 80
VARIABLES = MappingProxyType(
    {
        "reference": gettext_lazy("the reference of the request, like 4KT 7M2"),
        "service": gettext_lazy("what was asked for, like Pothole"),
        "place": gettext_lazy("the block, crossing or landmark"),
        "department": gettext_lazy("who does it"),
        "due": gettext_lazy("the day by which it should be done"),
        "link": gettext_lazy("the link to their own page; you don’t see it, it opens for them alone"),
    }
)
_IN_BRACES = re.compile(r"\{([^{}\n]*)\}")
_FOR_A_LOOK = MappingProxyType(dict.fromkeys(VARIABLES, "…"))


class UnknownVariable(Refused):
    """What stands in braces is none of the list, or a brace stands alone."""

    def __init__(self, written: str) -> None:
        known = ", ".join(f"{{{name}}}" for name in VARIABLES)
        super().__init__(
            _("“%(written)s” is no variable. Use one of these: %(known)s.")
            % {"written": written, "known": known}
        )
        self.written = written


class TitleIsTaken(Refused):
    """Another template has that title."""

    def __init__(self) -> None:
        super().__init__(_("There is a template of that title. Change that one, or choose another title."))


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """What a template says: for staff its title, and by language the text."""

    title: str
    texts: Mapping[str, str]


def check(text: str) -> None:
    """Raise UnknownVariable for the first that is none of the list."""
    for found in _IN_BRACES.finditer(text):
        if found[1] not in VARIABLES:
            raise UnknownVariable(found[0])
    if alone := re.search(r"[{}]", _IN_BRACES.sub("", text)):
        raise UnknownVariable(alone[0])


def fill(text: str, values: Mapping[str, str] = _FOR_A_LOOK) -> str:
    """The text with the values of its variables; what is none of them stays as it is."""
    return _IN_BRACES.sub(lambda found: values.get(found[1], found[0]), text)


def offered() -> list[TemplateVersion]:
    """The newest version of each template that staff can choose, by title."""
    return sorted(_newest().filter(template__is_offered=True), key=lambda each: each.title.casefold())


def every() -> list[TemplateVersion]:
    """The newest version of each template, also of those that are not offered any more, by title."""
    return sorted(_newest(), key=lambda each: each.title.casefold())


def versions(template: str) -> list[TemplateVersion]:
    """All versions of a template, newest first; none where there is no such template."""
    found = TemplateVersion.objects.filter(template=template).select_related("template", "by")
    return list(found.order_by("-number"))


def version(written: str) -> TemplateVersion | None:
    """The version of that id, as a form carries it."""
    try:
        number = uuid.UUID(written)
    except ValueError:
        return None
    return TemplateVersion.objects.filter(pk=number).first()


def add(wording: Wording, *, by: Member | None, code: str = "") -> TemplateVersion:
    """A new template. Raises UnknownVariable, TitleIsTaken."""
    code = code or slugify(wording.title)[:40].strip("-") or uuid.uuid4().hex[:12]
    with transaction.atomic():
        template, is_new = MessageTemplate.objects.get_or_create(pk=code)
        if not is_new:
            raise TitleIsTaken
        return _add_version(template, wording, 1, by)


def change(template: str, wording: Wording, *, by: Member | None) -> TemplateVersion:
    """A new version, where it says something else than the newest; that one else. Raises UnknownVariable."""
    with transaction.atomic():
        row = MessageTemplate.objects.select_for_update().get(pk=template)
        newest = row.versions.order_by("-number").first()
        if newest and (newest.title, newest.texts) == (wording.title, dict(wording.texts)):
            return newest
        return _add_version(row, wording, newest.number + 1 if newest else 1, by)


def offer(template: str, *, is_offered: bool) -> None:
    """Let staff choose it, or no more; its versions stay."""
    MessageTemplate.objects.filter(pk=template).update(is_offered=is_offered)


def to_bring_in(wordings: Mapping[str, Wording]) -> tuple[Sequence[str], Sequence[str]]:
    """Of the city folder's templates, by code, those that are new, and those that say something else than they did.

    What administrators wrote on their screens stays: one that has a version of theirs is left to them.
    """
    newest = {row.template_id: row for row in _newest()}
    changed = [
        code
        for code, wording in wordings.items()
        if (row := newest.get(code))
        and row.by_id is None
        and (row.title, row.texts) != (wording.title, dict(wording.texts))
    ]
    return [code for code in wordings if code not in newest], changed


def bring_in(wordings: Mapping[str, Wording]) -> tuple[Sequence[str], Sequence[str]]:
    """Take in what `to_bring_in` says, and return it."""
    new, changed = to_bring_in(wordings)
    for code in new:
        add(wordings[code], by=None, code=code)
    for code in changed:
        change(code, wordings[code], by=None)
    return new, changed


def _add_version(
    template: MessageTemplate, wording: Wording, number: int, by: Member | None
) -> TemplateVersion:
    for text in wording.texts.values():
        check(text)
    return TemplateVersion.objects.create(
        template=template,
        number=number,
        title=wording.title,
        texts={language: wording.texts[language] for language in settings.CITY.languages},
        by=by,
        made_at=timezone.now(),
    )


def _newest() -> QuerySet[TemplateVersion]:
    last = TemplateVersion.objects.filter(template=OuterRef("template")).order_by("-number").values("pk")[:1]
    return TemplateVersion.objects.filter(pk=Subquery(last)).select_related("template", "by")
