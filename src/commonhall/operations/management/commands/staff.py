"""`commonhall staff add`: a new member of staff, and the link they set their password by."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from commonhall.errors import Refused
from commonhall.staff import sign_in_links
from commonhall.staff.models import Department, Member
from commonhall.staff.roles import OF_A_DEPARTMENT, Role


class Command(BaseCommand):
    help = "Add a member of staff and print the link, good once for a day, by which they choose a password."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_subparsers(dest="action", required=True).add_parser("add", help="add a member")
        add.add_argument("email")
        add.add_argument("--role", required=True, choices=Role.values)
        add.add_argument(
            "--name", default="", help="how colleagues see them; by default the part before the @"
        )
        add.add_argument(
            "--department", default="", metavar="CODE", help="needed for a worker and a supervisor"
        )

    def handle(self, email: str, role: str, name: str, department: str, **options: object) -> None:
        if "@" not in email:
            raise Refused("That is no e-mail address; write one like name@example.gov.")
        if Member.objects.filter(email__iexact=email).exists():
            raise Refused("Somebody with that e-mail address works here already.")
        with transaction.atomic():
            member = Member.objects.create(
                email=email.lower(),
                role=role,
                name=name or email.partition("@")[0],
                department=_department(Role(role), department),
            )
            path = sign_in_links.make(member, sign_in_links.Kind.SET_UP)
        self.stdout.write(f"{settings.SITE_URL}{path}")


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
