"""`commonhall audit verify`: whether the log of looks is whole."""

from django.core.management.base import BaseCommand, CommandParser

from commonhall.audit import chain
from commonhall.audit.models import Batch
from commonhall.errors import Refused


class Command(BaseCommand):
    help = "Follow the chain of the audit log from its first batch to its last."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_subparsers(dest="action", required=True).add_parser("verify", help="follow the chain")

    def handle(self, **options: object) -> None:
        batches = Batch.objects.order_by("number")
        if wrong := chain.broken(batches.iterator()):
            raise Refused(f"The chain is broken at: {', '.join(wrong)}.")
        self.stdout.write(f"The audit log is whole: {batches.count()} batches.")
