"""Opened exports are asked for by one person and approved by another; the operator then begins one, once.

Each step is an entry of the log, in the transaction that makes it. That the two are in office, and did not come in just
now, is looked at again when the export begins: an administrator could else add a second person to approve.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commonhall import calendar
from commonhall.audit import log
from commonhall.errors import Refused
from commonhall.operations.export import deeds
from commonhall.operations.export.deeds import ENTRIES, Export, State
from commonhall.operations.models import ExportDeed
from commonhall.staff.models import Member, MemberEvent
from commonhall.staff.roles import ASKS_FOR_EXPORTS, Role

Kind = ExportDeed.Kind
KNOWN = timedelta(days=7)  # since somebody else let them in, or changed what they are or how they sign in
_LOCK = 311_007  # one step at a time
_BY_OTHERS = frozenset(
    {
        MemberEvent.Kind.ADDED,
        MemberEvent.Kind.CHANGED,
        MemberEvent.Kind.ACTIVATED,
        MemberEvent.Kind.LINK_MADE,
        MemberEvent.Kind.FACTOR_RESET,
    }
)


class OneIsOpen(Refused):
    """One at a time, so that nobody approves by habit."""

    def __init__(self, number: int) -> None:
        super().__init__(
            _("Export %(number)d is not over. Approve and use it, or refuse it, before another is asked for.")
            % {"number": number}
        )


class NotByOneself(Refused):
    """Two people means two."""

    def __init__(self) -> None:
        super().__init__(
            _("You asked for this export. Somebody else has to approve it; you can take it back.")
        )


class NeedsAPrivacyOfficer(Refused):
    """Of the two at least one watches over personal data by office."""

    def __init__(self) -> None:
        super().__init__(_("An administrator asked for this export, so a privacy officer has to approve it."))


class NotKnownLongEnough(Refused):
    """Who was let in just now may be the same person again."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "You came, or your role or sign-in was changed by somebody, in the last %(days)d days. Until that is "
                "over, others have to ask for exports and approve them."
            )
            % {"days": KNOWN.days}
        )


class CannotBeRead(Refused):
    """Nobody approves what they cannot read."""

    def __init__(self) -> None:
        super().__init__(
            _("What was asked for cannot be read with the city’s key file. Refuse it, and tell the operator.")
        )


class IsOver(Refused):
    """It was approved, refused or used meanwhile, or lapsed."""

    def __init__(self, number: int, state: State) -> None:
        super().__init__(
            _("Export %(number)d stands otherwise meanwhile: %(state)s. Nothing was changed.")
            % {"number": number, "state": state.label}
        )


class NoApproval(Refused):
    """The command may not open anything; its message says what is missing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Approval:
    """By whom and when an opened export was asked for and approved: members' ids and days."""

    number: int
    asked_by: UUID
    asked_on: date
    approved_by: UUID
    approved_on: date


def ask(basis: str, reason: str, *, by: Member) -> Export:
    """Ask for an opened export. Raises OneIsOpen, NotKnownLongEnough."""
    with transaction.atomic():
        now = _alone()
        if open_ := next((each for each in deeds.newest() if each.is_open(now)), None):
            raise OneIsOpen(open_.number)
        _refuse_unknown(by, now)
        number = deeds.last_number() + 1
        subject = log.Subject(export=str(number), basis=basis, note=reason, role=by.role)
        _note(Kind.ASKED, number, subject, by=by, asked_by=by)
    return _there(number)


def approve(number: int, *, by: Member) -> None:
    """Approve what somebody else asked for.

    Raises NotByOneself, NeedsAPrivacyOfficer, NotKnownLongEnough, CannotBeRead, IsOver.
    """
    with transaction.atomic():
        now = _alone()
        export = _there(number)
        if export.state(now) is not State.WAITING:
            raise IsOver(number, export.state(now))
        if export.asked is None:
            raise CannotBeRead
        _refuse_second(export, by)
        _refuse_unknown(by, now)
        subject = log.Subject(export=str(number), entry=str(export.first.entry_id), role=by.role)
        _note(Kind.APPROVED, number, subject, by=by, asked_by=export.asked_by)


def may_approve(export: Export, by: Member) -> bool:
    """Whether this member could be the second person, as far as they are the right one."""
    try:
        _refuse_second(export, by)
    except (NotByOneself, NeedsAPrivacyOfficer):
        return False
    return True


def refuse(number: int, *, by: Member) -> None:
    """Refuse it, or take it back: also what was approved, until it is begun. Raises IsOver."""
    with transaction.atomic():
        now = _alone()
        export = _there(number)
        if not export.is_open(now):
            raise IsOver(number, export.state(now))
        subject = log.Subject(export=str(number), role=by.role)
        _note(Kind.REFUSED, number, subject, by=by, asked_by=export.asked_by)


