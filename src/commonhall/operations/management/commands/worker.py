"""`commonhall worker`: do the jobs that pages leave behind."""

from django.core.management.base import BaseCommand

from commonhall.operations import conditions, worker


class Command(BaseCommand):
    help = (
        "Do queued and periodic jobs; with the owner's address set, those that keep the tables in order too."
    )
    requires_system_checks = []

    def handle(self, **options: object) -> None:
        conditions.of_the_database()
        worker.run()
