"""`commonhall erase`: erase the person behind a request, and prove it."""

from django.core.management.base import BaseCommand, CommandParser

from commonhall.errors import Refused
from commonhall.operations import conditions, erasure


class Command(BaseCommand):
    help = "Erase the person behind a request: key, record, words in full and photos. The request stays."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--request", required=True, metavar="REFERENCE", help="one of the person's requests"
        )

    def handle(self, request: str, **options: object) -> None:
        conditions.of_the_owner()  # first: what is erased without it could not be proved
        proof = erasure.erase(erasure.person_of(request))
        self.stdout.write(f"{'':52}before  after")
        for line in proof:
            self.stdout.write(f"{line.looked_for:52}{_yes(line.before):8}{_yes(line.after)}")
        if any(line.after for line in proof if "tombstone" not in line.looked_for):
            raise Refused("Something of the person is still there; see the lines above.")


def _yes(fact: bool) -> str:
    return "yes" if fact else "no"
