"""What an administrator does with the members of staff. Each deed stands in the member's history, by whom."""

import uuid
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from commonhall.errors import Refused
from commonhall.staff import second_factor, sign_in_links
from commonhall.staff.models import Department, Member, MemberEvent, SignInLink
from commonhall.staff.roles import OF_A_DEPARTMENT, Role

Kind = MemberEvent.Kind


class WorksHereAlready(Refused):
    """An address belongs to one member."""

    def __init__(self) -> None:
        super().__init__(_("Somebody with that e-mail address works here already."))


class NeedsADepartment(Refused):
    """A worker and a supervisor see the requests of one department."""

    def __init__(self) -> None:
        super().__init__(_("A worker and a supervisor belong to a department. Choose one."))


class NotOneself(Refused):
    """Who could lock themselves out may be the last who can let anybody in."""

    def __init__(self) -> None:
        super().__init__(_("You cannot do this to yourself. Ask another administrator."))


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Who somebody is here: the name colleagues see, the role, and for some roles the department."""

    name: str
    role: Role
    department: Department | None

    def checked(self) -> "Place":
        """With a department exactly where the role has one. Raises NeedsADepartment."""
        if self.role not in OF_A_DEPARTMENT:
            return Place(name=self.name, role=self.role, department=None)
        if self.department is None:
            raise NeedsADepartment
        return self


@dataclass(frozen=True, slots=True)
class Welcome:
    """A member, and the path of the link by which they set a password."""

    member: Member
    path: str


def add(email: str, place: Place, *, by: Member | None) -> Welcome:
    """Add a member. Raises WorksHereAlready and NeedsADepartment."""
    place, email = place.checked(), email.lower()
    try:
        with transaction.atomic():
            if Member.objects.filter(email__iexact=email).exists():
                raise WorksHereAlready
            member = Member.objects.create(
                email=email, name=place.name, role=place.role, department=place.department
            )
            second_factor.note(member, Kind.ADDED, by=by)
            return Welcome(member, sign_in_links.make(member, SignInLink.Kind.SET_UP))
    except IntegrityError:  # two administrators at once
        raise WorksHereAlready from None


def change(member: Member, place: Place, *, by: Member) -> None:
    """Give the member another name, role or department, at once. Raises NotOneself for one's own role."""
    place = place.checked()
    if member == by and place.role != member.role:
        raise NotOneself
    with transaction.atomic():
        locked = Member.objects.select_for_update().get(pk=member.pk)
        before = locked.role
        has_moved = (before, locked.department) != (place.role, place.department)
        locked.name, locked.role, locked.department = place.name, place.role, place.department
        locked.save(update_fields=["name", "role", "department"])
        if has_moved:
            second_factor.note(locked, Kind.CHANGED, by=by, role_before=before)


def deactivate(member: Member, *, by: Member) -> None:
    """The member is out at once, in every browser, and no link lets them in. Raises NotOneself."""
    if member == by:
        raise NotOneself
    with transaction.atomic():
        if Member.objects.filter(pk=member.pk, is_active=True).update(is_active=False):
            _end_sessions(member)
            sign_in_links.take_back(member)
            second_factor.note(member, Kind.DEACTIVATED, by=by)


def activate(member: Member, *, by: Member) -> None:
    """The member may sign in again, as before."""
    with transaction.atomic():
        if Member.objects.filter(pk=member.pk, is_active=False).update(is_active=True):
            second_factor.note(member, Kind.ACTIVATED, by=by)


def make_link(member: Member, *, by: Member | None) -> str:
    """The path of a new link by which they set a password; earlier ones do not work any more."""
    with transaction.atomic():
        sign_in_links.take_back(member)
        second_factor.note(member, Kind.LINK_MADE, by=by)
        return sign_in_links.make(member, SignInLink.Kind.SET_UP)


def reset_second_factor(member: Member, *, by: Member | None) -> None:
    """Take every second proof away and end the sessions; by the password alone they then set up a new one."""
    with transaction.atomic():
        second_factor.forget(member)
        _end_sessions(member)
        second_factor.note(member, Kind.FACTOR_RESET, by=by)


def _end_sessions(member: Member) -> None:
    Member.objects.filter(pk=member.pk).update(sessions=uuid.uuid4())
