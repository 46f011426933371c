"""`commonhall erase`: erase the person behind a request, and prove it."""

from django.core.management.base import BaseCommand, CommandParser

from commonhall.errors import Refused
from commonhall.operations import conditions, erasure
from commonhall.operations.traces import Found

_WIDTH = 56


class Command(BaseCommand):
    help = "Erase the person behind a request: key, record, words in full, notes, photos. The request stays."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--request", required=True, metavar="REFERENCE", help="one of the person's requests"
        )

    def handle(self, request: str, **options: object) -> None:
        conditions.of_the_owner()  # first: what is erased without it could not be proved
        done = erasure.erase(erasure.person_of(request))
        self.stdout.write(f"{'':{_WIDTH}}before  after")
        for line in done.proof:
            self.stdout.write(f"{line.looked_for:{_WIDTH}}{_yes(line.before):8}{_yes(line.after)}")
        self.stdout.write(f"Requests of theirs that this covers: {done.own_requests}.")
        self.stdout.write(_elsewhere(done.others))
        if not done.is_whole:
            raise Refused("Something of the person is still there; see the lines above.")


def _elsewhere(others: Found) -> str:
    searched = f"Other requests searched for the whole name, the phone number and the e-mail address: {others.searched}"
    if not others.telling:
        return f"{searched}. None holds them."
    return (
        f"{searched}. Found in {', '.join(others.telling)}: look whether the same person is meant; what others wrote "
        "is not erased."
    )


def _yes(fact: bool) -> str:
    return "yes" if fact else "no"
