"""Finding who calls among the people the city knows, while they spell their name; and joining the call to one of them.

Each search and each opened person goes through `people.looks`: a reason, a pace, and an entry in the log.
"""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from commonhall.people import finding, handles, look_sessions, looks, page, requests, sight
from commonhall.people.finding import NotAmongTheFirst
from commonhall.people.handles import HandleIsSpent, Look
from commonhall.people.look_sessions import SessionIsOver
from commonhall.people.requests import Line
from commonhall.people.search import spelling
from commonhall.people.search.ranking import Fit
from commonhall.service_requests.intake import Report
from commonhall.staff.models import Member


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """A word as it is shown, and whether it is one of those that were sought."""

    text: str
    is_sought: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """A person among the results: name and street, and what else fits without saying what it is."""

    name: tuple[Word, ...]
    street: Word
    also: tuple[str, ...]
    requests: int
    handle: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Caller:
    """A person that was opened during a call. `opened`: for what is done with them beside it, for ten minutes."""

    details: list[tuple[str, str]]
    requests: list[Line]
    handle: str
    opened: str


def seek(typed: str, *, by: Member) -> list[Seen]:
    """Who fits what was typed, best first, of those the member may see; noted before it is shown.

    Raises SessionIsOver, TooFast, PermissionDenied, NotAmongTheFirst; IndexIsLost, when it has asked for a new one.
    """
    session = look_sessions.running(by)
    if session is None:
        raise SessionIsOver
    if not typed.strip():
        return []
    shown, are_others = finding.fitting(typed, by=by)
    looks.searching(session, typed, found=[fit.person for fit in shown])
    if are_others:
        raise NotAmongTheFirst
    return [_seen(fit, by) for fit in shown]


def open_found(handle: str, *, by: Member) -> Caller:
    """Open somebody among the results, for the reason of the call. Raises SessionIsOver and what opening raises."""
    return _caller(handles.open_found(handle, by=by), by)


def joined(handle: str, *, by: Member) -> Caller | None:
    """The caller that a call is joined to; None for none. Raises HandleIsSpent, also after the call; PersonIsGone."""
    if handle and look_sessions.running(by) is None:
        raise HandleIsSpent
    return _caller(handles.look_again(handle, by=by), by) if handle else None


def of(report: Report, handle: str, *, by: Member) -> Report:
    """The report, as one of the person that the call is joined to. Raises HandleIsSpent, PersonIsGone."""
    if not handle or report.contact is None:
        return report
    return replace(report, person=handles.look_again(handle, by=by).person)


def contact_parts(handle: str, *, by: Member) -> dict[str, str]:
    """What is known of the caller's contact, by part. Raises HandleIsSpent, PersonIsGone."""
    contact = handles.look_again(handle, by=by).record.contact
    return {part: getattr(contact, part) for part in contact.parts}


def _caller(look: Look, by: Member) -> Caller:
    return Caller(
        details=page.details(look.record.contact),
        requests=requests.lines(look.record.requests, by),
        handle=handles.for_a_call(look, by),
        opened=handles.opened(look, by),
    )


def _seen(fit: Fit, by: Member) -> Seen:
    glimpse = sight.glimpse(fit.record.contact)
    name = tuple(
        Word(text=word, is_sought=not fit.words.isdisjoint(spelling.words(word)))
        for word in glimpse.name.split()
    )
    return Seen(
        name=name,
        street=Word(text=glimpse.street, is_sought="address" in fit.parts),
        also=tuple(_ALSO[part]() for part in ("phone", "email") if part in fit.parts),
        requests=len(fit.record.requests),
        handle=handles.found(fit.person, by),
    )


_ALSO = {"phone": lambda: _("the phone number fits"), "email": lambda: _("the e-mail fits")}
