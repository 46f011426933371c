"""A city's folder: all of its files are read before anything changes, then all of it is taken in, or nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.calendar import city
from commonhall.calendar.tables import BadFile
from commonhall.desk import script
from commonhall.errors import Refused
from commonhall.messaging import message_templates, template_file
from commonhall.messaging.message_templates import Wording
from commonhall.places import boundaries, tiles
from commonhall.places import loading as places
from commonhall.places.reading import Lists
from commonhall.policy import revisions, texts
from commonhall.policy.texts import PolicyText
from commonhall.service_requests import elsewhere
from commonhall.service_requests.catalogue import editing, entries, loading, reading
from commonhall.service_requests.catalogue.entries import DepartmentEntry, Entries, ServiceEntry

MISTAKES_TOLD = 40  # a file in a wrong form would fill the screen
type Kind = type[DepartmentEntry] | type[ServiceEntry]


@dataclass(frozen=True, kw_only=True, slots=True)
class Folder:
    """What goes into the database. The other files (city, desk, elsewhere, boundaries, map) are known to be good."""

    path: Path
    catalogue: Entries
    places: Lists
    policy: PolicyText
    templates: Mapping[str, Wording]


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """What is other than before in one list, by codes or names.

    `gone`: places are deleted; services are no longer offered and departments take no more requests, for both keep
    the requests they have.
    """

    what: str
    now: int  # how many the folder holds
    added: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    is_reordered: bool = False
    left_out: int = 0  # addresses whose point stands for “not found”

    @property
    def is_none(self) -> bool:
        return not (self.added or self.changed or self.gone or self.is_reordered)


def read(path: Path) -> Folder:
    """Everything in the folder. Raises BadFile with the mistakes of all files.

    Where `city.toml` does not say its languages, the files with texts in them have to wait for it.
    """
    mistakes: list[str] = []

    def noted[T](reader: Callable[[], T]) -> T | None:
        try:
            return reader()
        except BadFile as bad:
            mistakes.extend(bad.mistakes)
            return None

    noted(lambda: city.load(path))
    noted(lambda: tiles.read(path))
    catalogue = policy = templates = None
    if languages := city.languages(path):
        noted(lambda: script.read(path, languages))
        noted(lambda: elsewhere.read(path, languages))
        policy = noted(lambda: texts.read(path, languages))
        catalogue = noted(lambda: reading.folder(path, languages))
        templates = noted(lambda: template_file.read(path, languages))
    noted(lambda: boundaries.of(path))
    lists = noted(lambda: places.read(path, languages or ()))
    if catalogue is None or lists is None or policy is None or templates is None or mistakes:
        raise BadFile(_first(mistakes))
    return Folder(path=path, catalogue=catalogue, places=lists, policy=policy, templates=templates)


class TakesBack(Refused):
    """Some of what the folder would change was changed on the administrators' screens since the last setup."""

    def __init__(self, taken_back: Sequence[str]) -> None:
        super().__init__(
            "This would take back what was changed on screens since the last setup: "
            f"{', '.join(taken_back)}. Take their files out of the screens into the folder first, or run it with "
            "--take-back."
        )


def taken_back(folder: Folder) -> tuple[str, ...]:
    """The departments and services that were changed on screens since the last setup and that this would change.

    Each setup notes in the log how it left them. One of before notes nothing: then all that it would change may be.
    """
    stored = entries.stored()
    last = log.last(Entry.Kind.CITY_SET_UP)
    touched = set(entries.unlike(stored, last.left if last else ()))
    found = entries.difference(stored, folder.catalogue)
    changed = [*map(entries.key, (*found.changed, *found.stopped)), *([entries.ORDER] * found.is_reordered)]
    return tuple(name for name in changed if name in touched)


def compare(folder: Folder) -> tuple[Change, ...]:
    """What taking it in would change now. Raises AlreadyPublished, IsEarlier."""
    return (
        *_of_the_catalogue(folder.catalogue),
        *_of_places(places.difference(folder.places)),
        _of_the_policy(folder.policy, is_new=revisions.is_new(folder.policy)),
        *_of_templates(folder.templates, *message_templates.to_bring_in(folder.templates)),
    )


def take_in(folder: Folder, *, takes_back: bool = True) -> tuple[Change, ...]:
    """Make the database what the folder says, in one transaction; where that changes something, the log says so.

    Raises TakesBack, unless `takes_back`, where that would change what was changed on screens; AlreadyPublished and
    IsEarlier, where it would change a policy that was published.

    People may be at work: a report that began with what a service asked before is taken as it was asked.
    """
    with editing.alone():
        if not takes_back and (names := taken_back(folder)):
            raise TakesBack(names)
        catalogue = _of_the_catalogue(folder.catalogue)
        loading.take_in(folder.catalogue)
        policy = _of_the_policy(folder.policy, is_new=revisions.publish(folder.policy))
        templates = _of_templates(folder.templates, *message_templates.bring_in(folder.templates))
        changes = (*catalogue, *_of_places(places.take_in(folder.places)), policy, *templates)
        left, last = entries.marks(entries.stored()), log.last(Entry.Kind.CITY_SET_UP)
        if last is None or last.left != left or not all(change.is_none for change in changes):
            said = "; ".join(map(_said, changes))
            log.note(Entry.Kind.CITY_SET_UP, log.Subject(reason=said, left=left), actor=None)
    return changes


def _first(mistakes: Sequence[str]) -> Sequence[str]:
    more = len(mistakes) - MISTAKES_TOLD
    return [*mistakes[:MISTAKES_TOLD], f"And {more} more."] if more > 0 else mistakes


def _of_the_catalogue(catalogue: Entries) -> tuple[Change, ...]:
    found = entries.difference(entries.stored(), catalogue)

    def of(what: str, kind: Kind, now: int) -> Change:
        def codes(rows: Sequence[entries.Entry]) -> tuple[str, ...]:
            return tuple(row.code for row in rows if isinstance(row, kind))

        return Change(
            what=what,
            now=now,
            added=codes(found.added),
            changed=codes(found.changed),
            gone=codes(found.stopped),
            is_reordered=found.is_reordered,
        )

    return (
        of("departments", DepartmentEntry, len(catalogue.departments)),
        of("services", ServiceEntry, len(catalogue.services)),
    )


def _of_the_policy(text: PolicyText, *, is_new: bool) -> Change:
    added = (f"revision {text.revision}",) if is_new else ()
    return Change(what="policy", now=len(text.sentences), added=added, changed=(), gone=())


def _of_templates(
    wordings: Mapping[str, Wording], added: Sequence[str], changed: Sequence[str]
) -> tuple[Change, ...]:
    """Of a folder that brings some. None is gone: administrators stop them on their screens."""
    told = Change(what="templates", now=len(wordings), added=tuple(added), changed=tuple(changed), gone=())
    return (told,) if wordings else ()


def _of_places(found: Sequence[places.Difference]) -> tuple[Change, ...]:
    """Of the lists that the folder has, or that the city had."""

    def names(rows: Sequence[places.Row]) -> tuple[str, ...]:
        return tuple(map(str, rows))

    return tuple(
        Change(
            what=each.what,
            now=each.now,
            added=names(each.added),
            changed=names(each.changed),
            gone=names(each.removed),
            left_out=each.left_out,
        )
        for each in found
        if each.now or not each.is_none
    )


def _said(change: Change) -> str:
    return f"{change.what}: {len(change.added)} added, {len(change.changed)} changed, {len(change.gone)} gone"
