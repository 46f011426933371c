"""`commonhall staff`: a new member of staff, or a new link for one; by it they set their password."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from commonhall.errors import Refused
from commonhall.staff import sign_in_links
from commonhall.staff.models import Department, Member
from commonhall.staff.roles import OF_A_DEPARTMENT, Role


class Command(BaseCommand):
    help = (
        "Add a member of staff, or make a new link for one. A link is good once, for a day; by it a member chooses "
        "a password."
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

    def handle(self, action: str, email: str, **options: object) -> None:
        if action == "add":
            path = _add(email, Role(str(options["role"])), str(options["name"]), str(options["department"]))
        else:
            path = _new_link(email)
        self.stdout.write(f"{settings.SITE_URL}{path}")


@transaction.atomic
def _add(email: str, role: Role, name: str, department: str) -> str:
    if "@" not in email:
        raise Refused("That is no e-mail address; write one like name@example.gov.")
    if Member.objects.filter(email__iexact=email).exists():
        raise Refused(
            "Somebody with that e-mail address works here already. "
            "`commonhall staff link EMAIL` makes a new link for them."
        )
    member = Member.objects.create(
        email=email.lower(),
        role=role,
        name=name or email.partition("@")[0],
        department=_department(role, department),
    )
    return sign_in_links.make(member, sign_in_links.Kind.SET_UP)


@transaction.atomic
def _new_link(email: str) -> str:
    if not (member := Member.objects.filter(email__iexact=email, is_active=True).first()):
        raise Refused("Nobody with that e-mail address works here now.")
    sign_in_links.take_back(member)
    return sign_in_links.make(member, sign_in_links.Kind.SET_UP)


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
