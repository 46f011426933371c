"""`commonhall staff`: a new member of staff; and what lets in again who is locked out."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from commonhall.errors import Refused
from commonhall.staff import members
from commonhall.staff.members import Place
from commonhall.staff.models import Department, Member
from commonhall.staff.roles import OF_A_DEPARTMENT, Role


class Command(BaseCommand):
    help = (
        "Add a member of staff, make a new link, or reset a second proof. A link is good once, for a day; "
        "by it a member chooses a password. Administrators do the same on the page “Staff”."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        add = actions.add_parser("add", help="add a member and print their link")
        add.add_argument("email")
        add.add_argument("--role", required=True, choices=Role.values)
        add.add_argument(
            "--name", default="", help="how colleagues see them; by default the part before the @"
        )
        add.add_argument(
            "--department", default="", metavar="CODE", help="needed for a worker and a supervisor"
        )
        link = actions.add_parser("link", help="print a new link of a member; earlier ones stop working")
        link.add_argument("email")
        reset = actions.add_parser("reset", help="take a member's second proof away and end their sessions")
        reset.add_argument("email")

    def handle(self, action: str, email: str, **options: object) -> None:
        match action:
            case "add":
                role = Role(str(options["role"]))
                self._add(email, role, str(options["name"]), str(options["department"]))
            case "link":
                self.stdout.write(f"{settings.SITE_URL}{members.make_link(_member(email), by=None)}")
            case "reset":
                members.reset_second_factor(_member(email), by=None)
                self.stdout.write("The second proof is reset. They set up a new one when they sign in.")

    def _add(self, email: str, role: Role, name: str, department: str) -> None:
        if "@" not in email:
            raise Refused("That is no e-mail address; write one like name@example.gov.")
        place = Place(
            name=name or email.partition("@")[0], role=role, department=_department(role, department)
        )
        try:
            self.stdout.write(f"{settings.SITE_URL}{members.add(email, place, by=None).path}")
        except members.WorksHereAlready as already:
            raise Refused(f"{already} `commonhall staff link EMAIL` makes a new link for them.") from None


def _member(email: str) -> Member:
    if not (member := Member.objects.filter(email__iexact=email, is_active=True).first()):
        raise Refused("Nobody with that e-mail address works here now.")
    return member


def _department(role: Role, code: str) -> Department | None:
    if role not in OF_A_DEPARTMENT:
        return None
    if not (department := Department.objects.filter(pk=code).first()):
        known = (
            ", ".join(Department.objects.order_by("code").values_list("code", flat=True))
            or "none is loaded yet"
        )
        raise Refused(f"A {role.value} needs a department: --department with one of these: {known}.")
    return department
