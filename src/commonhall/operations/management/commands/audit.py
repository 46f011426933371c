"""`commonhall audit`: whether the log of looks is whole, and who looked at a request or its person."""

from django.core.management.base import BaseCommand, CommandParser

from commonhall.audit import chain
from commonhall.audit.models import Batch
from commonhall.errors import Refused
from commonhall.operations import who_looked


class Command(BaseCommand):
    help = "Follow the chain of the audit log, or list the looks at one request and its person."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("verify", help="follow the chain from its first batch to its last")
        of = actions.add_parser("of", help="list the looks at a request and its person; that is logged too")
        of.add_argument("--request", required=True, metavar="REFERENCE", help="the request")

    def handle(self, action: str, request: str = "", **options: object) -> None:
        if action == "verify":
            self._verify()
        else:
            self._list(request)

    def _verify(self) -> None:
        batches = Batch.objects.order_by("number")
        if wrong := chain.broken(batches.iterator()):
            raise Refused(f"The chain is broken at: {', '.join(wrong)}.")
        self.stdout.write(f"The audit log is whole: {batches.count()} batches.")

    def _list(self, reference: str) -> None:
        looks = 0
        for look in who_looked.at(reference):
            looks += 1
            self.stdout.write(f"{look.at:%Y-%m-%d %H:%M}  {look.what:34}  {look.who:32}  {look.why}")
        self.stdout.write(f"{looks} looks at this request or its person. This one is logged too.")
