"""`commonhall settle`: what the worker does by the hour, now."""

from django.core.management.base import BaseCommand

from commonhall.operations import conditions
from commonhall.service_requests import settling


class Command(BaseCommand):
    help = "Rewrite the running day's anonymous rows, and all rows of ended days, in random order."
    requires_system_checks = []

    def handle(self, **options: object) -> None:
        conditions.of_the_owner()
        self.stdout.write(f"{settling.now()} rows rewritten.")