def note_lapsed() -> None:
    """Note what lapsed since this was looked at last."""
    with transaction.atomic():
        now = _alone()
        for export in deeds.newest():
            if export.state(now) is State.LAPSED and export.deed(Kind.LAPSED) is None:
                subject = log.Subject(export=str(export.number))
                _note(Kind.LAPSED, export.number, subject, by=None, asked_by=export.asked_by)


def begin(number: int | None) -> Approval:
    """Use an approval up: that export cannot begin again, whatever becomes of it. None: the one that is approved.

    Raises NoApproval.
    """
    with transaction.atomic():
        now = _alone()
        export = _approved(number, now)
        for flaw in deeds.flaws(export):
            raise NoApproval(
                f"Export {export.number} is not approved as the log would say it: {flaw}. Somebody may have written "
                "past the program. Run `commonhall audit verify`, and tell the privacy officer."
            )
        approved = export.approved
        assert approved is not None
        assert approved.by is not None
        _refuse_out_of_office((export.asked_by, approved.by), export.number, now)
        subject = log.Subject(export=str(export.number), entry=str(approved.entry_id))
        _note(Kind.BEGUN, export.number, subject, by=None, asked_by=export.asked_by)
    return Approval(
        number=export.number,
        asked_by=export.asked_by.pk,
        asked_on=calendar.day_of(export.asked_at),
        approved_by=approved.by.pk,
        approved_on=calendar.day_of(approved.entry.at),
    )


def end(number: int, *, persons: int, requests: int) -> None:
    """Note that all of it was taken out, and how much that was."""
    with transaction.atomic():
        _alone()
        export = _there(number)
        subject = log.Subject(export=str(number))
        _note(
            Kind.DONE,
            number,
            subject,
            by=None,
            asked_by=export.asked_by,
            persons=persons,
            requests=requests,
        )


def _approved(number: int | None, now: datetime) -> Export:
    """The export that may begin, by what its deeds say. Raises NoApproval."""
    if number is None:
        waiting = (each for each in deeds.newest() if each.state(now) is State.APPROVED)
        if export := next(waiting, None):
            return export
        raise NoApproval(
            "No opened export is approved. One person asks for it under /staff/exports/ and another approves it; "
            "then run this within 24 hours."
        )
    export = deeds.of(number)
    if export is None:
        raise NoApproval(f"There is no export {number}. Look at /staff/exports/ which is approved.")
    why = {
        State.WAITING: "was not approved yet. A second person has to, under /staff/exports/",
        State.REFUSED: "was refused. Ask anew",
        State.LAPSED: "lapsed: it has to be begun within 24 hours of its approval. Ask anew",
        State.BEGUN: "was begun before, and an approval is good once. Ask anew",
        State.DONE: "was taken out before, and an approval is good once. Ask anew",
    }.get(export.state(now))
    if why:
        raise NoApproval(f"Export {number} {why}.")
    return export


def _refuse_out_of_office(two: tuple[Member, Member], number: int, now: datetime) -> None:
    """Both as they are now, whatever they were when they asked and approved. Raises NoApproval."""
    roles = {member.role for member in two if member.is_active}
    if not all(member.is_active for member in two) or not roles <= ASKS_FOR_EXPORTS:
        raise NoApproval(
            f"One of the two who stood for export {number} does not work here any more, or in another role. Ask anew."
        )
    if Role.PRIVACY_OFFICER not in roles:
        raise NoApproval(f"None of the two who stood for export {number} is a privacy officer now. Ask anew.")
    if any(_is_unknown(member, now) for member in two):
        raise NoApproval(
            f"The role or sign-in of one of the two who stood for export {number} was changed in the last "
            f"{KNOWN.days} days. Look at their history under /staff/members/, and ask anew later."
        )


def _refuse_second(export: Export, by: Member) -> None:
    """Raise NotByOneself or NeedsAPrivacyOfficer."""
    if export.asked_by == by:
        raise NotByOneself
    if Role.PRIVACY_OFFICER not in {by.role, export.asked_by.role}:
        raise NeedsAPrivacyOfficer


def _refuse_unknown(member: Member, now: datetime) -> None:
    if _is_unknown(member, now):
        raise NotKnownLongEnough


def _is_unknown(member: Member, now: datetime) -> bool:
    return member.events.filter(kind__in=_BY_OTHERS, at__gt=now - KNOWN).exists()


def _note(
    kind: Kind,
    number: int,
    subject: log.Subject,
    *,
    by: Member | None,
    asked_by: Member,
    persons: int | None = None,
    requests: int | None = None,
) -> None:
    entry = log.note(ENTRIES[kind], subject, actor=by.pk if by else None)
    ExportDeed.objects.create(
        entry=entry,
        number=number,
        kind=kind,
        by=by,
        asked_by=asked_by,
        persons=persons,
        requests=requests,
    )


def _there(number: int) -> Export:
    """The export. Raises ExportDeed.DoesNotExist."""
    export = deeds.of(number)
    if export is None:
        raise ExportDeed.DoesNotExist
    return export


def _alone() -> datetime:
    """Wait until nobody else takes a step, and say when it is then."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    return timezone.now()
